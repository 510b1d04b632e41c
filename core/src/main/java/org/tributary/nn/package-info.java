/**
 * Your own models: parts, losses, training and predictions on your objects; recurrent layers on
 * Java arrays; training in your own graph. Letters of recurrent layers are those of {@link
 * org.tributary.layer.Recurrent}.
 */
package org.tributary.nn;

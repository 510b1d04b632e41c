/**
 * Your own models: parts, losses, training and predictions on your objects; recurrent layers on
 * Java arrays; training in your own graph.
 */
package org.tributary.nn;

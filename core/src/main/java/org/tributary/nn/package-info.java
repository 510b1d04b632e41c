/** Your own models: parts, losses, training and predictions on your objects. */
package org.tributary.nn;

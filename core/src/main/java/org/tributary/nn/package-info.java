/** Models of a user's own: parts, losses, training and predictions on the user's objects. */
package org.tributary.nn;

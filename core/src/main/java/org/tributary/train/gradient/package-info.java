/** Gradients of a loss with respect to parameters, through recurrent layers. */
package org.tributary.train.gradient;

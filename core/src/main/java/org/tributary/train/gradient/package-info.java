/**
 * Gradients of a loss with respect to parameters, through recurrent layers. Imports {@code graph},
 * {@code param} and {@code layer}.
 */
package org.tributary.train.gradient;

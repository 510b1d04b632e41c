/** Options of a training: network, inputs, optimizer, and their values in a grid. */
package org.tributary.examples.option.training;

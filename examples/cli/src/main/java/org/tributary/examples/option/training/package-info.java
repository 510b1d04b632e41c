/** Options of a training: network, inputs and optimizer. */
package org.tributary.examples.option.training;

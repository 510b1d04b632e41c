/**
 * Options of a training: network, inputs, optimizer, and their values in a grid. Imports {@code
 * option}, {@code job} and the libraries' builders.
 */
package org.tributary.examples.option.training;

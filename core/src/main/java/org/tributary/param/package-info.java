/**
 * Parameters: their names and shapes, how they are first drawn, their values outside a graph and in
 * files, and the variables that hold them inside one. Imports {@code file} and {@code random}.
 */
package org.tributary.param;

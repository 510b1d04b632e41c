/**
 * Parameters: specifications, initializers, values on the heap and in safetensors files, and graph
 * variables. Imports {@code file} and {@code random}.
 */
package org.tributary.param;

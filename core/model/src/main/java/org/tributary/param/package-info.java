/**
 * Parameters: specifications, initializers, values on the heap and in safetensors files, and graph
 * variables.
 */
package org.tributary.param;

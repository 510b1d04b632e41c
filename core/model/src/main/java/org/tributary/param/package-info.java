/**
 * Parameters: specifications, initializers with PyTorch's random numbers, values on the heap and in
 * safetensors files.
 */
package org.tributary.param;

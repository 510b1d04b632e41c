package org.tributary.param;

import java.util.List;

/**
 * The description of a tensor in a safetensors file.
 *
 * @param type the dtype, under the format's name
 * @param shape the dimensions; empty for a scalar
 * @param begin the offset of the first byte, counted from the end of the header
 * @param end the offset after the last byte
 */
record SafetensorsTensor(String name, String type, List<Long> shape, long begin, long end) {}

package org.tributary.param;

import java.util.List;

/**
 * A tensor in a safetensors file.
 *
 * @param type the format's name of its numbers
 * @param shape its sizes; none of a single number
 * @param begin where its numbers begin, in bytes after the header
 * @param end the byte after them
 */
record SafetensorsTensor(String name, String type, List<Long> shape, long begin, long end) {}

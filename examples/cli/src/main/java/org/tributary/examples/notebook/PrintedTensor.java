package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tributary.param.FloatTensor;

/**
 * A tensor, or a size, that a cell prints.
 *
 * @param name the tutorial's expression for it
 * @param shape its dimensions
 * @param values row-major: floats in full, or integers
 */
public record PrintedTensor(String name, List<Integer> shape, List<Number> values) {

  /** Copies the lists. */
  public PrintedTensor {
    shape = List.copyOf(shape);
    values = List.copyOf(values);
  }

  static PrintedTensor of(String name, FloatTensor tensor) {
    List<Number> values = new ArrayList<>();
    for (float value : tensor.values()) {
      values.add(value);
    }
    return new PrintedTensor(name, dimensions(tensor), values);
  }

  static PrintedTensor of(String name, List<Integer> integers) {
    return new PrintedTensor(name, List.of(integers.size()), List.copyOf(integers));
  }

  static List<Integer> dimensions(FloatTensor tensor) {
    return Arrays.stream(tensor.shape().asArray()).mapToObj(Math::toIntExact).toList();
  }
}

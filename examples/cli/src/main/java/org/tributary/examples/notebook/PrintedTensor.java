package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tributary.param.FloatTensor;

/**
 * A tensor or size printed by a cell.
 *
 * @param name expression in the tutorial
 * @param shape dimensions
 * @param values row-major values: floats at full precision, or integers
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

package org.tributary.feature;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * A column of real vectors, for instance sensor readings.
 *
 * @param values [steps, size], finite
 */
public record NumberColumn(FloatTensor values) implements InputColumn {

  /**
   * Checks the shape and the values.
   *
   * @throws IllegalArgumentException if the tensor is not a matrix, or a value is not finite
   */
  public NumberColumn {
    TensorShape shape = values.shape();
    if (shape.numDimensions() != 2) {
      throw new IllegalArgumentException(
          "number column: expected [steps, size], got shape %s".formatted(shape));
    }
    float[] all = values.values();
    for (int k = 0; k < all.length; k++) {
      if (!Float.isFinite(all[k])) {
        int size = size(shape);
        throw new IllegalArgumentException(
            "number column: expected finite values, got %s as number %d of step %d"
                .formatted(all[k], k % size, k / size));
      }
    }
  }

  @Override
  public int steps() {
    return Math.toIntExact(values.shape().get(0));
  }

  @Override
  public NumberColumn then(List<InputColumn> others) {
    List<NumberColumn> all = new ArrayList<>(List.of(this));
    all.addAll(InputColumn.requireType(NumberColumn.class, others));
    int steps = 0;
    for (NumberColumn each : all) {
      if (each.size() != size()) {
        throw new IllegalArgumentException(
            "number column: expected columns of %d values per step, got one of %d"
                .formatted(size(), each.size()));
      }
      steps += each.steps();
    }
    FloatBuffer joined = FloatBuffer.allocate(Math.multiplyExact(steps, size()));
    all.forEach(each -> joined.put(each.values.values()));
    return new NumberColumn(FloatTensor.of(TensorShape.of(steps, size()), joined.array()));
  }

  @Override
  public void forEachNumberAt(int step, IntConsumer number) {
    for (int k = 0; k < size(); k++) {
      number.accept(Float.floatToIntBits(values.get(step, k)));
    }
  }

  @Override
  public void forEachNumber(IntConsumer number) {
    number.accept(size());
    InputColumn.super.forEachNumber(number);
  }

  /** Returns the number of values per step. */
  public int size() {
    return size(values.shape());
  }

  private static int size(TensorShape shape) {
    return Math.toIntExact(shape.get(1));
  }
}

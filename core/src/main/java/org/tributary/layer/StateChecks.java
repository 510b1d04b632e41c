package org.tributary.layer;

import java.util.List;
import java.util.function.IntFunction;
import org.tensorflow.ndarray.Shape;
import org.tributary.param.FloatTensor;

/** A check of a caller's states. */
final class StateChecks {
  private StateChecks() {}

  /**
   * Checks a state and returns its parts.
   *
   * @param what the state's name in the message
   * @param shape the expected shape of each part: 0 for h, 1 for c
   * @throws IllegalArgumentException if the state does not fit this layer
   */
  static List<FloatTensor> require(
      Recurrent definition, RecurrentState state, String what, IntFunction<Shape> shape) {
    List<FloatTensor> parts = state.parts();
    int expected = definition.cell().stateSizes().size();
    if (parts.size() != expected) {
      throw new IllegalArgumentException(
          "%s: expected %s of this %s, got %s; is it the state of another kind of layer?"
              .formatted(what, names(expected), definition.cell().name(), names(parts.size())));
    }
    for (int k = 0; k < expected; k++) {
      if (!parts.get(k).shape().equals(shape.apply(k))) {
        throw new IllegalArgumentException(
            "%s %s: expected shape %s (layers times directions first), got %s; states are never batch-first"
                .formatted(what, k == 0 ? "h" : "c", shape.apply(k), parts.get(k).shape()));
      }
    }
    return parts;
  }

  private static String names(int parts) {
    return parts == 1 ? "h" : "h and c";
  }
}

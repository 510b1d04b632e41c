package org.tributary.module;

import java.util.List;
import java.util.function.IntFunction;
import org.tributary.cell.StatePart;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/** Checks of a caller's states. */
final class StateChecks {
  private StateChecks() {}

  /**
   * Checks a state and returns its parts.
   *
   * @param what the state's name in the message
   * @param shape the expected shape of each part, by part index, from 0
   * @throws IllegalArgumentException if the state does not fit this layer
   */
  static List<FloatTensor> require(
      Recurrent definition, RecurrentState state, String what, IntFunction<TensorShape> shape) {
    List<FloatTensor> parts = state.parts();
    List<String> expected = definition.cell().stateParts().stream().map(StatePart::name).toList();
    List<String> actual = List.copyOf(state.byName().keySet());
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(
          "%s: expected %s of this %s, got %s; is it the state of another kind of layer?"
              .formatted(
                  what,
                  String.join(" and ", expected),
                  definition.cell().name(),
                  String.join(" and ", actual)));
    }
    for (int k = 0; k < expected.size(); k++) {
      if (!parts.get(k).shape().equals(shape.apply(k))) {
        throw new IllegalArgumentException(
            "%s %s: expected shape %s (layers times directions first), got %s; states are never batch-first"
                .formatted(what, expected.get(k), shape.apply(k), parts.get(k).shape()));
      }
    }
    return parts;
  }
}

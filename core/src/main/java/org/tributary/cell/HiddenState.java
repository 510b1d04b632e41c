package org.tributary.cell;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * The state of an RNN or a GRU: the hidden state h.
 *
 * @param <T> the float type
 * @param hidden h, [..., H]
 */
public record HiddenState<T extends TFloating>(Operand<T> hidden) implements CellState<T> {

  /** Checks that h is present. */
  public HiddenState {
    Objects.requireNonNull(hidden, "hidden: expected h, got null");
  }

  @Override
  public List<Operand<T>> parts() {
    return List.of(hidden);
  }

  @Override
  public HiddenState<T> map(UnaryOperator<Operand<T>> function) {
    return new HiddenState<>(function.apply(hidden));
  }
}

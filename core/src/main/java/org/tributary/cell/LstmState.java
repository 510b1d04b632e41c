package org.tributary.cell;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * The state of an LSTM: hidden state h and cell state c.
 *
 * @param <T> the float type
 * @param hidden h, [..., P]; P is the projection size, or H without a projection
 * @param cell c, [..., H]
 */
public record LstmState<T extends TFloating>(Operand<T> hidden, Operand<T> cell)
    implements CellState<T> {

  /** Checks that both parts are present. */
  public LstmState {
    Objects.requireNonNull(hidden, "hidden: expected h, got null");
    Objects.requireNonNull(cell, "cell: expected c, got null");
  }

  @Override
  public List<Operand<T>> parts() {
    return List.of(hidden, cell);
  }

  @Override
  public LstmState<T> map(UnaryOperator<Operand<T>> function) {
    return new LstmState<>(function.apply(hidden), function.apply(cell));
  }
}

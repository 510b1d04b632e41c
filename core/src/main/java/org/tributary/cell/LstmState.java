package org.tributary.cell;

import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * An LSTM's hidden and cell state.
 *
 * @param <T> the float type
 * @param hidden h, [..., P]; P is the projection's size, or H without one
 * @param cell c, [..., H]
 */
public record LstmState<T extends TFloating>(Operand<T> hidden, Operand<T> cell)
    implements CellState<T> {

  @Override
  public List<Operand<T>> parts() {
    return List.of(hidden, cell);
  }

  @Override
  public LstmState<T> map(UnaryOperator<Operand<T>> change) {
    return new LstmState<>(change.apply(hidden), change.apply(cell));
  }
}

package org.tributary.cell;

import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * What a cell carries from step to step, inside a graph: of one step, of every step of a sequence,
 * of every layer, or gradients of the same.
 *
 * @param <T> the float type
 */
public sealed interface CellState<T extends TFloating> permits HiddenState, LstmState {

  /** h, [..., P]; P is the hidden size, or the projection's where there is one. */
  Operand<T> hidden();

  /** Every part in PyTorch's order: h, then an LSTM's c. */
  List<Operand<T>> parts();

  /** The same kind of state with {@code change} applied to every part. */
  CellState<T> map(UnaryOperator<Operand<T>> change);

  /**
   * The state that {@link #parts} came from.
   *
   * @param parts h alone, or h and c
   * @throws IllegalArgumentException if there are neither one nor two parts
   */
  static <T extends TFloating> CellState<T> of(List<? extends Operand<T>> parts) {
    return switch (parts.size()) {
      case 1 -> new HiddenState<>(parts.get(0));
      case 2 -> new LstmState<>(parts.get(0), parts.get(1));
      default ->
          throw new IllegalArgumentException(
              "state: expected h, or h and c, got %d parts".formatted(parts.size()));
    };
  }
}

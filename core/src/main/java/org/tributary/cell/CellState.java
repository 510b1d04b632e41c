package org.tributary.cell;

import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * The recurrent state inside a graph: h, and c for an LSTM. The leading dimensions may be those of
 * one step, of every step of a sequence or of every layer; the same type holds gradients to a
 * state.
 *
 * @param <T> the float type
 */
public sealed interface CellState<T extends TFloating> permits HiddenState, LstmState {

  /** Returns h, [..., P]; P is the projection size, or the hidden size without a projection. */
  Operand<T> hidden();

  /** Returns the parts in PyTorch's order: h, then an LSTM's c. */
  List<Operand<T>> parts();

  /** Returns a state of the same kind with {@code function} applied to every part. */
  CellState<T> map(UnaryOperator<Operand<T>> function);

  /**
   * Returns the state that consists of {@code parts}, the inverse of {@link #parts}.
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

package org.tributary.layer;

import java.util.Optional;

/**
 * The gradients of a loss to what a recurrent layer gave; empty for what the loss does not see.
 *
 * @param <V> how tensors are held: an {@code Operand} inside a graph, a {@code FloatTensor} outside
 * @param output of the output's shape; what it says of padding is ignored
 * @param hidden to the final h, [K·D, N, P]
 * @param cell to the final c of an LSTM, [K·D, N, H]
 */
public record OutputGradients<V>(Optional<V> output, Optional<V> hidden, Optional<V> cell) {

  /** A loss that sees nothing yet. */
  public static <V> OutputGradients<V> none() {
    return new OutputGradients<>(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A loss that sees the output. */
  public static <V> OutputGradients<V> ofOutput(V output) {
    return new OutputGradients<>(Optional.of(output), Optional.empty(), Optional.empty());
  }

  /** The same loss if it sees the final h as well. */
  public OutputGradients<V> hidden(V hidden) {
    return new OutputGradients<>(output, Optional.of(hidden), cell);
  }

  /** The same loss if it sees the final c of an LSTM as well. */
  public OutputGradients<V> cell(V cell) {
    return new OutputGradients<>(output, hidden, Optional.of(cell));
  }
}

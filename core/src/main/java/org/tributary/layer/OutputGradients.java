package org.tributary.layer;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The upstream gradients of a recurrent layer; empty for results that the loss does not depend on.
 *
 * @param <V> the tensor type: {@code Operand} inside a graph, {@code FloatTensor} outside
 * @param output gradient of the output, of its shape; ignored in the padding
 * @param hidden gradient of the final h, [K·D, N, P]
 * @param cell gradient of the final c of an LSTM, [K·D, N, H]
 */
public record OutputGradients<V>(Optional<V> output, Optional<V> hidden, Optional<V> cell) {

  /** Returns no gradients. */
  public static <V> OutputGradients<V> none() {
    return new OutputGradients<>(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Returns a gradient of the output alone. */
  public static <V> OutputGradients<V> ofOutput(V output) {
    requireNonNull(output, "output: expected a gradient, got null");
    return new OutputGradients<>(Optional.of(output), Optional.empty(), Optional.empty());
  }

  /** Returns a copy with a gradient of the final h. */
  public OutputGradients<V> hidden(V hidden) {
    requireNonNull(hidden, "hidden: expected a gradient, got null");
    return new OutputGradients<>(output, Optional.of(hidden), cell);
  }

  /** Returns a copy with a gradient of the final c of an LSTM. */
  public OutputGradients<V> cell(V cell) {
    requireNonNull(cell, "cell: expected a gradient, got null");
    return new OutputGradients<>(output, hidden, Optional.of(cell));
  }
}

package org.tributary.cell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * The weights of one cell, or their gradients, inside a graph. G is the number of gates (LSTM 4), I
 * the input size, H the hidden size.
 *
 * @param <T> the float type
 * @param inputHidden {@code weight_ih} [G·H, I]
 * @param hiddenHidden {@code weight_hh} [G·H, H]
 * @param biases both bias vectors, or empty for a cell without bias
 */
public record CellWeights<T extends TFloating>(
    Operand<T> inputHidden, Operand<T> hiddenHidden, Optional<Biases<T>> biases) {

  /**
   * PyTorch's two bias vectors; only their sum matters to an LSTM.
   *
   * @param <T> the float type
   * @param inputHidden {@code bias_ih} [G·H]
   * @param hiddenHidden {@code bias_hh} [G·H]
   */
  public record Biases<T extends TFloating>(Operand<T> inputHidden, Operand<T> hiddenHidden) {}

  /** Checks that nothing is null. */
  public CellWeights {
    Objects.requireNonNull(inputHidden, "inputHidden");
    Objects.requireNonNull(hiddenHidden, "hiddenHidden");
    Objects.requireNonNull(biases, "biases");
  }

  /** The weights by PyTorch's name for a cell, in PyTorch's order. */
  public Map<String, Operand<T>> named() {
    Map<String, Operand<T>> named = new LinkedHashMap<>();
    named.put("weight_ih", inputHidden);
    named.put("weight_hh", hiddenHidden);
    biases.ifPresent(
        b -> {
          named.put("bias_ih", b.inputHidden());
          named.put("bias_hh", b.hiddenHidden());
        });
    return named;
  }
}

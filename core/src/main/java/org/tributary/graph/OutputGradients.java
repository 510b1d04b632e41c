package org.tributary.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Cell;
import org.tributary.layer.StatePart;

/**
 * Upstream gradients: those of a loss with respect to a recurrent layer's or a kernel's output and
 * final state. Absent for results that the loss does not depend on. The final state is [K·D, N,
 * size] in a layer and [N, size] in a kernel. The backward pass turns them into {@link Gradients}.
 *
 * @param <V> the tensor type: {@code Operand} inside a graph, {@code FloatTensor} outside
 * @param output gradient of the output, of its shape; ignored in the padding
 * @param state gradients of the final state's parts by name: h, and c of an LSTM
 */
public record OutputGradients<V>(Optional<V> output, Map<String, V> state) {

  /** Copies the gradients of the state. */
  public OutputGradients {
    NullChecks.require("output", "a value", output);
    state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
  }

  /**
   * Returns empty upstream gradients, to which {@code hidden}, {@code cell} and {@code state} add.
   */
  public static <V> OutputGradients<V> none() {
    return new OutputGradients<>(Optional.empty(), Map.of());
  }

  /** Returns a gradient of the output alone. */
  public static <V> OutputGradients<V> ofOutput(V output) {
    NullChecks.require("output", "a gradient", output);
    return new OutputGradients<>(Optional.of(output), Map.of());
  }

  /** Returns a copy with a gradient of the final h. */
  public OutputGradients<V> hidden(V hidden) {
    return state(StatePart.HIDDEN, NullChecks.require("hidden", "a gradient", hidden));
  }

  /** Returns a copy with a gradient of the final c of an LSTM. */
  public OutputGradients<V> cell(V cell) {
    return state(StatePart.CELL, NullChecks.require("cell", "a gradient", cell));
  }

  /** Returns a copy with a gradient of one part of the final state. */
  public OutputGradients<V> state(String part, V gradient) {
    NullChecks.require("state", "a gradient", gradient);
    Map<String, V> more = new LinkedHashMap<>(state);
    more.put(part, gradient);
    return new OutputGradients<>(output, more);
  }

  /** Returns the gradient of one part of the final state, if the loss depends on it. */
  public Optional<V> state(String part) {
    return Optional.ofNullable(state.get(part));
  }

  /**
   * Checks that at least one gradient is present, and none of a part that {@code cell} lacks.
   *
   * @throws IllegalArgumentException if there is none, or one of another part
   */
  public void requireFit(Cell cell) {
    if (output.isEmpty() && state.isEmpty()) {
      throw new IllegalArgumentException(
          "gradients: expected a gradient of the output, the final state or both, got none");
    }
    List<String> parts = cell.stateNames();
    for (String part : state.keySet()) {
      if (!parts.contains(part)) {
        throw new IllegalArgumentException(
            "gradients: expected none of %s, because the state of %s has no %s, got one"
                .formatted(part, cell.name(), part));
      }
    }
  }
}

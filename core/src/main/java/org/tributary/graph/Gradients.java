package org.tributary.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tributary.internal.NullChecks;

/**
 * The gradients of a loss with respect to the input, the initial state and the parameters of a
 * forward pass: the result of a backward pass over {@link OutputGradients}. In a graph each is a
 * distinct operand of a layer, so one run can fetch all of them; a kernel may return one operand
 * for both biases.
 *
 * @param <V> the tensor type: {@code Operand} inside a graph, {@code FloatTensor} outside
 * @param input gradient with respect to the input, of its shape; zero in the padding
 * @param initial gradients with respect to the parts of the initial state, by name: h, and c of an
 *     LSTM; [K·D, N, size] in a layer and [N, size] in a kernel. Empty without a state
 * @param parameters gradients with respect to the parameters that are not frozen, by name and in
 *     their order, which is PyTorch's in a layer
 */
public record Gradients<V>(V input, Map<String, V> initial, Map<String, V> parameters) {

  /** Copies the maps. */
  public Gradients {
    NullChecks.require("input", "a gradient", input);
    initial = Collections.unmodifiableMap(new LinkedHashMap<>(initial));
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Creates the gradients of a forward pass without a state. */
  public Gradients(V input, Map<String, V> parameters) {
    this(input, Map.of(), parameters);
  }

  /**
   * Returns the gradient with respect to one part of the initial state.
   *
   * @throws IllegalArgumentException if there is none
   */
  public V initial(String part) {
    V gradient = initial.get(part);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "gradients: expected a part of the initial state %s, got \"%s\"; are these of another kind of cell?"
              .formatted(initial.keySet(), part));
    }
    return gradient;
  }

  /**
   * Returns the gradient with respect to one parameter.
   *
   * @throws IllegalArgumentException if there is none
   */
  public V parameter(String name) {
    V gradient = parameters.get(name);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "gradients: expected one of the parameters %s, got \"%s\"; is it frozen?"
              .formatted(parameters.keySet(), name));
    }
    return gradient;
  }

  /** Returns a copy with {@code renaming} applied to the name of each parameter. */
  public Gradients<V> renamed(UnaryOperator<String> renaming) {
    Map<String, V> named = new LinkedHashMap<>();
    parameters.forEach((name, gradient) -> named.put(renaming.apply(name), gradient));
    return new Gradients<>(input, initial, named);
  }
}

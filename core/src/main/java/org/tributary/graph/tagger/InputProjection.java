package org.tributary.graph.tagger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.LinearLayer;
import org.tributary.layer.Linear;
import org.tributary.param.ParameterSpec;

/**
 * The linear layer after an input in a graph.
 *
 * @param input the input's name, the prefix of the parameters
 * @param definition the layer
 */
public record InputProjection(String input, Linear definition) {

  public static Optional<InputProjection> of(String input, int size, OptionalInt outputSize) {
    return outputSize.isPresent()
        ? Optional.of(new InputProjection(input, new Linear(size, outputSize.getAsInt())))
        : Optional.empty();
  }

  /** Returns the operands of the parameters by name, in their order in every JVM. */
  public Map<String, Operand<TFloat32>> operands(InputContext context) {
    Map<String, Operand<TFloat32>> operands = new LinkedHashMap<>();
    ParameterSpec.within(input + "_proj", definition.parameters())
        .forEach(p -> operands.put(p.name(), context.weights().apply(p.name())));
    return operands;
  }

  /**
   * Projects vectors; {@code Graph.addGradients} can differentiate it.
   *
   * @param x [M, inputSize]
   * @param operands those of {@link #operands}
   * @return [M, outputSize]
   */
  public Operand<TFloat32> forward(
      Ops tf, Operand<TFloat32> x, Map<String, Operand<TFloat32>> operands) {
    List<Operand<TFloat32>> weightAndBias = List.copyOf(operands.values());
    return new LinearLayer(definition).forward(tf, x, weightAndBias.get(0), weightAndBias.get(1));
  }
}

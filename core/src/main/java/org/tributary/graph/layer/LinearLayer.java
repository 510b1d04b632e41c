package org.tributary.graph.layer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Bias;
import org.tributary.graph.Variables;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.operand.Graphs;
import org.tributary.internal.operand.ShapeCheck;
import org.tributary.layer.Linear;

/**
 * A linear layer in a graph.
 *
 * @param definition its sizes
 */
public record LinearLayer(Linear definition) {

  /** Checks that there is a definition. */
  public LinearLayer {
    NullChecks.require("definition", "a linear layer", definition);
  }

  /** Creates a layer with a bias. */
  public LinearLayer(int inputSize, int outputSize) {
    this(new Linear(inputSize, outputSize));
  }

  /**
   * Applies the weight without a bias; {@code Graph.addGradients} can differentiate it.
   *
   * @param x [M, in]
   * @return [M, out]
   * @throws IllegalArgumentException if x or the weight is known to have another shape
   */
  public Operand<TFloat32> forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight) {
    ShapeCheck.require(
        "x",
        x,
        "[M, %d] (rows, input size)".formatted(definition.inputSize()),
        -1,
        definition.inputSize());
    ShapeCheck.requireKnown(
        "weight",
        weight,
        "[%d, %d] (output size, input size)"
            .formatted(definition.outputSize(), definition.inputSize()),
        definition.outputSize(),
        definition.inputSize());
    return tf.linalg.matMul(x, weight, MatMul.transposeB(true));
  }

  /**
   * Applies the layer; {@code Graph.addGradients} can differentiate it.
   *
   * @param x [M, in]
   * @return [M, out]
   * @throws IllegalArgumentException if an operand is known to have another shape
   */
  public Operand<TFloat32> forward(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
    ShapeCheck.requireKnown(
        "bias",
        bias,
        "[%d] (output size)".formatted(definition.outputSize()),
        definition.outputSize());
    return tf.nn.biasAdd(forward(tf, x, weight), bias);
  }

  /**
   * Applies the layer with the weights of variables.
   *
   * @param x [M, in]
   * @param prefix the prefix of the parameters' names: "linear" for {@code linear.weight}
   * @return [M, out]
   * @throws IllegalArgumentException if x or a parameter is of another shape, or there is none of
   *     that name
   */
  public Operand<TFloat32> forward(
      Ops tf, Operand<TFloat32> x, Variables variables, String prefix) {
    Graphs.of(tf);
    Operand<TFloat32> weight = variables.read(prefix + ".weight");
    return definition.bias() == Bias.ABSENT
        ? forward(tf, x, weight)
        : forward(tf, x, weight, variables.read(prefix + ".bias"));
  }
}

package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.Bias;
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
   * @param x [.., in]
   * @return [.., out]
   * @throws IllegalArgumentException if x or the weight is known to have another shape
   */
  public Operand<TFloat32> forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight) {
    requireInput(x);
    int inputSize = definition.inputSize();
    ShapeCheck.requireKnown(
        "weight",
        weight,
        "[%d, %d] (output size, input size)".formatted(definition.outputSize(), inputSize),
        definition.outputSize(),
        inputSize);
    int rank = x.shape().numDimensions();
    if (rank == 2) {
      return tf.linalg.matMul(x, weight, MatMul.transposeB(true));
    }
    Operand<TFloat32> rows = tf.reshape(x, tf.array(-1, inputSize)); // [M, in]
    Operand<TFloat32> y = tf.linalg.matMul(rows, weight, MatMul.transposeB(true));
    List<Operand<TInt32>> sizes = new ArrayList<>(); // a stack keeps the static last size
    for (int axis = 0; axis < rank - 1; axis++) {
      sizes.add(Axes.size(tf, x, axis));
    }
    sizes.add(tf.constant(definition.outputSize()));
    return tf.reshape(y, tf.stack(sizes));
  }

  private void requireInput(Operand<TFloat32> x) {
    String description = "[.., %d] (the last is the input size)".formatted(definition.inputSize());
    Shape shape = NullChecks.require("x", description, x).shape();
    if (shape.isUnknown()
        || shape.numDimensions() < 1
        || shape.get(shape.numDimensions() - 1) != definition.inputSize()) {
      throw new IllegalArgumentException("x: expected %s, got %s".formatted(description, shape));
    }
  }

  /**
   * Applies the layer; {@code Graph.addGradients} can differentiate it.
   *
   * @param x [.., in]
   * @return [.., out]
   * @throws IllegalArgumentException if an operand is known to have another shape
   */
  public Operand<TFloat32> forward(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
    ShapeCheck.requireKnown(
        "bias",
        bias,
        "[%d] (output size)".formatted(definition.outputSize()),
        definition.outputSize());
    Operand<TFloat32> product = forward(tf, x, weight);
    return product.shape().numDimensions() == 1
        ? tf.math.add(product, bias)
        : tf.nn.biasAdd(product, bias);
  }

  /**
   * Applies the layer with the weights of variables.
   *
   * @param x [.., in]
   * @param prefix the prefix of the parameters' names: "linear" for {@code linear.weight}
   * @return [.., out]
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

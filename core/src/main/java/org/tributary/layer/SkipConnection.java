package org.tributary.layer;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.inference.SkipInference;
import org.tributary.kernel.Forward;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * A skip connection around a layer whose input and output have the same size F: x is the layer's
 * input, h its output and y the input of the next layer.
 *
 * <p>A connection of your own implements this interface. Its y of a step depends on x and h of that
 * step only. {@link #forward} is called with x and h of all steps, [T, N, F], and by a {@code
 * Stepper} with those of one step, [N, F]. Results of other shapes are refused when a graph with
 * the connection is built.
 */
public interface SkipConnection {
  /** Returns no connection: y = h. */
  static SkipConnection none() {
    return new NoConnection();
  }

  /** Returns a residual connection: y = h + x (He et al. 2016). */
  static SkipConnection residual() {
    return new ResidualConnection();
  }

  /**
   * Returns a highway connection: a gate mixes x and h (Srivastava, Greff and Schmidhuber 2015).
   */
  static SkipConnection highway() {
    return new HighwayConnection();
  }

  /** Returns the connection's common name, for messages and model files. */
  String name();

  /**
   * Returns the parameters of a connection around a layer with inputs and outputs of that size. The
   * layer's number is appended to each name: {@code highway_bias} becomes {@code highway_bias_l1}.
   */
  List<ParameterSpec> parameters(int size);

  /** Returns whether y = h for every x; by default it is not. */
  default boolean isIdentity() {
    return false;
  }

  /**
   * Returns whether y is zero where x and h are zero, whatever the parameters; by default false. A
   * layer sets y to zero in the padding unless this returns true.
   */
  default boolean preservesZero() {
    return false;
  }

  /**
   * Returns an implementation in plain Java, for predictions, modules and steppers; empty, the
   * default, if there is none: they then run in a TensorFlow graph.
   *
   * @param weights the parameters by the names of {@link #parameters}
   */
  default Optional<SkipInference> inference(Function<String, FloatTensor> weights) {
    return Optional.empty();
  }

  /**
   * Adds the connection to the graph.
   *
   * @param x [..., F]
   * @param h [..., F]
   * @param weights the parameters by the names of {@link #parameters}; another name is refused
   * @return the forward pass: its output is y, [..., F], and its upstream gradient that of y. A
   *     connection for inference only throws {@link UnsupportedOperationException} from {@link
   *     Forward#backward}
   */
  Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights);
}

package org.tributary.layer;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * A skip connection around a layer whose input and output have the same size F: x is the layer's
 * input, h its output and y the input of the next layer.
 *
 * <p>A connection of your own that is trained implements {@code GraphSkipConnection} of the core
 * library; one that only predicts brings {@link #inference}. Its y of a step depends on x and h of
 * that step only.
 */
public interface SkipConnection {
  /** Returns no connection: y = h. */
  static SkipConnection none() {
    return new LibraryConnections.None();
  }

  /** Returns a residual connection: y = h + x (He et al. 2016). */
  static SkipConnection residual() {
    return new LibraryConnections.Residual();
  }

  /**
   * Returns a highway connection: a gate mixes x and h (Srivastava, Greff and Schmidhuber 2015).
   */
  static SkipConnection highway() {
    return new LibraryConnections.Highway();
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
}

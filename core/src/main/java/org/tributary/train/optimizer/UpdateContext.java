package org.tributary.train.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.Graphs;

/**
 * The context of an update rule in a graph: the learning rate and scalars that depend on the step
 * number, such as Adam's bias corrections.
 */
public final class UpdateContext {
  private final Ops tf;
  private final Placeholder<TFloat32> learningRate;
  private final Map<Placeholder<TFloat32>, LongToDoubleFunction> scalars = new LinkedHashMap<>();

  /** Creates the context of one rule in the graph of {@code tf}. */
  public UpdateContext(Ops tf) {
    Graphs.of(tf);
    this.tf = tf;
    this.learningRate = placeholder();
  }

  /** Returns the operations of the graph. */
  public Ops tf() {
    return tf;
  }

  /** Returns the learning rate of the step, a scalar. */
  public Operand<TFloat32> learningRate() {
    return learningRate;
  }

  /**
   * Returns a scalar that is computed in Java before each step and rounded to float32.
   *
   * @param ofStep a function of the step number, from 1
   */
  public Operand<TFloat32> scalar(LongToDoubleFunction ofStep) {
    Placeholder<TFloat32> scalar = placeholder();
    scalars.put(scalar, ofStep);
    return scalar;
  }

  /** Returns the values to feed at step {@code number}, from 1. */
  public Map<Placeholder<TFloat32>, Float> feeds(long number, double rate) {
    Map<Placeholder<TFloat32>, Float> feeds = new LinkedHashMap<>();
    scalars.forEach((scalar, ofStep) -> feeds.put(scalar, (float) ofStep.applyAsDouble(number)));
    feeds.put(learningRate, (float) rate);
    return feeds;
  }

  private Placeholder<TFloat32> placeholder() {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }
}

package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.Feed;

/** Sums of the gradients of several batches, in variables of their own: gradient accumulation. */
public final class GradientAccumulator {
  private final Variables sums;
  private final List<Op> additions = new ArrayList<>();
  private final ParameterGradients sum;

  /**
   * Adds the variables to the graph.
   *
   * @param gradients those of a batch, dense
   */
  public GradientAccumulator(Ops tf, Variables variables, ParameterGradients gradients) {
    if (!gradients.rows().isEmpty()) {
      throw new IllegalArgumentException(
          "gradient accumulation: expected dense gradients, got rows of "
              + gradients.rows().keySet());
    }
    List<ParameterSpec> specs = new ArrayList<>();
    gradients
        .dense()
        .keySet()
        .forEach(
            name ->
                specs.add(new ParameterSpec(name, variables.shape(name), Initializer.constant(0))));
    sums = new Variables(tf, specs);
    Map<String, Operand<TFloat32>> read = new LinkedHashMap<>();
    gradients
        .dense()
        .forEach(
            (name, g) -> {
              additions.add(tf.assignAddVariableOp(sums.resource(name), g));
              read.put(name, sums.read(name));
            });
    sum = new ParameterGradients(read, Map.of());
  }

  /** Returns the sums, as gradients. */
  public ParameterGradients sums() {
    return sum;
  }

  /** Adds a batch's gradients to the sums; returns the values of {@code fetched}. */
  public Result run(Feed feed, List<? extends Operand<?>> fetched) {
    Session.Runner runner = feed.runner();
    fetched.forEach(runner::fetch);
    additions.forEach(runner::addTarget);
    return Feed.run(runner, Feed.LARGE_WORK);
  }

  /** Sets the sums to zero, before the first batch of a step. */
  public void clear(Session session) {
    sums.assignZeros(session);
  }
}

package org.tributary.nn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.core.ResourceGather;
import org.tensorflow.op.core.StopGradient;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.internal.graph.Dependencies;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;

/**
 * The means and sums over examples from which a loss is computed. By them the loss of several
 * batches is that of one batch of all their examples: a mean is Σ divisor · mean / Σ divisor over
 * the batches, which are fed to the loss in the place of the batch's own.
 *
 * <p>The gradients of several batches add up to those of one, too. Let M be the mean of all, m that
 * of a batch with divisor w and share s of the examples, and W the sum of the divisors. The loss
 * reads m · w / (W s) and is multiplied by s, so that the gradients of a loss that is linear in m
 * add up to those of M. Where the loss is not linear in m, it reads M itself, by which the gradient
 * of the loss with respect to it is right; TensorFlow then still multiplies by w / (W s).
 *
 * <p>What a loss computes from the examples in another way, for instance by operations of
 * TensorFlow, counts as a mean over the examples.
 */
final class BatchReductions {
  private static final Set<String> PARAMETERS =
      Set.of(ReadVariableOp.OP_NAME, ResourceGather.OP_NAME);

  private final Build build;
  private final Map<Output<?>, Build.Reduction> byResult = new LinkedHashMap<>();
  private final Set<Output<?>> ofBatch = new HashSet<>();

  /** Those that the loss is computed from, but not from anything else of the same examples. */
  private final Set<Build.Reduction> all = new LinkedHashSet<>();

  /** Those of them whose value of all batches a gradient needs. */
  private final Set<Build.Reduction> nonlinear = new LinkedHashSet<>();

  /** Whether the loss depends on the examples in another way. */
  private boolean isMeanOverExamples;

  /** The results of a search from an operand. */
  private record Found(Set<Build.Reduction> reductions, boolean examples) {}

  BatchReductions(Build build, Operand<TFloat32> loss) {
    this.build = build;
    build.inputs.forEach(input -> input.operands().forEach(o -> ofBatch.add(o.asOutput())));
    build.carries.forEach(carry -> ofBatch.add(carry.placeholder().asOutput()));
    for (Build.Reduction reduction : build.reductions) {
      if (find(reduction.own().asOutput()).examples()) { // else of other reductions, or parameters
        byResult.put(reduction.result().asOutput(), reduction);
      }
    }
    Set<Build.Reduction> inMeans = new HashSet<>();
    search(loss.asOutput(), new HashSet<>(), inMeans);
    all.addAll(nonlinear);
    all.removeAll(inMeans);
    nonlinear.retainAll(all);
  }

  private Found find(Output<?> from) {
    Set<Build.Reduction> reductions = new LinkedHashSet<>();
    boolean[] examples = {false};
    Dependencies.operations(
        List.of(from),
        output -> {
          examples[0] |= ofBatch.contains(output);
          if (byResult.containsKey(output)) {
            reductions.add(byResult.get(output));
          }
          return !ofBatch.contains(output) && !byResult.containsKey(output);
        });
    return new Found(reductions, examples[0]);
  }

  /**
   * Finds the reductions of a value in which the loss is linear.
   *
   * @param inMeans receives those of what counts as a mean over the examples
   */
  private void search(Output<?> value, Set<Output<?>> seen, Set<Build.Reduction> inMeans) {
    if (!seen.add(value)) {
      return;
    }
    if (byResult.containsKey(value)) {
      all.add(byResult.get(value));
      return;
    }
    GraphOperation operation = (GraphOperation) value.op();
    List<Output<?>> linear =
        switch (operation.type()) {
          case "Identity",
              "StopGradient",
              "Neg",
              "Reshape",
              "Squeeze",
              "ExpandDims",
              "Sum",
              "Mean" ->
              List.of(operation.input(0));
          case "Add", "AddV2", "AddN", "Sub" -> inputs(operation);
          case "Mul" ->
              isCoefficient(operation.input(0))
                  ? List.of(operation.input(1))
                  : isCoefficient(operation.input(1)) ? List.of(operation.input(0)) : List.of();
          case "Div", "RealDiv", "DivNoNan" ->
              isCoefficient(operation.input(1)) ? List.of(operation.input(0)) : List.of();
          default -> List.of();
        };
    linear.forEach(input -> search(input, seen, inMeans));
    if (linear.isEmpty()) {
      Found found = find(value);
      isMeanOverExamples |= found.examples();
      (found.examples() ? inMeans : nonlinear).addAll(found.reductions());
    }
  }

  private static List<Output<?>> inputs(GraphOperation operation) {
    List<Output<?>> inputs = new ArrayList<>();
    for (int k = 0; k < operation.numInputs(); k++) {
      inputs.add(operation.input(k));
    }
    return inputs;
  }

  /**
   * Returns whether a factor is the same for all batches of a step, if the loss reads its
   * reductions over all of them, as the number of targets.
   */
  private boolean isCoefficient(Output<?> factor) {
    Found found = find(factor);
    boolean isFixed =
        !found.examples() && found.reductions().stream().noneMatch(r -> isOfParameters(r.own()));
    if (isFixed) {
      nonlinear.addAll(found.reductions());
    }
    return isFixed;
  }

  private boolean isOfParameters(Operand<?> value) {
    return reads(value, output -> true);
  }

  /** Returns whether an operand is computed from parameters or a carried state. */
  private boolean reads(Operand<?> value, Predicate<Output<?>> follows) {
    Set<Output<?>> carried = new HashSet<>();
    build.carries.forEach(carry -> carried.add(carry.placeholder().asOutput()));
    boolean[] found = {false};
    Dependencies.operations(
        List.of(value.asOutput()),
        output -> {
          found[0] |= carried.contains(output) || PARAMETERS.contains(output.op().type());
          return !found[0] && follows.test(output);
        });
    return found[0];
  }

  /**
   * Checks that the divisors of means have no gradient, which would need the means of all batches.
   */
  void requireDivisorsWithoutGradient() {
    Predicate<Output<?>> hasGradient =
        output ->
            output.dataType() == DataType.DT_FLOAT
                && !output.op().type().equals(StopGradient.OP_NAME);
    if (divisors().anyMatch(divisor -> reads(divisor, hasGradient))) {
      throw new IllegalArgumentException(
          "accumulation: expected losses whose weights do not depend on parameters, got weights with a gradient; detach() them, let a step have one batch, or divide sums of your own: cost.times(weights).sum().dividedBy(weights.sum())");
    }
  }

  private Stream<Operand<TFloat32>> divisors() {
    return all.stream().flatMap(r -> r.divisor().stream()).flatMap(d -> d.operand().stream());
  }

  /** Returns whether {@link #totalsOfGradients} needs a forward pass. */
  boolean needForwardPass() {
    return Stream.concat(nonlinear.stream().map(Build.Reduction::own), divisors())
        .anyMatch(this::isOfParameters);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Returns whether the loss depends on the examples in another way, too. */
  boolean isMeanOverExamples() {
    return isMeanOverExamples;
  }

  /** Returns totals by which the loss of several batches is computed. */
  Totals totals() {
    return new Totals(List.copyOf(all));
  }

  /** Returns totals by which the gradients of several batches are computed. */
  Totals totalsOfGradients() {
    return new Totals(List.copyOf(nonlinear));
  }

  /** Returns totals of divisors alone, which say whether there is a target. */
  Totals totalsOfDivisors() {
    return new Totals(List.of());
  }

  /** Sums over batches. */
  final class Totals {
    private final List<Build.Reduction> valued;
    private final List<Build.Reduction> means =
        all.stream().filter(r -> r.divisor().isPresent()).toList();
    private final Map<Build.Reduction, double[]> sums = new LinkedHashMap<>();
    private final Map<Build.Reduction, TensorShape> shapes = new LinkedHashMap<>();

    /** The divisors of each batch. */
    private final List<Map<Build.Reduction, Double>> batches = new ArrayList<>();

    private Totals(List<Build.Reduction> valued) {
      this.valued = valued;
    }

    /** Returns the operands that {@link #add} needs. */
    List<Operand<TFloat32>> fetches() {
      return Stream.concat(valued.stream().map(Build.Reduction::own), divisors()).toList();
    }

    /**
     * Adds a batch.
     *
     * @param fetched the values of {@link #fetches}
     */
    void add(Program.Batch batch, List<FloatTensor> fetched) {
      int next = valued.size();
      Map<Build.Reduction, Double> divisors = new LinkedHashMap<>();
      for (Build.Reduction mean : means) {
        Build.Divisor divisor = mean.divisor().orElseThrow();
        divisors.put(
            mean,
            divisor.operand().isPresent()
                ? fetched.get(next++).get()
                : batch.elements(divisor.steps()));
      }
      batches.add(divisors);
      for (int k = 0; k < valued.size(); k++) {
        Build.Reduction reduction = valued.get(k);
        float[] values = fetched.get(k).values();
        shapes.put(reduction, fetched.get(k).shape());
        double[] sum = sums.computeIfAbsent(reduction, r -> new double[values.length]);
        for (int i = 0; i < values.length; i++) {
          sum[i] += values[i] * divisors.getOrDefault(reduction, 1.0);
        }
      }
    }

    private double divisor(Build.Reduction mean) {
      return batches.stream().mapToDouble(divisors -> divisors.get(mean)).sum();
    }

    /** Returns whether there is a target: anything that a mean does not leave out, or a sum. */
    boolean hasTarget() {
      return isMeanOverExamples
          || means.size() < all.size()
          || means.isEmpty()
          || means.stream().anyMatch(mean -> divisor(mean) > 0);
    }

    /** Feeds the values of all batches to a loss. */
    void feed(Feed feed) {
      for (Build.Reduction reduction : valued) {
        double divisor = means.contains(reduction) ? divisor(reduction) : 1;
        double[] sum = sums.get(reduction);
        float[] values = new float[sum.length];
        for (int k = 0; k < values.length; k++) {
          values[k] = (float) (divisor == 0 ? sum[k] : sum[k] / divisor);
        }
        feed.tensor(
            reduction.result(), NativeTensors.of(FloatTensor.of(shapes.get(reduction), values)));
      }
    }

    /**
     * Feeds a batch's factors to a loss that is multiplied by the batch's share of the examples.
     *
     * @param number the batch's, in the order of {@link #add}
     */
    void feedFactors(Feed feed, int number, double share) {
      for (Build.Reduction reduction : all) {
        double factor = 1 / share;
        if (means.contains(reduction)) {
          double divisor = divisor(reduction);
          factor *= divisor == 0 ? share : batches.get(number).get(reduction) / divisor;
        }
        feed.tensor(reduction.factor().orElseThrow(), TFloat32.scalarOf((float) factor));
      }
    }
  }
}

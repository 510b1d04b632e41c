package org.tributary.nn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
 * The means and sums over examples in a loss, which make the loss of several batches that of one
 * batch with all their examples: a mean over all is Σ divisor · mean / Σ divisor over the batches,
 * and is fed to the loss in place of the batch's own mean.
 *
 * <p>The gradients of several batches add up to those of one, too. Let M be the mean of all, m that
 * of a batch with divisor w and share s of the examples, and W the sum of the divisors. The loss
 * reads m · w / (W s) and is multiplied by s, so that the gradients of a loss that is linear in m
 * add up to those of M. Where the loss is not linear in m, it is fed M itself, so that it is
 * differentiated at M; the factor w / (W s) applies to the gradient alone.
 *
 * <p>A reduction may itself depend on another, for example on weights that are divided by their
 * sum. The totals of the inner one are computed in a pass of their own and fed to the next.
 *
 * <p>A loss that reduces examples in another way, for example by TensorFlow operations, is treated
 * as a mean over the examples.
 */
final class BatchReductions {
  private static final Set<String> PARAMETERS =
      Set.of(ReadVariableOp.OP_NAME, ResourceGather.OP_NAME);

  private final Build build;
  private final Map<Output<?>, Build.Reduction> byResult = new LinkedHashMap<>();
  private final Set<Output<?>> batchValues = new HashSet<>();

  /** The pass that computes a reduction, from 1: after the passes of those it depends on. */
  private final Map<Build.Reduction, Integer> passes = new HashMap<>();

  /** The reductions that the loss reads directly. */
  private final Set<Build.Reduction> terms = new LinkedHashSet<>();

  /** The terms in which the loss is not linear: gradients need their totals. */
  private final Set<Build.Reduction> nonlinear = new LinkedHashSet<>();

  /** The reductions that terms depend on. */
  private final Set<Build.Reduction> inner = new LinkedHashSet<>();

  /** Whether the loss depends on examples other than by {@link #terms}. */
  private boolean isMeanOverExamples;

  /** Whether it does so by another operation than TensorFlow's mean. */
  private boolean hasUnknownReduction;

  /** The reductions that operands depend on, and whether they depend on other examples. */
  private record Found(Set<Build.Reduction> reductions, boolean examples) {}

  BatchReductions(Build build, Operand<TFloat32> loss) {
    this.build = build;
    build.inputs.forEach(input -> input.operands().forEach(o -> batchValues.add(o.asOutput())));
    build.carries.forEach(carry -> batchValues.add(carry.placeholder().asOutput()));
    for (Build.Reduction reduction : build.reductions) {
      Found found = find(reduction, output -> true);
      if (found.examples()) { // else of other reductions, or parameters
        byResult.put(reduction.result().asOutput(), reduction);
        passes.put(
            reduction, 1 + found.reductions().stream().mapToInt(passes::get).max().orElse(0));
      }
    }
    Set<Build.Reduction> inMeans = new HashSet<>();
    search(loss.asOutput(), new HashSet<>(), inMeans);
    terms.addAll(nonlinear);
    terms.removeAll(inMeans);
    nonlinear.retainAll(terms);
    List<Build.Reduction> outer = List.copyOf(terms);
    while (!outer.isEmpty()) {
      outer =
          outer.stream()
              .flatMap(term -> find(term, output -> true).reductions().stream())
              .filter(inner::add)
              .toList();
    }
  }

  /**
   * Finds the reductions that another depends on.
   *
   * @param follows whether the search continues at an output
   */
  private Found find(Build.Reduction reduction, Predicate<Output<?>> follows) {
    List<Output<?>> from = new ArrayList<>(List.of(reduction.own().asOutput()));
    reduction.divisor().flatMap(Build.Divisor::operand).ifPresent(d -> from.add(d.asOutput()));
    return find(from, follows);
  }

  private Found find(List<Output<?>> from, Predicate<Output<?>> follows) {
    Set<Build.Reduction> reductions = new LinkedHashSet<>();
    boolean[] examples = {false};
    Dependencies.operations(
        from,
        output -> {
          if (!follows.test(output)) {
            return false;
          }
          examples[0] |= batchValues.contains(output);
          if (byResult.containsKey(output)) {
            reductions.add(byResult.get(output));
          }
          return !batchValues.contains(output) && !byResult.containsKey(output);
        });
    return new Found(reductions, examples[0]);
  }

  /**
   * Finds the reductions of a value in which the loss is linear.
   *
   * @param inMeans receives the reductions within what is treated as a mean over the examples
   */
  private void search(Output<?> value, Set<Output<?>> seen, Set<Build.Reduction> inMeans) {
    if (!seen.add(value)) {
      return;
    }
    if (byResult.containsKey(value)) {
      terms.add(byResult.get(value));
      return;
    }
    GraphOperation operation = (GraphOperation) value.op();
    List<Output<?>> linear =
        switch (operation.type()) {
          case "Identity", "StopGradient", "Neg", "Reshape", "Squeeze", "ExpandDims" ->
              List.of(operation.input(0));
          case "Sum", "Mean" -> // over features, unless it reads examples
              find(List.of(value), output -> true).examples()
                  ? List.of()
                  : List.of(operation.input(0));
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
      Found found = find(List.of(value), output -> true);
      isMeanOverExamples |= found.examples();
      hasUnknownReduction |= found.examples() && !isMeanOfElements(operation);
      (found.examples() ? inMeans : nonlinear).addAll(found.reductions());
    }
  }

  /** Returns whether an operation is TensorFlow's mean over an axis of examples. */
  private static boolean isMeanOfElements(GraphOperation operation) {
    return operation.type().equals("Mean") && operation.input(0).shape().hasUnknownDimension();
  }

  private static List<Output<?>> inputs(GraphOperation operation) {
    List<Output<?>> inputs = new ArrayList<>();
    for (int k = 0; k < operation.numInputs(); k++) {
      inputs.add(operation.input(k));
    }
    return inputs;
  }

  /**
   * Returns whether a factor is the same for all batches of a step once its reductions are over all
   * of them, such as the number of targets.
   */
  private boolean isCoefficient(Output<?> factor) {
    Found found = find(List.of(factor), output -> true);
    boolean isFixed =
        !found.examples() && found.reductions().stream().noneMatch(r -> isOfParameters(r.own()));
    if (isFixed) {
      nonlinear.addAll(found.reductions());
    }
    return isFixed;
  }

  private boolean isOfParameters(Operand<?> value) {
    return isOfParameters(value, output -> true);
  }

  /** Returns whether an operand is computed from parameters or a carried state. */
  private boolean isOfParameters(Operand<?> value, Predicate<Output<?>> follows) {
    Set<Output<?>> carried = new HashSet<>();
    build.carries.forEach(carry -> carried.add(carry.placeholder().asOutput()));
    boolean[] found = {false};
    Dependencies.operations(
        List.of(value.asOutput()),
        output -> {
          found[0] |=
              follows.test(output)
                  && (carried.contains(output) || PARAMETERS.contains(output.op().type()));
          return !found[0] && follows.test(output);
        });
    return found[0];
  }

  /** Returns whether a gradient may pass through an output to what it is computed from. */
  private static boolean hasGradient(Output<?> output) {
    return output.dataType() == DataType.DT_FLOAT
        && !output.op().type().equals(StopGradient.OP_NAME);
  }

  /**
   * Checks that the gradients of several batches add up to those of one.
   *
   * @throws IllegalArgumentException if they would need all examples in one pass
   */
  void requireSumsOfGradients() {
    if (hasUnknownReduction) {
      throw new IllegalArgumentException(
          "accumulation: expected a loss computed by mean() and sum(), got one that reduces examples by other operations, which need all of them in one batch; use mean() or sum(), for example of m.value(loss of each example), or accumulate(1)");
    }
    if (divisors(terms).anyMatch(d -> isOfParameters(d, BatchReductions::hasGradient))) {
      throw new IllegalArgumentException(
          "accumulation: expected loss weights that do not depend on parameters, got weights with a gradient; detach() them, use accumulate(1), or divide sums yourself: cost.times(weights).sum().dividedBy(weights.sum())");
    }
    boolean isRead =
        Stream.concat(terms.stream(), inner.stream())
            .flatMap(outer -> find(outer, BatchReductions::hasGradient).reductions().stream())
            .anyMatch(r -> isOfParameters(r.own(), BatchReductions::hasGradient));
    if (isRead || build.reducesInFormula) {
      throw new IllegalArgumentException(
          "accumulation: expected means and sums over examples that are read by the loss alone, got one that is read for each example, as in batch normalization, or one in the formula of a scan; detach() it outside of a scan, or use accumulate(1)");
    }
  }

  private static Stream<Operand<TFloat32>> divisors(Collection<Build.Reduction> reductions) {
    return reductions.stream()
        .flatMap(reduction -> reduction.divisor().stream())
        .flatMap(divisor -> divisor.operand().stream());
  }

  /** Returns whether {@link #totalsOfGradients} needs a forward pass. */
  boolean needForwardPass() {
    return Stream.concat(
            Stream.concat(nonlinear.stream(), inner.stream()).map(Build.Reduction::own),
            Stream.concat(divisors(terms), divisors(inner)))
        .anyMatch(this::isOfParameters);
  }

  /** Returns whether the loss has no reductions, and is treated as a mean over the examples. */
  boolean isEmpty() {
    return terms.isEmpty();
  }

  /** Returns whether the loss also depends on examples other than by reductions. */
  boolean isMeanOverExamples() {
    return isMeanOverExamples;
  }

  /** Returns the totals for the loss of several batches. */
  Totals totals() {
    return new Totals(both(terms, inner), both(terms, inner), passes);
  }

  /** Returns the totals for the gradients of several batches. */
  Totals totalsOfGradients() {
    return new Totals(both(nonlinear, inner), both(terms, inner), passes);
  }

  /** Returns the totals of a batch's own divisors, which tell whether it has a target. */
  Totals totalsOfDivisors() {
    return new Totals(List.of(), List.copyOf(terms), Map.of());
  }

  private static List<Build.Reduction> both(
      Set<Build.Reduction> first, Set<Build.Reduction> second) {
    return Stream.concat(first.stream(), second.stream()).distinct().toList();
  }

  /** Sums over batches, computed in one or more passes. */
  final class Totals {
    private final List<Build.Reduction> valued;
    private final List<Build.Reduction> means;
    private final Map<Build.Reduction, Integer> passes;
    private final Map<Build.Reduction, double[]> sums = new HashMap<>();
    private final Map<Build.Reduction, TensorShape> shapes = new HashMap<>();

    /** The divisor of each batch. */
    private final Map<Build.Reduction, List<Double>> divisors = new HashMap<>();

    /**
     * @param valued the reductions whose values are summed
     * @param divided the reductions whose divisors are summed, if they have any
     * @param passes the pass of each, by default 1
     */
    private Totals(
        List<Build.Reduction> valued,
        List<Build.Reduction> divided,
        Map<Build.Reduction, Integer> passes) {
      this.valued = valued;
      this.means = divided.stream().filter(r -> r.divisor().isPresent()).toList();
      this.passes = passes;
      means.forEach(mean -> divisors.put(mean, new ArrayList<>()));
    }

    /** Returns the number of passes over the batches, at least 1. */
    int passes() {
      return Stream.concat(valued.stream(), means.stream()).mapToInt(this::pass).max().orElse(1);
    }

    private int pass(Build.Reduction reduction) {
      return passes.getOrDefault(reduction, 1);
    }

    private List<Build.Reduction> of(int pass, List<Build.Reduction> reductions) {
      return reductions.stream().filter(reduction -> pass(reduction) == pass).toList();
    }

    /** Returns the operands that {@link #add} needs in a pass, from 1. */
    List<Operand<TFloat32>> fetches(int pass) {
      return Stream.concat(
              of(pass, valued).stream().map(Build.Reduction::own), divisors(of(pass, means)))
          .toList();
    }

    /**
     * Adds a batch; each pass has the same batches.
     *
     * @param fetched the values of {@link #fetches}
     */
    void add(int pass, Program.Batch batch, List<FloatTensor> fetched) {
      List<Build.Reduction> values = of(pass, valued);
      int next = values.size();
      for (Build.Reduction mean : of(pass, means)) {
        Build.Divisor divisor = mean.divisor().orElseThrow();
        divisors
            .get(mean)
            .add(
                divisor.operand().isPresent()
                    ? fetched.get(next++).get()
                    : batch.elements(divisor.steps()));
      }
      for (int k = 0; k < values.size(); k++) {
        Build.Reduction reduction = values.get(k);
        float[] value = fetched.get(k).values();
        List<Double> ofMean = divisors.get(reduction);
        double divisor = ofMean == null ? 1 : ofMean.get(ofMean.size() - 1);
        shapes.put(reduction, fetched.get(k).shape());
        double[] sum = sums.computeIfAbsent(reduction, r -> new double[value.length]);
        for (int i = 0; i < value.length; i++) {
          sum[i] += value[i] * divisor;
        }
      }
    }

    private double divisor(Build.Reduction mean) {
      return divisors.get(mean).stream().mapToDouble(divisor -> divisor).sum();
    }

    /** Returns whether there is a target; false only if the divisor of every mean is 0. */
    boolean hasTarget() {
      return isMeanOverExamples
          || terms.isEmpty()
          || terms.stream().anyMatch(term -> term.divisor().isEmpty() || divisor(term) > 0);
    }

    /** Feeds the totals that a pass computed. */
    void feed(Feed feed, int pass) {
      for (Build.Reduction reduction : of(pass, valued)) {
        double divisor = reduction.divisor().isPresent() ? divisor(reduction) : 1;
        double[] sum = sums.get(reduction);
        float[] values = new float[sum.length];
        for (int k = 0; k < values.length; k++) {
          values[k] = (float) (divisor == 0 ? sum[k] : sum[k] / divisor);
        }
        feed.tensor(
            reduction.result(), NativeTensors.of(FloatTensor.of(shapes.get(reduction), values)));
      }
    }

    /** Feeds the totals that the passes before one computed. */
    void feedBefore(Feed feed, int pass) {
      for (int earlier = 1; earlier < pass; earlier++) {
        feed(feed, earlier);
      }
    }

    /**
     * Feeds a batch's factors to a loss that is multiplied by the batch's share of the examples.
     *
     * @param number the batch's, in the order of {@link #add}
     */
    void feedFactors(Feed feed, int number, double share) {
      for (Build.Reduction term : terms) {
        double factor = 1 / share;
        if (term.divisor().isPresent()) {
          double divisor = divisor(term);
          factor *= divisor == 0 ? share : divisors.get(term).get(number) / divisor;
        }
        feed.tensor(term.factor().orElseThrow(), TFloat32.scalarOf((float) factor));
      }
    }
  }
}

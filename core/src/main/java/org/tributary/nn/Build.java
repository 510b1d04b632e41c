package org.tributary.nn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;
import org.tributary.graph.Dropout;
import org.tributary.graph.Variables;
import org.tributary.internal.NumberChecks;
import org.tributary.internal.graph.Graphs;
import org.tributary.param.ParameterSpec;

/**
 * The inputs, parameters, results and carried states that one call of a model's definition adds to
 * a graph. The values and parts of a definition share it.
 */
final class Build {
  /** The uses of a graph. */
  enum Purpose {
    TRAINING,
    /** Training on chunks of sequences, whose state is carried from call to call. */
    TRAINING_ON_CHUNKS,
    /** Gradients without dropout. */
    DIFFERENTIATION,
    INFERENCE,
    INFERENCE_ON_CHUNKS,
    /** Inference step by step: the state is carried, and whole sequences are read once. */
    STREAM;

    boolean trains() {
      return this == TRAINING || this == TRAINING_ON_CHUNKS || this == DIFFERENTIATION;
    }

    boolean drops() {
      return this == TRAINING || this == TRAINING_ON_CHUNKS;
    }

    /**
     * Returns whether a layer's state is carried.
     *
     * @param isGiven whether its first state is computed from other values
     */
    boolean carries(boolean isGiven) {
      return this == STREAM
          || (!isGiven && (this == TRAINING_ON_CHUNKS || this == INFERENCE_ON_CHUNKS));
    }
  }

  /**
   * A value that a call takes over from the call before.
   *
   * @param placeholder takes the value; computes it if it is not fed
   * @param next the value for the next call; the placeholder itself for one that is kept
   * @param rowAxis the axis of the examples
   */
  record Carry(Operand<TFloat32> placeholder, Operand<TFloat32> next, int rowAxis) {
    boolean isKept() {
      return placeholder == next;
    }
  }

  /**
   * A metric over batches: finish(Σ sum / Σ count).
   *
   * @param sum a scalar
   * @param count a scalar
   */
  record BatchMetric(
      Operand<TFloat32> sum,
      Operand<TFloat32> count,
      java.util.function.DoubleUnaryOperator finish) {}

  /**
   * A mean or sum over the examples of a batch.
   *
   * @param own the value of the batch
   * @param result the value times the factor, which the rest of the definition reads
   * @param factor 1 unless it is fed; empty where batches are not accumulated
   * @param divisor that of a mean; empty for a sum
   */
  record Reduction(
      Operand<TFloat32> own,
      Operand<TFloat32> result,
      Optional<Operand<TFloat32>> factor,
      Optional<Divisor> divisor) {}

  /**
   * The divisor of a mean: its weight in the mean over several batches.
   *
   * @param operand a scalar; empty for a count of steps or examples
   * @param steps the lengths along each axis of counted elements; empty to count examples
   */
  record Divisor(Optional<Operand<TFloat32>> operand, Collection<Lengths> steps) {
    static Divisor of(Operand<TFloat32> operand) {
      return new Divisor(Optional.of(operand), List.of());
    }

    static Divisor ofSteps(Collection<Lengths> steps) {
      return new Divisor(Optional.empty(), steps);
    }
  }

  /**
   * An operation that combines several steps of sequences.
   *
   * @param result null in the formula of a scan, which is a graph of its own
   * @param input the number of the input that the sequences come from
   */
  record Combination(String name, Output<?> result, int input) {}

  /** Two inputs whose sequences must have equal lengths, with their names in a message. */
  record EqualLengths(Lengths first, String firstName, Lengths second, String secondName) {}

  /**
   * The numbers of steps that each sequence of an input may have.
   *
   * @param name the operation, the start of a message
   */
  record Steps(Lengths lengths, String name, int min, int max) {}

  /**
   * The range of the indices of an input.
   *
   * @param name the loss or part, the start of a message
   * @param kind the kind of index, such as labels
   * @param ignoresNegative whether a negative index is ignored, as that of an unlabelled position
   * @param isTarget whether the other indices are targets of a loss
   * @param hint the likely cause or cure
   */
  record Range(
      String name,
      String kind,
      int min,
      int max,
      boolean ignoresNegative,
      boolean isTarget,
      String hint) {
    boolean holds(int index) {
      return index <= max && (index >= min || (ignoresNegative && index < 0));
    }

    String message(int index, String place) {
      return "%s: expected %s from %d to %d%s, got %d at %s; %s"
          .formatted(
              name,
              kind,
              min,
              max,
              ignoresNegative ? ", or a negative number for an ignored position" : "",
              index,
              place,
              hint);
    }
  }

  /** Whether the fed batches had targets: labels that are not ignored, numbers that are not NaN. */
  static final class Targets {
    /** Whether there was one, by the names of loss and input. */
    private final Map<String, Boolean> found = new ConcurrentHashMap<>();

    void count(String name, boolean hasTarget) {
      found.merge(name, hasTarget, Boolean::logicalOr);
    }

    void clear() {
      found.clear();
    }

    /** Returns the names without a target. */
    List<String> missing() {
      return found.keySet().stream().filter(name -> !found.get(name)).sorted().toList();
    }

    /**
     * Checks that not all of the targets that were fed are ignored.
     *
     * @param what the name of the examples
     */
    void require(String what) {
      if (!found.isEmpty() && !found.containsValue(true)) {
        throw new IllegalArgumentException(
            "%s: expected at least 1 target, got none: every label is negative, which is ignored, or every number NaN (%s)"
                .formatted(what, String.join("; ", missing())));
      }
    }
  }

  private final Ops outer;
  private final Graph graph;
  final Purpose purpose;
  private final Predicate<Input<?>> isUneven;
  private final boolean accumulates;
  final Variables variables;

  /** The placeholder of the seed of a step's dropout. */
  final Operand<TInt64> seed;

  final Dropout dropout;
  final List<Input<?>> inputs = new ArrayList<>();
  final Map<String, Floats> outputs = new LinkedHashMap<>();
  final Map<String, CrfPart> decoders = new LinkedHashMap<>();
  final Map<String, BatchMetric> metrics = new LinkedHashMap<>();
  final List<Carry> carries = new ArrayList<>();

  /** In topological order. */
  final List<Reduction> reductions = new ArrayList<>();

  /** Whether the formula of a scan, which is another graph, reduces examples. */
  boolean reducesInFormula;

  final Set<EqualLengths> equalLengths = new LinkedHashSet<>();
  final Targets targets = new Targets();
  final Set<Steps> steps = new LinkedHashSet<>();
  final Set<Combination> combinations = new LinkedHashSet<>();

  /** The numbers of the inputs along whose steps a state is carried. */
  final Set<Integer> carriedAlong = new HashSet<>();

  /** By input, functions of its lengths that may return 0 for a positive length. */
  private final Map<Integer, List<IntUnaryOperator>> emptied = new HashMap<>();

  private final Map<Output<?>, Set<Range>> ranges = new HashMap<>();
  private final Set<Output<?>> nanAllowed = new HashSet<>();
  private final Map<Output<TInt32>, Output<TFloat32>> lengthsAsNumbers = new HashMap<>();
  private Ops current;
  private Function<Output<?>, Output<?>> capture = x -> x;

  /**
   * @param isUneven whether the sequences of an input may differ in length within a batch
   * @param accumulates whether a step has several batches
   */
  Build(Ops tf, Purpose purpose, Predicate<Input<?>> isUneven, boolean accumulates) {
    this.outer = tf;
    this.current = tf;
    this.graph = Graphs.of(tf);
    this.purpose = purpose;
    this.isUneven = isUneven;
    this.accumulates = accumulates;
    this.variables = new Variables(tf, List.of());
    this.seed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    this.dropout = purpose.drops() ? Dropout.seeded(tf, seed) : Dropout.off();
  }

  /** Returns the operations of the graph, or within a formula those of its own. */
  Ops tf() {
    return current;
  }

  boolean isUneven(Input<?> input) {
    return isUneven.test(input);
  }

  /** Requires that the sequences of two values have equal lengths, in every batch. */
  void requireEqual(Lengths first, String firstName, Lengths second, String secondName) {
    boolean isSame = first.input() == second.input() && first.ofInput() == second.ofInput();
    if (!isSame) {
      equalLengths.add(new EqualLengths(first, firstName, second, secondName));
    }
  }

  /** Requires {@link #requireEqual} of each axis along which both values have sequences. */
  void requireEqual(
      Map<Integer, Lengths> first,
      String firstName,
      Map<Integer, Lengths> second,
      String secondName) {
    first.forEach(
        (axis, lengths) -> {
          if (second.containsKey(axis)) {
            requireEqual(lengths, firstName, second.get(axis), secondName);
          }
        });
  }

  /** Requires that every sequence has the step of an index, which if negative is from the end. */
  void requireSteps(Lengths lengths, String name, int index) {
    steps.add(new Steps(lengths, name, index < 0 ? -index : index + 1, Integer.MAX_VALUE));
  }

  /** Requires that every sequence has exactly this number of steps. */
  void requireExactSteps(Lengths lengths, String name, int count) {
    steps.add(new Steps(lengths, name, count, count));
  }

  /**
   * Registers a result that combines several steps of sequences.
   *
   * @param steps the lengths of the sequences; null for other values
   */
  void combines(String name, Operand<?> result, Lengths steps) {
    if (steps != null) {
      boolean isInFormula = current != outer;
      combinations.add(
          new Combination(name, isInFormula ? null : result.asOutput(), steps.input()));
    }
  }

  /** Registers lengths that may be 0 for a positive length of the input. */
  void mayBeEmpty(int input, IntUnaryOperator lengths) {
    emptied.computeIfAbsent(input, k -> new ArrayList<>()).add(lengths);
  }

  /** Returns whether a sequence of an input, or one computed from it, is empty. */
  boolean isEmpty(int input, int length) {
    return length == 0
        || emptied.getOrDefault(input, List.of()).stream()
            .anyMatch(lengths -> lengths.applyAsInt(length) == 0);
  }

  /** Requires a range of the indices of an input; of computed ones the graph requires it. */
  void require(Output<TInt32> indices, Range range) {
    ranges.computeIfAbsent(indices, k -> new LinkedHashSet<>()).add(range);
  }

  boolean isInput(Output<?> value) {
    return inputs.stream().anyMatch(input -> input.placeholder().asOutput().equals(value));
  }

  Set<Range> ranges(Input<?> input) {
    return ranges.getOrDefault(input.placeholder().asOutput(), Set.of());
  }

  void allowNaN(Output<?> value) {
    nanAllowed.add(value);
  }

  boolean allowsNaN(Input<?> input) {
    return nanAllowed.contains(input.placeholder().asOutput());
  }

  /** Returns the mask of a step times x, in training. */
  Operand<TFloat32> dropout(Floats x, double probability) {
    if (current != outer) {
      throw new IllegalArgumentException(
          "dropout: expected a value outside the formula of a scan, got one inside; drop elements"
              + " of the scan's input or output");
    }
    NumberChecks.belowOne("dropout", probability);
    return dropout
        .mask(x, probability)
        .<Operand<TFloat32>>map(mask -> outer.math.mul(x, mask))
        .orElse(x);
  }

  /** Returns a mean over the examples of a batch and registers it for {@link BatchReductions}. */
  Operand<TFloat32> mean(Operand<TFloat32> own, Divisor divisor) {
    return reduction(own, Optional.of(divisor));
  }

  /** Returns a sum over the examples of a batch and registers it for {@link BatchReductions}. */
  Operand<TFloat32> sum(Operand<TFloat32> own) {
    return reduction(own, Optional.empty());
  }

  private Operand<TFloat32> reduction(Operand<TFloat32> own, Optional<Divisor> divisor) {
    if (current != outer) {
      reducesInFormula = true;
      return own;
    }
    Optional<Operand<TFloat32>> factor =
        accumulates
            ? Optional.of(outer.placeholderWithDefault(outer.constant(1f), Shape.scalar()))
            : Optional.empty();
    // an operation of its own where it is fed: a function call cannot be fed
    Operand<TFloat32> result =
        accumulates
            ? outer.math.mul(own, factor.get())
            : purpose.trains() ? own : outer.identity(own);
    reductions.add(new Reduction(own, result, factor, divisor));
    return result;
  }

  /** Returns ones of the shape of x. */
  Operand<TFloat32> ones(Operand<TFloat32> x) {
    return withoutGradient(current.onesLike(x));
  }

  /** Returns x, whose operations TensorFlow then does not ask for gradients that they lack. */
  Operand<TFloat32> withoutGradient(Operand<TFloat32> x) {
    return current.stopGradient(x);
  }

  /** Adds a parameter and returns its value. */
  Floats parameter(ParameterSpec spec) {
    if (current != outer) {
      throw new IllegalArgumentException(
          "parameter %s: expected it to be made outside the formula of a scan, got it inside; make parts before the scan and use them within"
              .formatted(spec.name()));
    }
    variables.add(outer, spec);
    return new Floats(this, variables.read(spec.name()), Map.of());
  }

  /**
   * Returns a value as the graph that is being built sees it: itself, or within a formula the value
   * that enters it from outside.
   */
  @SuppressWarnings("unchecked") // a value enters with its type
  <T extends TType> Output<T> visible(Output<T> value) {
    if (isIn(current.scope().env(), value)) {
      return value;
    }
    if (current == outer || !isIn(graph, value)) {
      throw new IllegalArgumentException(
          "value: expected one of this model's graph, got one of another, such as the formula of a"
              + " scan or an earlier call of the definition; let the formula return it");
    }
    return (Output<T>) capture.apply(value);
  }

  /** Returns lengths as {@link #visible} does; they enter a formula as floats. */
  Operand<TInt32> visibleLengths(Operand<TInt32> lengths) {
    if (current == outer) {
      return lengths;
    }
    Output<TFloat32> numbers =
        lengthsAsNumbers.computeIfAbsent(
            lengths.asOutput(),
            ints -> outer.stopGradient(outer.dtypes.cast(ints, TFloat32.class)).asOutput());
    return current.dtypes.cast(current.stopGradient(visible(numbers)), TInt32.class);
  }

  private static boolean isIn(ExecutionEnvironment graph, Output<?> value) {
    try {
      return value.op().env() == graph;
    } catch (IllegalStateException e) { // of a closed graph
      return false;
    }
  }

  /**
   * Runs {@code formula} on the operations of another graph.
   *
   * @param entering returns the value inside of a value outside
   */
  <R> R within(
      Ops inner, Function<Output<?>, Output<?>> entering, java.util.function.Supplier<R> formula) {
    Ops before = current;
    Function<Output<?>, Output<?>> captureBefore = capture;
    if (before != outer) {
      throw new IllegalArgumentException("scan: expected no scan within the formula of another");
    }
    current = inner;
    capture = entering;
    try {
      return formula.get();
    } finally {
      current = before;
      capture = captureBefore;
    }
  }

  /**
   * Returns whether the state of a layer is carried along sequences: not along sequences in reverse
   * order, whose first chunk is the last.
   *
   * @param isGiven whether its first state is computed from other values
   */
  boolean carries(Floats x, boolean isGiven) {
    Lengths steps = x.axes().get(1);
    return purpose.carries(isGiven) && (steps == null || !steps.isReversed());
  }

  /**
   * Returns the results of a computation on a chunk of a sequence, which continues from the state
   * after the previous chunk. No gradient passes to an earlier chunk.
   *
   * @param x the sequences
   * @param first the state before the first chunk
   * @param rowAxis the axis of the examples in each part of the state
   * @param computation computes the results from the state before the chunk
   * @param after returns the state after the chunk from the results
   */
  <R> R carrying(
      Floats x,
      List<? extends Operand<TFloat32>> first,
      int rowAxis,
      Function<List<Operand<TFloat32>>, R> computation,
      Function<R, List<Operand<TFloat32>>> after) {
    if (x.axes().containsKey(1)) {
      carriedAlong.add(x.axes().get(1).input());
    }
    List<Operand<TFloat32>> carried = first.stream().map(this::carried).toList();
    R results =
        computation.apply(
            carried.stream().<Operand<TFloat32>>map(part -> outer.stopGradient(part)).toList());
    List<Operand<TFloat32>> next = after.apply(results);
    for (int k = 0; k < carried.size(); k++) {
      carries.add(new Carry(carried.get(k), next.get(k), rowAxis));
    }
    return results;
  }

  private Operand<TFloat32> carried(Operand<TFloat32> first) {
    return outer.placeholderWithDefault(first, first.shape());
  }

  /** Returns a value that a stream computes at its first call and then keeps. */
  Floats kept(Floats value, int rowAxis) {
    if (purpose != Purpose.STREAM) {
      return value;
    }
    Operand<TFloat32> kept = carried(value);
    carries.add(new Carry(kept, kept, rowAxis));
    return value.sameAxes(kept);
  }
}

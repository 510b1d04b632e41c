package org.tributary.nn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.LossGradients;
import org.tributary.graph.NativeTensors;
import org.tributary.internal.Closer;
import org.tributary.internal.graph.Dependencies;
import org.tributary.internal.graph.GraphChecksum;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;

/** The graph of a model's definition for one purpose, and its session. Owns native memory. */
final class Program<E> implements AutoCloseable {
  /**
   * A batch's tensors and, by input, its lengths. Owns the tensors.
   *
   * @param size the number of examples
   */
  record Batch(Feed feed, Map<Integer, int[]> lengths, int size) implements AutoCloseable {
    /** Returns the number of elements of a value with sequences along axes, or of examples. */
    double elements(Collection<Lengths> axes) {
      double all = 0;
      for (int row = 0; row < size; row++) {
        double elements = 1;
        for (Lengths axis : axes) {
          elements *= axis.ofInput().applyAsInt(lengths.get(axis.input())[row]);
        }
        all += elements;
      }
      return all;
    }

    @Override
    public void close() {
      feed.close();
    }
  }

  private final Closer closer = new Closer();
  private final Graph graph;
  final Ops tf;
  final Build build;
  final Floats loss;

  /** The loss as a separate operation, which can be fetched where its reductions are fed. */
  final Operand<TFloat32> lossValue;

  private BatchReductions reductions;
  private final Map<List<Operand<?>>, Set<Output<?>>> neededBy = new HashMap<>();

  /** The gradients by parameter, after {@link #differentiate}. */
  Map<String, Operand<TFloat32>> gradients = Map.of();

  Session session;
  private long assigned = -1;

  /**
   * @param isUneven whether the sequences of an input may differ in length within a batch
   * @param accumulates whether a step has several batches
   */
  Program(
      Model.Definition<E> definition,
      Build.Purpose purpose,
      Predicate<Input<E>> isUneven,
      boolean accumulates) {
    try {
      graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      tf = TensorFlowRuntime.ops(graph);
      build = new Build(tf, purpose, input -> isUneven.test(own(input)), accumulates);
      loss =
          PlainErrors.in(
              "model definition",
              "operations that accept their operands",
              "do the shapes agree?",
              () -> definition.loss(new Network<>(build, "")));
      if (loss == null) {
        throw new IllegalArgumentException("model definition: expected a loss, got null");
      }
      build.visible(loss.asOutput()); // refuses one of another model
      ShapeCheck.require("loss", loss, "a scalar; reduce it by mean()");
      lossValue = tf.identity(loss);
      if (build.inputs.isEmpty()) {
        throw new IllegalArgumentException(
            "model definition: expected inputs, such as m.vector(3, e -> e.values()), got none");
      }
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
  }

  @SuppressWarnings("unchecked") // the inputs of one model are of its examples
  private static <E> Input<E> own(Input<?> input) {
    return (Input<E>) input;
  }

  /** Opens the session, once the graph is complete. */
  void open(Function<Graph, Session> opener) {
    session = closer.register(opener.apply(graph), Session::close);
  }

  /** Adds the gradients of the loss with respect to every parameter. */
  void differentiate() {
    gradients = LossGradients.of(tf, loss).denseTables().to(build.variables).dense();
  }

  /** Returns the means and sums over examples from which the loss is computed. */
  BatchReductions reductions() {
    if (reductions == null) {
      reductions = new BatchReductions(build, loss);
    }
    return reductions;
  }

  List<Input<E>> inputs() {
    List<Input<E>> inputs = new ArrayList<>();
    build.inputs.forEach(input -> inputs.add(own(input)));
    return inputs;
  }

  List<ParameterSpec> parameters() {
    return build.variables.specs();
  }

  /** Requires that the definition named the parameters of the model in this graph, too. */
  void requireParameters(ParameterValues values) {
    List<String> expected = values.names().stream().map(name -> name + values.shape(name)).toList();
    List<String> named = parameters().stream().map(spec -> spec.name() + spec.shape()).toList();
    if (!named.equals(expected)) {
      throw new IllegalArgumentException(
          "model definition: expected the parameters of its first call, %s, got %s; it is called for each graph, so its names and sizes must not depend on anything that changes, such as a counter"
              .formatted(expected, named));
    }
  }

  /** Assigns the values of a model unless the session has this version of them. */
  void assign(ParameterValues values, long version) {
    if (assigned != version) {
      build.variables.assign(session, values);
      assigned = version;
    }
  }

  /**
   * Returns the output of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Floats output(String name) {
    Floats output = build.outputs.get(name);
    if (output == null) {
      throw new IllegalArgumentException(
          "output %s: expected one of %s, got none of this name; the definition names them by m.output"
              .formatted(name, build.outputs.keySet()));
    }
    return output;
  }

  /** Makes the tensors of the inputs from which any of {@code operands} is computed. */
  Batch encode(List<E> examples, List<Operand<?>> operands) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("batch: expected at least 1 example, got none");
    }
    Set<Output<?>> needed =
        neededBy.computeIfAbsent(
            List.copyOf(operands), all -> Dependencies.ofRun(all, placeholders()));
    Feed feed = new Feed(session);
    try {
      Map<Integer, int[]> lengths = new LinkedHashMap<>();
      List<Input<E>> read = new ArrayList<>();
      for (Input<E> input : inputs()) {
        if (input.operands().anyMatch(operand -> needed.contains(operand.asOutput()))) {
          read.add(input);
          input.lengths(examples).ifPresent(l -> lengths.put(input.number(), l));
        }
      }
      build.equalLengths.forEach(pair -> requireEqual(pair, lengths, examples));
      build.steps.forEach(allowed -> requireSteps(allowed, lengths, examples));
      for (Input<E> input : read) {
        input.feed(
            feed, examples, Optional.ofNullable(lengths.get(input.number())), isEmpty(input));
      }
      return new Batch(feed, lengths, examples.size());
    } catch (Input.UnevenException e) {
      feed.close();
      throw new Input.UnevenException(
          inputs().stream()
              .filter(input -> needed.contains(input.placeholder().asOutput()))
              .filter(input -> isUneven(input, examples))
              .toList());
    } catch (RuntimeException | Error e) {
      feed.close();
      throw e;
    }
  }

  /**
   * Returns whether the sequences of an input, or those computed from it, differ in length or are
   * empty, so that the batch needs a graph with lengths.
   */
  boolean isUneven(Input<E> input, List<E> examples) {
    return input.isUneven(examples, isEmpty(input));
  }

  private IntPredicate isEmpty(Input<?> input) {
    return length -> build.isEmpty(input.number(), length);
  }

  private List<Operand<?>> placeholders() {
    return build.inputs.stream().<Operand<?>>flatMap(Input::operands).toList();
  }

  private static void requireSteps(
      Build.Steps allowed, Map<Integer, int[]> lengths, List<?> examples) {
    int[] all = lengths.get(allowed.lengths().input());
    for (int row = 0; all != null && row < all.length; row++) {
      int steps = allowed.lengths().ofInput().applyAsInt(all[row]);
      if (steps < allowed.min() || steps > allowed.max()) {
        throw new IllegalArgumentException(
            "%s: expected sequences of %s %d steps, got %d in %s"
                .formatted(
                    allowed.name(),
                    allowed.min() == allowed.max() ? "exactly" : "at least",
                    allowed.min(),
                    steps,
                    Input.place(row, examples.get(row))));
      }
    }
  }

  private static void requireEqual(
      Build.EqualLengths pair, Map<Integer, int[]> lengths, List<?> examples) {
    int[] first = lengths.get(pair.first().input());
    int[] second = lengths.get(pair.second().input());
    for (int row = 0; first != null && second != null && row < first.length; row++) {
      int one = pair.first().ofInput().applyAsInt(first[row]);
      int other = pair.second().ofInput().applyAsInt(second[row]);
      if (one != other) {
        throw new IllegalArgumentException(
            "%s and %s: expected equally many steps in each example, got %d and %d in %s"
                .formatted(
                    pair.firstName(),
                    pair.secondName(),
                    one,
                    other,
                    Input.place(row, examples.get(row))));
      }
    }
  }

  /** Returns the values of operands on a batch. */
  List<FloatTensor> fetch(Batch batch, List<? extends Operand<TFloat32>> operands) {
    return running(() -> batch.feed().fetch(operands, Feed.LARGE_WORK, NativeTensors::copyOf));
  }

  static <R> R running(java.util.function.Supplier<R> run) {
    return PlainErrors.running("batch", run);
  }

  /** Returns the value of each example, without padding. */
  static List<FloatTensor> rows(FloatTensor values, Floats of, Batch batch) {
    if (values.shape().get(0) != batch.size()) {
      throw new IllegalArgumentException(
          "output: expected a value for each of the %d examples of a batch, [%d, ..], got shape %s; does it reduce or reshape the axis of the examples, or not depend on them?"
              .formatted(batch.size(), batch.size(), values.shape()));
    }
    List<FloatTensor> rows = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      FloatTensor all =
          values.shape().numDimensions() == 1
              ? FloatTensor.of(TensorShape.scalar(), new float[] {values.get(row)})
              : values.at(row);
      for (Map.Entry<Integer, Lengths> axis : of.axes().entrySet()) {
        int[] lengths = batch.lengths().get(axis.getValue().input());
        if (lengths != null) { // else kept from an earlier call
          int steps = axis.getValue().ofInput().applyAsInt(lengths[row]);
          int at = axis.getKey() - 1;
          all = all.shape().get(at) == steps ? all : all.slice(at, 0, steps);
        }
      }
      rows.add(all);
    }
    return rows;
  }

  /**
   * Requires that the main output of a stream depends on each chunk, on no chunk through a layer
   * that keeps its results of the first, and combines steps only by layers that carry their state.
   */
  void requireChunks() {
    Set<Output<?>> kept = new HashSet<>();
    build.carries.stream()
        .filter(Build.Carry::isKept)
        .forEach(carry -> kept.add(carry.placeholder().asOutput()));
    Floats main = output(Network.MAIN);
    Set<Output<?>> direct = new HashSet<>();
    Dependencies.operations(
        List.of(main.asOutput()), output -> direct.add(output) && !kept.contains(output));
    List<Input<E>> sequences =
        inputs().stream().filter(input -> input.length().isPresent()).toList();
    List<Output<?>> used = kept.stream().filter(direct::contains).toList();
    if (!used.isEmpty()) {
      Set<Output<?>> whole =
          Dependencies.of(used, sequences.stream().map(Input::placeholder).toList());
      if (sequences.stream().noneMatch(input -> direct.contains(input.placeholder().asOutput()))
          || whole.stream().anyMatch(direct::contains)) {
        throw new IllegalArgumentException(
            "stepper: expected an output whose layers read each chunk, got one that depends on a bidirectional layer or one by whole(), which keeps its results of the first chunk; use predict on the whole sequence, or unidirectional layers");
      }
    }
    Set<Integer> chunks = chunks(main, sequences);
    for (Build.Combination combination : build.combinations) {
      if (chunks.contains(combination.input())
          && (combination.result() == null || direct.contains(combination.result()))) {
        throw new IllegalArgumentException(
            "stepper: expected an output that combines steps only by recurrent layers and scans, whose state is carried, got one that applies %s to the steps of %s, which would see one chunk only; use predict on the whole sequence, or pass the whole context with each chunk as another input"
                .formatted(combination.name(), build.inputs.get(combination.input()).name()));
      }
    }
    if (main.axes().entrySet().stream()
        .anyMatch(axis -> axis.getKey() > 1 && chunks.contains(axis.getValue().input()))) {
      throw new IllegalArgumentException(
          "stepper: expected an output with its steps on axis 1, got shape %s with steps on axes %s; transpose the axes, or use predict, since products of steps with steps need the whole sequence"
              .formatted(main.shape(), main.axes().keySet()));
    }
  }

  /** Returns the numbers of the inputs that are read in chunks. */
  private Set<Integer> chunks(Floats main, List<Input<E>> sequences) {
    Set<Integer> chunks = new HashSet<>(build.carriedAlong);
    main.axes().values().forEach(lengths -> chunks.add(lengths.input()));
    if (build.carries.isEmpty()) {
      sequences.forEach(input -> chunks.add(input.number()));
    }
    boolean isComplete = false;
    while (!isComplete) { // those whose lengths equal those of another
      isComplete = true;
      for (Build.EqualLengths pair : build.equalLengths) {
        int first = pair.first().input();
        int second = pair.second().input();
        if (chunks.contains(first) != chunks.contains(second)) {
          chunks.addAll(List.of(first, second));
          isComplete = false;
        }
      }
    }
    return chunks;
  }

  /** Returns the number and a checksum of examples as the inputs encode them. */
  String summary(List<E> examples) {
    CRC32 crc = new CRC32();
    for (List<E> part : Input.batches(examples, 256)) {
      for (Input<E> input : inputs()) {
        int steps = 0;
        for (E example : part) {
          int length = input.length().map(l -> l.applyAsInt(example)).orElse(0);
          crc.update(length); // its low byte; checkpoints have this checksum, with the values
          steps = Math.max(steps, length);
        }
        try (Tensor tensor = input.encoder().encode(input, part, Math.max(1, steps))) {
          byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
          tensor.asRawTensor().data().read(bytes);
          crc.update(bytes);
        }
      }
    }
    return "%d examples, CRC %08x".formatted(examples.size(), crc.getValue());
  }

  /**
   * Describes the operations of the definition, to compare two calls of it. Both must be for the
   * same purpose and for sequences of equal length.
   */
  String description() {
    List<Operand<?>> results = new ArrayList<>(List.of(loss));
    results.addAll(build.outputs.values());
    build.metrics.values().forEach(metric -> results.addAll(List.of(metric.sum(), metric.count())));
    return "outputs %s, metrics %s, operations CRC %08x"
        .formatted(
            build.outputs.keySet(), build.metrics.keySet(), GraphChecksum.of(graph, results));
  }

  /** Describes the computation of the loss, as a checkpoint's fingerprint does. */
  String definitionSummary() {
    return "operations of the loss, CRC %08x".formatted(GraphChecksum.of(graph, List.of(loss)));
  }

  @Override
  public void close() {
    closer.close();
  }
}

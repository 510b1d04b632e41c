package org.tributary.nn;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tributary.graph.Gradients;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.RecurrentLayer;
import org.tributary.internal.NullChecks;
import org.tributary.internal.UsageGuard;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentInference;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.Padding;

/**
 * A recurrent layer with parameters that runs on Java arrays: PyTorch's {@code nn.RNN}, {@code
 * nn.LSTM} or {@code nn.GRU} as an object. It may own native memory and must be closed.
 *
 * <pre>{@code
 * try (RecurrentModule lstm = RecurrentModule.of(Recurrent.lstm(3).hidden(5), TorchRandom.seeded(0))) {
 *   RecurrentOutput out = lstm.forward(RecurrentInput.of(batch).lengths(4, 2, 3));
 * }
 * }</pre>
 *
 * <p>Steppers, and forward passes where it is faster, run in plain Java: those of one or two rows,
 * and small batches, such as 100 steps of all rows per thread by an LSTM of 128 units. All else
 * runs in a TensorFlow graph, which is created at its first use: larger batches, dropout, {@link
 * #backward}, a layer with a {@linkplain Recurrent#kernel kernel} of its own, and cells and skip
 * connections without an implementation {@linkplain Recurrent#inference in plain Java}. So a
 * program without these needs none of TensorFlow's native libraries. Both forms agree up to
 * rounding.
 *
 * <p>In a graph with a kernel that unrolls ({@code Kernels.reference()}, the default for cells that
 * no other kernel supports), each distinct number of steps adds a pass, which is retained until the
 * module is closed.
 *
 * <p>Several threads may run a module concurrently, but not while parameters are set or frozen.
 * {@link #close} waits for calls that run; a call of a closed module fails with an {@link
 * IllegalStateException}.
 */
public final class RecurrentModule implements AutoCloseable {
  private final Recurrent definition;
  private final Function<ParameterValues, Optional<RecurrentInference>> factory;
  private final Function<Graph, Session> opener;
  private final UsageGuard guard =
      new UsageGuard(
          "recurrent module", "recurrent module: expected an open one, got a closed one");
  private volatile Weights weights;
  private volatile Set<String> frozen = Set.of();
  private Optional<ModuleGraphs> graphs = Optional.empty(); // guarded by this

  /** Weights and the layer in plain Java, which is created at its first use. Thread-safe. */
  static final class Weights {
    private final ParameterValues values;
    private final Function<ParameterValues, Optional<RecurrentInference>> factory;
    private boolean made;
    private Optional<RecurrentInference> inference = Optional.empty();

    Weights(
        ParameterValues values, Function<ParameterValues, Optional<RecurrentInference>> factory) {
      this.values = values;
      this.factory = factory;
    }

    /** Returns the layer in plain Java; empty if it runs in a graph only. */
    synchronized Optional<RecurrentInference> inference() {
      if (!made) {
        inference = factory.apply(values);
        made = true;
      }
      return inference;
    }
  }

  /**
   * Creates a module with parameters drawn from {@code random} in the order of {@link
   * Recurrent#parameters}: the same values as PyTorch after {@code manual_seed}. The caller closes
   * it.
   */
  public static RecurrentModule of(Recurrent definition, TorchRandom random) {
    NullChecks.require("definition", "a layer", definition);
    NullChecks.require("random", "a generator", random);
    return of(definition, ParameterValues.draw(definition.parameters(), random));
  }

  /**
   * Creates a module with the given parameters, in any order. The caller closes it.
   *
   * @throws IllegalArgumentException if these are not the parameters of this layer
   */
  public static RecurrentModule of(Recurrent definition, ParameterValues values) {
    NullChecks.require("definition", "a layer", definition);
    NullChecks.require("parameters", "values", values);
    return new RecurrentModule(definition, values, definition::inference, TensorFlowRuntime::open);
  }

  /**
   * @param factory creates the layer in plain Java; empty for a module that runs in its graph
   * @param opener opens the session of the module's graph, if it needs one
   */
  RecurrentModule(
      Recurrent definition,
      ParameterValues values,
      Function<ParameterValues, Optional<RecurrentInference>> factory,
      Function<Graph, Session> opener) {
    RecurrentLayer.requireContracts(definition);
    this.definition = definition;
    this.factory = factory;
    this.opener = opener;
    this.weights = weights(values);
  }

  private Weights weights(ParameterValues values) {
    values.requireMatch(definition.parameters());
    return new Weights(values.only(definition.parameters()), factory);
  }

  /** Returns the definition of this layer. */
  public Recurrent definition() {
    return definition;
  }

  /**
   * Runs the layer; a batch without rows has empty results. In plain Java, the results of a row do
   * not depend on the other rows, to the bit; stacked layers need one more array of the output's
   * size on the heap. A batch that would need more than about 256 MB of native memory in a graph
   * runs in plain Java too, unless the layer or dropout needs the graph.
   *
   * @throws IllegalArgumentException if a shape, a length or the state does not fit, or the output
   *     exceeds a Java array
   * @throws org.tributary.InterruptedCallException if the thread is interrupted between two parts
   *     of a large batch
   */
  public RecurrentOutput forward(RecurrentInput input) {
    BatchedInput batch = new BatchedInput(definition, input);
    return use(() -> onArrays(input, batch).orElseGet(() -> graphs().forward(input, batch)));
  }

  /** Runs the layer on Java arrays; empty if the batch runs in a graph. */
  private Optional<RecurrentOutput> onArrays(RecurrentInput input, BatchedInput batch) {
    if (batch.rows() == 0) {
      return Optional.of(batch.withoutRows());
    }
    Weights current = weights;
    long work = ArrayForward.work(definition, current.values.count(), batch.length());
    boolean drops = input.dropoutSeed().isPresent() && definition.dropout().any();
    return drops || !ArrayForward.isPreferred(definition, batch, work)
        ? Optional.empty()
        : current
            .inference()
            .map(layers -> new ArrayForward(definition, layers, batch, work).output());
  }

  /** Runs the layer on values without padding; the initial state is zero. */
  public RecurrentOutput forward(FloatTensor values) {
    return forward(RecurrentInput.of(values));
  }

  /** Runs the layer on a packed sequence like the method with a state; the state is zero. */
  public PackedOutput forward(PackedSequence packed) {
    return forward(packed, padded(packed));
  }

  /**
   * Runs the layer on a packed sequence.
   *
   * @param packed data [sum of lengths, I]; the final state of a row of length 0 is its initial one
   * @param initial the initial state, in the original order of the rows
   * @throws IllegalArgumentException if data or state has another size, or there is no row
   */
  public PackedOutput forward(PackedSequence packed, RecurrentState initial) {
    NullChecks.require("initial", "an initial state", initial);
    return forward(packed, padded(packed).from(initial));
  }

  private PackedOutput forward(PackedSequence packed, RecurrentInput padded) {
    RecurrentOutput output = forward(padded);
    return new PackedOutput(packed.withData(packed(output.output(), packed)), output.finalState());
  }

  /** Returns the rows padded to the longest, to one step if all have length 0. */
  private RecurrentInput padded(PackedSequence packed) {
    TensorShape shape = packed.data().shape();
    boolean hasSteps = !packed.batchSizes().isEmpty();
    if (shape.numDimensions() != 2
        || packed.rows() == 0
        || !(hasSteps || shape.get(1) == definition.inputSize())) {
      throw new IllegalArgumentException(
          "packed input: expected data [sum of lengths, %d] of at least 1 row, got shape %s of %d rows%s"
              .formatted(
                  definition.inputSize(),
                  shape,
                  packed.rows(),
                  packed.rows() == 0 ? "; leave empty batches out" : ""));
    }
    return RecurrentInput.of(paddedValues(packed)).lengths(lengths(packed));
  }

  private FloatTensor paddedValues(PackedSequence packed) {
    int steps = Math.max(1, packed.batchSizes().size());
    return packed.pad(Padding.zeros().layout(definition.layout()).totalLength(steps)).values();
  }

  private FloatTensor packed(FloatTensor padded, PackedSequence like) {
    return PackedSequence.pack(padded, definition.layout(), lengths(like)).data();
  }

  private static int[] lengths(PackedSequence packed) {
    return packed.lengths().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Runs the forward and the backward pass. The outputs of {@link #forward(RecurrentInput)} are
   * recomputed by a kernel with a backward pass and are equal up to rounding.
   *
   * @param input the input of {@link #forward(RecurrentInput)}, including the dropout seed
   * @param upstream gradients of the loss with respect to the outputs of {@code forward}
   * @return gradients with respect to the input, the initial state and every parameter that is not
   *     frozen
   * @throws IllegalArgumentException if a shape, a length or the state does not fit, or the output
   *     exceeds a Java array
   */
  public Gradients<FloatTensor> backward(
      RecurrentInput input, OutputGradients<FloatTensor> upstream) {
    BatchedInput batch = new BatchedInput(definition, input);
    List<FloatTensor> gradients = batch.gradients(upstream);
    return use(() -> graphs().backward(input, batch, gradients, frozen));
  }

  /**
   * Runs the forward and the backward pass on a packed sequence; the initial state is zero.
   *
   * @param upstream as for padded input, the output's gradient packed: [sum of lengths, D·P]
   * @return as for padded input, the input's gradient packed: [sum of lengths, I]
   * @throws IllegalArgumentException if the data or a gradient has another size
   */
  public Gradients<FloatTensor> backward(
      PackedSequence packed, OutputGradients<FloatTensor> upstream) {
    NullChecks.require("gradients", "those of the output", upstream);
    RecurrentInput input = padded(packed);
    long steps = packed.data().shape().get(0);
    int size = definition.outputSize();
    Optional<FloatTensor> output =
        upstream
            .output()
            .map(
                gradient -> {
                  gradient
                      .shape()
                      .require(
                          "gradient of the packed output",
                          "[%d, %d] (sum of lengths, output size)".formatted(steps, size),
                          steps,
                          size);
                  return paddedValues(packed.withData(gradient));
                });
    Gradients<FloatTensor> gradients =
        backward(input, new OutputGradients<>(output, upstream.state()));
    return new Gradients<>(
        packed(gradients.input(), packed), gradients.initial(), gradients.parameters());
  }

  /**
   * Returns a stepper over a stream: a single sequence whose steps arrive one by one.
   *
   * @throws IllegalArgumentException if the layer is bidirectional
   * @throws IllegalStateException if this module is closed
   */
  public Stepper stepper() {
    guard.requireOpen();
    return new Stepper(this, true, 1);
  }

  /**
   * Returns a stepper over {@code rows} parallel streams.
   *
   * @throws IllegalArgumentException if the layer is bidirectional, or there are no rows
   * @throws IllegalStateException if this module is closed
   */
  public Stepper stepper(int rows) {
    guard.requireOpen();
    return new Stepper(this, false, rows);
  }

  /** Returns the parameters' names, PyTorch's and in its order. */
  public List<String> parameterNames() {
    return definition.parameters().stream().map(p -> p.name()).toList();
  }

  /**
   * Returns every parameter.
   *
   * @throws IllegalStateException if this module is closed
   */
  public ParameterValues parameters() {
    return use(() -> weights.values);
  }

  /**
   * Returns one parameter.
   *
   * @throws IllegalArgumentException if there is no such parameter
   * @throws IllegalStateException if this module is closed
   */
  public FloatTensor parameter(String name) {
    return parameters().tensor(name);
  }

  /**
   * Sets the value of one parameter.
   *
   * @throws IllegalArgumentException if there is no such parameter, or the value has another shape
   * @throws IllegalStateException if this module is closed
   */
  public void set(String name, FloatTensor value) {
    use(
        () -> {
          NullChecks.require("value", "a tensor", value);
          return set(weights.values.with(name, value), all -> all.assign(name, value));
        });
  }

  /**
   * Sets the values of all parameters, in any order.
   *
   * @throws IllegalArgumentException if these are not the parameters of this layer
   * @throws IllegalStateException if this module is closed
   */
  public void set(ParameterValues values) {
    NullChecks.require("values", "parameters", values);
    use(() -> set(values, all -> all.assign(values)));
  }

  /** Sets the weights, after those of the graphs if there are any. */
  private synchronized Weights set(ParameterValues values, Consumer<ModuleGraphs> assignment) {
    Weights next = weights(values);
    graphs.ifPresent(assignment);
    weights = next;
    return next;
  }

  /**
   * Excludes a parameter from the gradients of {@link #backward}, so that training leaves it
   * unchanged: PyTorch's {@code requires_grad_(False)}.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public synchronized void freeze(String name) {
    weights.values.shape(name);
    Set<String> more = new LinkedHashSet<>(frozen);
    more.add(name);
    frozen = Collections.unmodifiableSet(more);
  }

  /**
   * Includes a frozen parameter in the gradients of {@link #backward} again.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public synchronized void unfreeze(String name) {
    weights.values.shape(name);
    Set<String> fewer = new LinkedHashSet<>(frozen);
    fewer.remove(name);
    frozen = Collections.unmodifiableSet(fewer);
  }

  /** Returns the names of the frozen parameters. */
  public Set<String> frozen() {
    return frozen;
  }

  /**
   * Returns the weights.
   *
   * @throws IllegalStateException if this module is closed
   */
  Weights weights() {
    guard.requireOpen();
    return weights;
  }

  /**
   * Runs {@code use} while the module stays open.
   *
   * @throws IllegalStateException if the module is closed
   */
  <R> R use(Supplier<R> use) {
    return guard.use(use);
  }

  /** Returns the graphs, which are made at their first use. */
  private synchronized ModuleGraphs graphs() {
    ModuleGraphs all = graphs.orElseGet(() -> new ModuleGraphs(definition, weights.values, opener));
    graphs = Optional.of(all);
    return all;
  }

  /**
   * Refuses further calls, waits for those that run, and frees the native memory. Closing again has
   * no effect.
   *
   * @throws IllegalStateException if this thread is within a call of the module
   */
  @Override
  public void close() {
    guard.close(() -> graphs.ifPresent(ModuleGraphs::close));
  }
}

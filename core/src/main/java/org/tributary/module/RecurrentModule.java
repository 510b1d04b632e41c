package org.tributary.module;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.runtime.Closer;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PackedSequence;

/**
 * A recurrent layer with parameters that runs on Java arrays: PyTorch's {@code nn.RNN}, {@code
 * nn.LSTM} or {@code nn.GRU} as an object. It owns native memory and must be closed.
 *
 * <pre>{@code
 * try (RecurrentModule lstm = RecurrentModule.of(Recurrent.lstm(3).hidden(5), TorchRandom.seeded(0))) {
 *   RecurrentOutput out = lstm.forward(RecurrentInput.of(batch).lengths(4, 2, 3));
 * }
 * }</pre>
 *
 * <p>With a kernel that unrolls ({@code Kernels.reference()}, the default for cells that no other
 * kernel supports), each distinct number of steps adds a pass to the graph, which is retained until
 * the module is closed.
 *
 * <p>Several threads may run a module concurrently, but not while parameters are set or frozen.
 * {@link #close} waits for calls that run; a call of a closed module fails with an {@link
 * IllegalStateException}.
 */
public final class RecurrentModule implements AutoCloseable {
  private final Recurrent definition;
  private final Closer closer = new Closer();
  private final Variables variables;
  private final Session session;
  private final ModuleGraphs graphs;
  private volatile Set<String> frozen = Set.of();

  /**
   * Creates a module with parameters drawn from {@code random} in the order of {@link
   * Recurrent#parameters}: the same values as PyTorch after {@code manual_seed}. The caller closes
   * it.
   */
  public static RecurrentModule of(Recurrent definition, TorchRandom random) {
    Objects.requireNonNull(definition, "definition: expected a layer, got null");
    Objects.requireNonNull(random, "random: expected a generator, got null");
    return of(definition, ParameterValues.draw(definition.parameters(), random));
  }

  /**
   * Creates a module with the given parameters, in any order. The caller closes it.
   *
   * @throws IllegalArgumentException if these are not the parameters of this layer
   */
  public static RecurrentModule of(Recurrent definition, ParameterValues values) {
    Objects.requireNonNull(definition, "definition: expected a layer, got null");
    Objects.requireNonNull(values, "parameters: expected values, got null");
    values.requireMatch(definition.parameters()); // before a graph exists
    return new RecurrentModule(definition, values, TensorFlowRuntime::open);
  }

  /**
   * @param opener opens the session of the module's graph
   */
  RecurrentModule(Recurrent definition, ParameterValues values, Function<Graph, Session> opener) {
    StackedLayers.requireContracts(definition);
    this.definition = definition;
    try {
      Graph graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      Ops tf = TensorFlowRuntime.ops(graph);
      variables = new Variables(tf, definition.parameters());
      session = closer.register(opener.apply(graph), Session::close);
      variables.assign(session, values);
      graphs = new ModuleGraphs(tf, definition, variables);
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
  }

  /** Returns the definition of this layer. */
  public Recurrent definition() {
    return definition;
  }

  /**
   * Runs the layer; a batch without rows has empty results. Native memory is bounded: a batch that
   * would need more than about 256 MB is read in chunks, except with dropout or a kernel that
   * unrolls. Stacked layers then need one more array of the output's size on the heap.
   *
   * @throws IllegalArgumentException if a shape, a length or the state does not fit, or the output
   *     exceeds a Java array
   * @throws org.tributary.runtime.InterruptedCallException if the thread is interrupted between two
   *     chunks
   */
  public RecurrentOutput forward(RecurrentInput input) {
    EmptyBatch empty = new EmptyBatch(definition, input);
    if (empty.applies()) {
      return graphs.use(empty::output);
    }
    BatchedInput batch = new BatchedInput(definition, input);
    return graphs.use(() -> run(input, batch));
  }

  private RecurrentOutput run(RecurrentInput input, BatchedInput batch) {
    boolean drops = input.dropoutSeed().isPresent() && definition.dropout().any();
    return !drops && ChunkSize.isRequired(definition, batch)
        ? forwardInChunks(batch, ChunkSize.of(definition, batch.rows()))
        : graphs
            .pass(batch, input, ExecutionMode.INFERENCE)
            .forward(session, batch, input.dropoutSeed());
  }

  /** Runs the layer in chunks, without dropout. */
  RecurrentOutput forwardInChunks(BatchedInput batch, ChunkSize size) {
    return graphs.use(
        () ->
            new ChunkedForward(
                    definition, session, graphs::chunkPass, graphs::connectionPass, batch, size)
                .output());
  }

  /** Runs the layer on values without padding; the initial state is zero. */
  public RecurrentOutput forward(FloatTensor values) {
    return forward(RecurrentInput.of(values));
  }

  /** Runs the layer on a packed sequence like the method with a state; the state is zero. */
  public PackedOutput forward(PackedSequence packed) {
    return new PackedInput(packed, Optional.empty()).forward(this);
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
    return new PackedInput(packed, Optional.of(initial)).forward(this);
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
    return graphs.use(
        () ->
            graphs
                .pass(batch, input, ExecutionMode.TRAINING)
                .backward(session, batch, input.dropoutSeed(), batch.gradients(upstream), frozen));
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
    return new PackedInput(packed, Optional.empty()).backward(this, upstream);
  }

  /**
   * Returns a stepper over a stream: a single sequence whose steps arrive one by one.
   *
   * @throws IllegalArgumentException if the layer is bidirectional
   * @throws IllegalStateException if this module is closed
   */
  public Stepper stepper() {
    return Stepper.single(graphs.use(graphs::stepGraph), session, definition);
  }

  /**
   * Returns a stepper over {@code rows} parallel streams.
   *
   * @throws IllegalArgumentException if the layer is bidirectional, or there are no rows
   * @throws IllegalStateException if this module is closed
   */
  public Stepper stepper(int rows) {
    return Stepper.batch(graphs.use(graphs::stepGraph), session, definition, rows);
  }

  /** Returns the parameters' names, PyTorch's and in its order. */
  public List<String> parameterNames() {
    return definition.parameters().stream().map(p -> p.name()).toList();
  }

  /**
   * Returns a copy of every parameter.
   *
   * @throws IllegalStateException if this module is closed
   */
  public ParameterValues parameters() {
    return graphs.use(() -> variables.values(session));
  }

  /**
   * Returns a copy of one parameter.
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
    graphs.run(() -> variables.assign(session, name, value));
  }

  /**
   * Sets the values of all parameters, in any order.
   *
   * @throws IllegalArgumentException if these are not the parameters of this layer
   * @throws IllegalStateException if this module is closed
   */
  public void set(ParameterValues values) {
    graphs.run(() -> variables.assign(session, values));
  }

  /**
   * Excludes a parameter from the gradients of {@link #backward}, so that training leaves it
   * unchanged: PyTorch's {@code requires_grad_(False)}.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public synchronized void freeze(String name) {
    variables.shape(name);
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
    variables.shape(name);
    Set<String> fewer = new LinkedHashSet<>(frozen);
    fewer.remove(name);
    frozen = Collections.unmodifiableSet(fewer);
  }

  /** Returns the names of the frozen parameters. */
  public Set<String> frozen() {
    return frozen;
  }

  /** Returns the graphs, which a pass under construction uses. */
  ModuleGraphs graphs() {
    return graphs;
  }

  /**
   * Refuses further calls, waits for those that run, and frees the native memory. Closing again has
   * no effect.
   *
   * @throws IllegalStateException if this thread is within a call of the module
   */
  @Override
  public void close() {
    graphs.close(closer::close);
  }
}

package org.tributary.layer;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Purpose;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.runtime.OpenResources;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;

/**
 * A recurrent layer with its parameters, ready to run on plain Java arrays: PyTorch's {@code
 * nn.RNN}, {@code nn.LSTM} or {@code nn.GRU} as an object. It owns native memory and must be
 * closed.
 *
 * <pre>{@code
 * try (RecurrentModule lstm = Recurrent.lstm(3).hidden(5).build(TorchRandom.seeded(0))) {
 *   RecurrentOutput out = lstm.forward(RecurrentInput.of(batch).lengths(4, 2, 3));
 * }
 * }</pre>
 *
 * <p>Where the definition asks for a kernel that unrolls ({@code Kernels.reference()}), each number
 * of steps is placed in the graph when it first comes and stays there until this is closed.
 *
 * <p>Several threads may run it at once; none may set or freeze a parameter meanwhile. A thread
 * that runs it when it is closed, or while another closes it, gets an {@link
 * IllegalStateException}.
 */
public final class RecurrentModule implements AutoCloseable {
  private final Recurrent definition;
  private final Graph graph;
  private final Ops tf;
  private final Variables variables;
  private final Session session;
  private final GraphCache<CompiledPass.Route, CompiledPass> passes;
  private final GraphCache<ChunkPass.Route, ChunkPass> pieces;
  private Optional<StepGraph> stepping = Optional.empty();
  private volatile Set<String> frozen = Set.of();
  private volatile boolean closed;

  /**
   * @param values of the definition's parameters, in order
   */
  RecurrentModule(Recurrent definition, ParameterValues values) {
    this.definition = definition;
    try (OpenResources opened = new OpenResources()) {
      graph = opened.add(TensorFlowRuntime.graph());
      tf = TensorFlowRuntime.ops(graph);
      variables = new Variables(tf, definition.parameters());
      session = opened.add(TensorFlowRuntime.open(graph));
      variables.assign(session, values);
      opened.keep();
    }
    passes = new GraphCache<>(route -> new CompiledPass(tf, definition, variables, route));
    pieces = new GraphCache<>(route -> new ChunkPass(tf, definition, variables, route));
  }

  /** What this is an instance of. */
  public Recurrent definition() {
    return definition;
  }

  /**
   * Runs the layer. What it takes outside the Java heap is bounded: a batch that would take more
   * than some 256 MB there is read in pieces, unless elements are dropped or the definition's
   * kernel unrolls. A stack of layers then needs one more array of its output's size on the heap.
   *
   * @throws IllegalArgumentException if a shape, a length or the state does not fit, or no array
   *     can hold the output
   * @throws IllegalStateException if this module is closed
   */
  public RecurrentOutput forward(RecurrentInput input) {
    Batch batch = new Batch(definition, input);
    boolean drops = input.dropoutSeed().isPresent() && definition.dropout().any();
    return !drops && ChunkedForward.suits(definition, batch)
        ? inPieces(batch, ChunkedForward.Size.of(definition, batch.rows()))
        : pass(batch, input, Purpose.INFERENCE).forward(session, batch, input.dropoutSeed());
  }

  /** Runs the layer without dropout, a piece at a time. */
  RecurrentOutput inPieces(Batch batch, ChunkedForward.Size size) {
    requireOpen();
    return new ChunkedForward(definition, session, this::piece, batch, size).output();
  }

  /** {@link #forward(RecurrentInput)} on values without padding, from a state of zeros. */
  public RecurrentOutput forward(FloatTensor values) {
    return forward(RecurrentInput.of(values));
  }

  /**
   * Runs the layer on packed rows, from a state of zeros.
   *
   * @param packed data [sum of lengths, I]
   * @throws IllegalArgumentException if the data is of another size, or no row has a step
   */
  public PackedOutput forward(PackedSequence packed) {
    return forward(packed, Optional.empty());
  }

  /**
   * Runs the layer on packed rows.
   *
   * @param packed data [sum of lengths, I]
   * @param initial the state to start from, in the rows' first order
   * @throws IllegalArgumentException if data or state is of another size, or no row has a step
   */
  public PackedOutput forward(PackedSequence packed, RecurrentState initial) {
    return forward(packed, Optional.of(initial));
  }

  private PackedOutput forward(PackedSequence packed, Optional<RecurrentState> initial) {
    if (packed.data().shape().numDimensions() != 2 || packed.data().shape().size() == 0) {
      throw new IllegalArgumentException(
          "packed input: expected data [sum of lengths, %d] with at least 1 step, got shape %s"
              .formatted(definition.inputSize(), packed.data().shape()));
    }
    Layout layout = definition.layout();
    PaddedBatch padded = packed.pad(Padding.zeros().layout(layout));
    int[] lengths = padded.lengths().stream().mapToInt(Integer::intValue).toArray();
    RecurrentInput input = RecurrentInput.of(padded.values()).lengths(lengths);
    RecurrentOutput output = forward(initial.map(input::from).orElse(input));
    PackedSequence repacked = PackedSequence.pack(output.output(), layout, lengths);
    return new PackedOutput(packed.withData(repacked.data()), output.finalState());
  }

  /**
   * Runs the layer and differentiates a loss through it. What {@link #forward(RecurrentInput)} gave
   * is computed anew, by a kernel that has a way back: the same but for rounding.
   *
   * @param input the same as for {@link #forward(RecurrentInput)}, the dropout seed included
   * @param loss the gradients of the loss to what {@code forward} gave
   * @return gradients to the input, the initial state and every parameter that is not frozen
   * @throws IllegalArgumentException if a shape, a length or the state does not fit, or no array
   *     can hold the output
   * @throws IllegalStateException if this module is closed
   */
  public RecurrentGradients backward(RecurrentInput input, OutputGradients<FloatTensor> loss) {
    Batch batch = new Batch(definition, input);
    return pass(batch, input, Purpose.TRAINING)
        .backward(session, batch, input.dropoutSeed(), batch.gradients(loss), frozen);
  }

  /**
   * Starts reading a stream: a single sequence whose steps come one by one.
   *
   * @throws IllegalArgumentException if the layer is bidirectional
   * @throws IllegalStateException if this module is closed
   */
  public Stepper stepper() {
    return Stepper.single(stepGraph(), session, definition);
  }

  /**
   * Starts reading {@code rows} streams side by side.
   *
   * @throws IllegalArgumentException if the layer is bidirectional, or there is not even one row
   * @throws IllegalStateException if this module is closed
   */
  public Stepper stepper(int rows) {
    return Stepper.batch(stepGraph(), session, definition, rows);
  }

  /** The parameters' names, PyTorch's and in its order. */
  public List<String> parameterNames() {
    return definition.parameters().stream().map(p -> p.name()).toList();
  }

  /**
   * A copy of every parameter.
   *
   * @throws IllegalStateException if this module is closed
   */
  public ParameterValues parameters() {
    requireOpen();
    return variables.values(session);
  }

  /**
   * A copy of one parameter.
   *
   * @throws IllegalArgumentException if there is no such parameter
   * @throws IllegalStateException if this module is closed
   */
  public FloatTensor parameter(String name) {
    return parameters().tensor(name);
  }

  /**
   * Gives one parameter another value.
   *
   * @throws IllegalArgumentException if there is no such parameter, or the value is of another
   *     shape
   * @throws IllegalStateException if this module is closed
   */
  public void set(String name, FloatTensor value) {
    requireOpen();
    variables.assign(session, name, value);
  }

  /**
   * Gives every parameter another value, in any order.
   *
   * @throws IllegalArgumentException if these are not the parameters of this layer
   * @throws IllegalStateException if this module is closed
   */
  public void set(ParameterValues values) {
    requireOpen();
    variables.assign(session, values.matching(definition.parameters()));
  }

  /**
   * Leaves a parameter out of {@link #backward}'s gradients, so that training does not move it:
   * PyTorch's {@code requires_grad_(False)}.
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
   * Takes a parameter back into {@link #backward}'s gradients.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public synchronized void unfreeze(String name) {
    variables.shape(name);
    Set<String> fewer = new LinkedHashSet<>(frozen);
    fewer.remove(name);
    frozen = Collections.unmodifiableSet(fewer);
  }

  /** The names of the parameters that are frozen. */
  public Set<String> frozen() {
    return frozen;
  }

  private synchronized CompiledPass pass(Batch batch, RecurrentInput input, Purpose purpose) {
    requireOpen();
    boolean unrolls = definition.kernel().filter(Kernel::unrolls).isPresent();
    CompiledPass.Route route =
        new CompiledPass.Route(
            purpose,
            input.dropoutSeed().isPresent(),
            batch.padded(purpose),
            unrolls ? batch.steps() : Shape.UNKNOWN_SIZE);
    return passes.get(route);
  }

  private synchronized ChunkPass piece(ChunkPass.Route route) {
    requireOpen();
    return pieces.get(route);
  }

  private synchronized StepGraph stepGraph() {
    requireOpen();
    StepGraph graph =
        stepping.orElseGet(() -> new StepGraph(tf, definition, variables, this::requireOpen));
    stepping = Optional.of(graph);
    return graph;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("recurrent module: expected an open one, got a closed one");
    }
  }

  /** Frees the native memory. To close twice is harmless. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      session.close();
      graph.close();
    }
  }
}

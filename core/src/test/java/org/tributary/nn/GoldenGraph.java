package org.tributary.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenTensor;
import org.tributary.graph.CellState;
import org.tributary.graph.Dropout;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.Kernel;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.SequenceLengths;
import org.tributary.param.FloatTensor;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.CaseSelection;

/**
 * A golden case in a user's graph, differentiated by {@code Graph.addGradients}. Shared operands
 * are in the graph once: tied weights, a layer used twice, an input from which the initial state is
 * computed. By default TensorFlow's graph optimizer, which takes most of the time, leaves out the
 * unrolled graphs of the reference kernel.
 */
final class GoldenGraph implements AutoCloseable {
  private final GoldenModule each;
  private final GoldenCase golden;
  private final Graph graph = TensorFlowRuntime.graph();
  private final Ops tf = TensorFlowRuntime.ops(graph);
  private final PaddingStrategy padding;
  private final boolean isOptimized;
  private final Map<String, Placeholder<TFloat32>> placeholders = new LinkedHashMap<>();
  private final Optional<FedSequenceLengths> fed;
  private final Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> results = new LinkedHashMap<>();

  GoldenGraph(GoldenModule each, Kernel kernel, PaddingStrategy padding) {
    this.each = each;
    this.golden = each.golden();
    this.padding = padding;
    this.isOptimized = CaseSelection.isAll() || !kernel.name().equals("reference");
    each.drawn()
        .forEach(
            (name, tensor) -> {
              if (golden.source(name).equals(name)) {
                placeholders.put(
                    name,
                    tf.placeholder(
                        TFloat32.class,
                        Placeholder.shape(NativeTensors.shape(GoldenModule.shape(tensor)))));
              }
            });
    this.fed =
        golden.lengths().map(l -> new FedSequenceLengths(tf, tf.constant(golden.sizes().steps())));
    build(
        new RecurrentLayer(
                tf,
                each.definition(),
                name ->
                    weights.computeIfAbsent( // tied weights have a gradient for each use
                        name, n -> tf.identity(placeholders.get(golden.source(n)))))
            .with(kernel));
  }

  private void build(RecurrentLayer layer) {
    Operand<TFloat32> x = placeholders.get("input");
    Optional<CellState<TFloat32>> initial = initial(x);
    List<RecurrentForward> runs = new ArrayList<>(List.of(run(layer, x, initial)));
    if (golden.use() == GoldenCase.Use.TWICE) {
      runs.add(run(layer, runs.get(0).output(), Optional.of(runs.get(0).finalState())));
    }
    RecurrentForward last = runs.get(runs.size() - 1);
    results.put("output", last.output());
    last.finalState().byName().forEach((part, x_n) -> results.put(part + "_n", x_n));

    Operand<TFloat32> loss = null;
    Map<String, Operand<TFloat32>> losses = new LinkedHashMap<>();
    losses.put("loss.output", last.output());
    last.finalState().byName().forEach((part, x_n) -> losses.put("loss." + part + "_n", x_n));
    for (Map.Entry<String, Operand<TFloat32>> each : losses.entrySet()) {
      Operand<TFloat32> weight = placeholders.get(each.getKey());
      if (weight != null) {
        Operand<TFloat32> part =
            tf.reduceSum(tf.math.mul(each.getValue(), weight), tf.array(0, 1, 2));
        loss = loss == null ? part : tf.math.add(loss, part);
      }
    }
    Map<String, Operand<TFloat32>> sources = new LinkedHashMap<>();
    sources.put("grad.input", x);
    initial.ifPresent(
        state ->
            state.byName().forEach((part, x_0) -> sources.put("grad.%s_0".formatted(part), x_0)));
    weights.forEach((name, weight) -> sources.put("grad." + name, weight));
    Output<?>[] gradients =
        graph.addGradients(
            loss.asOutput(),
            sources.values().stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    int k = 0;
    for (String name : sources.keySet()) {
      results.put(name, gradients[k++].expect(TFloat32.class));
    }
  }

  private RecurrentForward run(
      RecurrentLayer layer, Operand<TFloat32> x, Optional<CellState<TFloat32>> initial) {
    if (fed.isEmpty() && initial.isEmpty()) {
      return layer.forward(x, Dropout.off());
    }
    SequenceLengths lengths =
        fed.map(f -> f.lengths(padding))
            .orElseGet(
                () ->
                    SequenceLengths.full(
                        tf,
                        tf.constant(golden.sizes().steps()),
                        tf.constant(golden.sizes().batch())));
    return initial
        .map(state -> layer.forward(x, lengths, state, Dropout.off()))
        .orElseGet(() -> layer.forward(x, lengths, Dropout.off()));
  }

  /** Returns the case's state, or one computed from the input's first step; empty for none. */
  private Optional<CellState<TFloat32>> initial(Operand<TFloat32> x) {
    if (golden.initialState()) {
      List<Operand<TFloat32>> parts = new ArrayList<>(List.of(placeholders.get("h_0")));
      if (placeholders.containsKey("c_0")) {
        parts.add(placeholders.get("c_0"));
      }
      return Optional.of(CellState.of(each.definition().cell(), parts));
    }
    if (golden.use() != GoldenCase.Use.STATE) {
      List<Operand<TFloat32>> zeros = new ArrayList<>();
      for (int size : each.definition().cell().stateSizes()) {
        zeros.add(
            tf.zeros(
                tf.array(each.definition().stateCount(), golden.sizes().batch(), size),
                TFloat32.class));
      }
      return Optional.of(CellState.of(each.definition().cell(), zeros));
    }
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (int size : each.definition().cell().stateSizes()) {
      int[] columns = new int[size];
      java.util.Arrays.setAll(columns, j -> j % golden.sizes().input());
      Operand<TFloat32> first =
          tf.gather(x, tf.constant(0), tf.constant(each.layout() == Layout.BATCH_FIRST ? 1 : 0));
      Operand<TFloat32> one = tf.gather(first, tf.constant(columns), tf.constant(1)); // [N, size]
      Operand<TFloat32> all =
          tf.stack(java.util.Collections.nCopies(each.definition().stateCount(), one));
      parts.add(parts.isEmpty() ? tf.math.tanh(all) : all);
    }
    return Optional.of(CellState.of(each.definition().cell(), parts));
  }

  /** Returns every result under PyTorch's name, fetched in one run. */
  Map<String, FloatTensor> values() {
    try (Session session =
            isOptimized
                ? TensorFlowRuntime.open(graph)
                : TensorFlowRuntime.openWithoutGraphOptimizer(graph);
        Feed feed = new Feed(session)) {
      placeholders.forEach(
          (name, placeholder) -> {
            GoldenTensor tensor = each.drawn().get(name);
            feed.floats(
                placeholder, NativeTensors.shape(GoldenModule.shape(tensor)), tensor.values());
          });
      fed.ifPresent(
          f -> {
            int[] lengths = golden.lengths().orElseThrow().stream().mapToInt(l -> l).toArray();
            f.feed(padding, lengths, golden.sizes().steps(), feed::ints);
          });
      List<FloatTensor> fetched =
          feed.fetch(List.copyOf(results.values()), Feed.LARGE_WORK, NativeTensors::copyOf);
      Map<String, FloatTensor> values = new LinkedHashMap<>();
      int k = 0;
      for (String name : results.keySet()) {
        values.put(name, fetched.get(k++));
      }
      return values;
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}

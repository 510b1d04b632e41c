package org.tributary.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.CellState;
import org.tributary.cell.Nonlinearity;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenTensor;
import org.tributary.kernel.Kernel;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Lengths;

/** A layer placed once, forward and backward, to be fed with many golden cases of its form. */
final class GoldenGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Map<String, Placeholder<TFloat32>> inputs = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> results = new LinkedHashMap<>();
  private final Placeholder<TInt32> lengths;
  private final Session session;

  /** Places the layer of {@code golden} for every case that differs in numbers only. */
  GoldenGraph(GoldenCase golden, Kernel kernel) {
    Ops tf = Ops.create(graph);
    golden
        .drawn()
        .forEach(
            (name, tensor) ->
                inputs.put(name, tf.placeholder(TFloat32.class, Placeholder.shape(shape(tensor)))));
    lengths = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(golden.sizes().batch())));
    RecurrentLayer layer = new RecurrentLayer(tf, definition(golden), inputs::get).with(kernel);
    Lengths of = new Lengths(tf, lengths, tf.constant(golden.sizes().steps()));
    RecurrentRun run =
        golden.initialState()
            ? layer.run(inputs.get("input"), of, initial(), Dropout.off())
            : layer.run(inputs.get("input"), of, Dropout.off());
    OutputGradients<Operand<TFloat32>> loss =
        OutputGradients.<Operand<TFloat32>>ofOutput(inputs.get("loss.output"))
            .hidden(inputs.get("loss.h_n"));
    RecurrentRun.Gradients back =
        run.backward(inputs.containsKey("loss.c_n") ? loss.cell(inputs.get("loss.c_n")) : loss);
    results.put("output", run.output());
    put("%s_n", run.finalState());
    results.put("grad.input", back.input());
    if (golden.initialState()) {
      put("grad.%s_0", back.initial());
    }
    back.parameters().forEach((name, gradient) -> results.put("grad." + name, gradient));
    results.replaceAll((name, operand) -> tf.identity(operand));
    session = TensorFlowRuntime.open(graph);
  }

  /** The definition of the layer that PyTorch ran. */
  static Recurrent definition(GoldenCase golden) {
    int in = golden.sizes().input();
    int hidden = golden.sizes().hidden();
    Recurrent layer =
        switch (golden.cell()) {
          case "lstm" -> Recurrent.lstm(in).hidden(hidden);
          case "gru" -> Recurrent.gru(in).hidden(hidden);
          case "rnn_relu" -> Recurrent.rnn(in).hidden(hidden).nonlinearity(Nonlinearity.RELU);
          default -> Recurrent.rnn(in).hidden(hidden);
        };
    layer = layer.layers(golden.layers());
    layer = golden.bidirectional() ? layer.bidirectional() : layer;
    layer = golden.bias() ? layer : layer.withoutBias();
    layer = golden.batchFirst() ? layer.batchFirst() : layer;
    return golden.projection() > 0 ? layer.projection(golden.projection()) : layer;
  }

  /** What the layer gives, under PyTorch's names. */
  Map<String, float[]> run(GoldenCase golden) {
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    golden
        .drawn()
        .forEach(
            (name, tensor) -> {
              TFloat32 value = TFloat32.tensorOf(shape(tensor), DataBuffers.of(tensor.values()));
              fed.add(value);
              runner.feed(inputs.get(name), value);
            });
    int full = golden.sizes().steps();
    int[] rows =
        golden
            .lengths()
            .map(l -> l.stream().mapToInt(Integer::intValue).toArray())
            .orElse(IntStream.generate(() -> full).limit(golden.sizes().batch()).toArray());
    TInt32 lengthTensor = TInt32.tensorOf(StdArrays.ndCopyOf(rows));
    fed.add(lengthTensor);
    runner.feed(lengths, lengthTensor);
    results.values().forEach(runner::fetch);
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      int next = 0;
      for (String name : results.keySet()) {
        TFloat32 tensor = (TFloat32) result.get(next++);
        float[] copy = new float[Math.toIntExact(tensor.shape().size())];
        tensor.copyTo(DataBuffers.of(copy, false, false));
        values.put(name, copy);
      }
    }
    fed.forEach(Tensor::close);
    return values;
  }

  private CellState<TFloat32> initial() {
    List<Operand<TFloat32>> parts = new ArrayList<>(List.of(inputs.get("h_0")));
    Optional.ofNullable(inputs.get("c_0")).ifPresent(parts::add);
    return CellState.of(parts);
  }

  private void put(String name, CellState<TFloat32> state) {
    List<String> parts = List.of("h", "c");
    for (int k = 0; k < state.parts().size(); k++) {
      results.put(name.formatted(parts.get(k)), state.parts().get(k));
    }
  }

  private static Shape shape(GoldenTensor tensor) {
    return Shape.of(java.util.Arrays.stream(tensor.shape()).asLongStream().toArray());
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

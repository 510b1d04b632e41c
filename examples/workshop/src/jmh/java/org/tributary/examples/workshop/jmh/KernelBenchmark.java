package org.tributary.examples.workshop.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.Dropout;
import org.tributary.graph.Gradients;
import org.tributary.graph.Kernel;
import org.tributary.graph.Kernels;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.Variables;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tribuo.config.TaggerCell;

/** A benchmark of kernels on a unidirectional layer with a static number of steps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  private static final int STEPS = 32;
  private static final int ROWS = 32;
  private static final int SIZE = 128;

  /** Cell and kernel; block supports the LSTM only. */
  @Param({
    "LSTM block",
    "LSTM scan",
    "LSTM reference",
    "GRU scan",
    "GRU reference",
    "RNN scan",
    "RNN reference"
  })
  private String kernel;

  private Graph graph;
  private Session session;
  private Placeholder<TFloat32> input;
  private TFloat32 values;
  private Operand<TFloat32> output;
  private final List<Operand<TFloat32>> gradients = new ArrayList<>();

  /** Builds the layer with its backward pass. */
  @Setup
  public void open() {
    String[] names = kernel.split(" ", -1);
    Recurrent definition = TaggerCell.valueOf(names[0]).layer(SIZE, SIZE);
    graph = new Graph();
    Ops tf = Ops.create(graph);
    input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(STEPS, ROWS, SIZE)));
    Variables variables = new Variables(tf, definition.parameters());
    RecurrentForward run =
        new RecurrentLayer(tf, definition, variables::read)
            .with(named(names[1]))
            .forBackward()
            .forward(input, Dropout.off());
    output = run.output();
    Gradients<Operand<TFloat32>> layerGradients = run.backward(tf.onesLike(output));
    gradients.add(layerGradients.input());
    layerGradients.parameters().values().stream().distinct().forEach(gradients::add);
    session = TensorFlowRuntime.open(graph);
    TorchRandom random = TorchRandom.seeded(1);
    variables.assign(session, ParameterValues.draw(definition.parameters(), random));
    values =
        TFloat32.tensorOf(
            Shape.of(STEPS, ROWS, SIZE), DataBuffers.of(random.normal(STEPS * ROWS * SIZE)));
  }

  private static Kernel named(String name) {
    return Kernels.all().stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow();
  }

  /** Times the forward pass. */
  @Benchmark
  public void forward() {
    session.runner().feed(input, values).fetch(output).run().close();
  }

  /** Times forward and backward pass with all gradients. */
  @Benchmark
  public void training() {
    Session.Runner runner = session.runner().feed(input, values).fetch(output);
    gradients.forEach(runner::fetch);
    runner.run().close();
  }

  /** Frees the graph. */
  @TearDown
  public void close() {
    values.close();
    session.close();
    graph.close();
  }
}

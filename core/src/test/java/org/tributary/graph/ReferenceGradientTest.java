package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tributary.layer.Cell;
import org.tributary.layer.CellParameter;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.testing.Cells;
import org.tributary.testing.Eval;
import org.tributary.testing.Upstream;

/** Tests of the reference kernel's gradients in float64 against central differences. */
class ReferenceGradientTest {
  private static final int STEPS = 3;
  private static final int ROWS = 2;
  private static final double DELTA = 1e-5;

  static List<Cell> cells() {
    return Cells.all(4, 5, 3);
  }

  private static double[] normal(TorchRandom random, int count) {
    float[] numbers = random.normal(count);
    return IntStream.range(0, count).mapToDouble(k -> numbers[k]).toArray();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void gradientsMatchCentralDifferences(Cell cell) {
    TorchRandom random = TorchRandom.seeded(7);
    List<Shape> shapes = shapes(cell);
    List<double[]> inputs = new ArrayList<>();
    shapes.forEach(shape -> inputs.add(normal(random, (int) shape.size())));
    List<double[]> upstream = new ArrayList<>();
    upstream.add(normal(random, STEPS * ROWS * cell.outputSize()));
    cell.stateSizes().forEach(n -> upstream.add(normal(random, ROWS * n)));
    List<double[]> gradients = gradients(cell, inputs, upstream);
    try (FedLoss loss = new FedLoss(cell, upstream)) {
      for (int k = 0; k < inputs.size(); k++) {
        for (int j = 0; j < inputs.get(k).length; j += 5) {
          double up = loss.of(shifted(inputs, k, j, DELTA));
          double down = loss.of(shifted(inputs, k, j, -DELTA));
          double expected = (up - down) / (2 * DELTA);
          assertThat(gradients.get(k)[j])
              .as("tensor %d, element %d", k, j)
              .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }

  /** Returns the shapes of the input, the state's parts and the weights, in this order. */
  private static List<Shape> shapes(Cell cell) {
    List<Shape> shapes = new ArrayList<>();
    shapes.add(Shape.of(STEPS, ROWS, cell.inputSize()));
    cell.stateSizes().forEach(size -> shapes.add(Shape.of(ROWS, size)));
    cell.parameterKinds().forEach(kind -> shapes.add(NativeTensors.shape(cell.shape(kind))));
    return shapes;
  }

  private static List<double[]> shifted(List<double[]> inputs, int k, int j, double by) {
    List<double[]> copy = new ArrayList<>(inputs);
    copy.set(k, inputs.get(k).clone());
    copy.get(k)[j] += by;
    return copy;
  }

  /** The sum of the upstream gradients times the outputs and the final state, of fed inputs. */
  private static final class FedLoss implements AutoCloseable {
    private final Graph graph = TensorFlowRuntime.graph();
    private final List<Operand<TFloat64>> inputs = new ArrayList<>();
    private final List<Operand<TFloat64>> outputs = new ArrayList<>();
    private final List<double[]> upstream;
    private final Session session;

    FedLoss(Cell cell, List<double[]> upstream) {
      this.upstream = upstream;
      Ops tf = Ops.create(graph);
      shapes(cell).forEach(s -> inputs.add(tf.placeholder(TFloat64.class, Placeholder.shape(s))));
      KernelForward<TFloat64> run = build(tf, cell, inputs);
      outputs.add(tf.identity(run.output()));
      run.finalState().parts().forEach(part -> outputs.add(tf.identity(part)));
      session = TensorFlowRuntime.openWithoutGraphOptimizer(graph);
    }

    double of(List<double[]> values) {
      Session.Runner runner = session.runner();
      outputs.forEach(runner::fetch);
      List<TFloat64> fed = new ArrayList<>();
      for (int k = 0; k < values.size(); k++) {
        fed.add(TFloat64.tensorOf(inputs.get(k).shape(), DataBuffers.of(values.get(k))));
        runner.feed(inputs.get(k), fed.get(k));
      }
      double sum = 0;
      try (Result result = runner.run()) {
        for (int k = 0; k < upstream.size(); k++) {
          double[] output = new double[upstream.get(k).length];
          ((TFloat64) result.get(k)).copyTo(DataBuffers.of(output, false, false));
          for (int j = 0; j < output.length; j++) {
            sum += output[j] * upstream.get(k)[j];
          }
        }
      } finally {
        fed.forEach(TFloat64::close);
      }
      return sum;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  private static List<double[]> gradients(
      Cell cell, List<double[]> inputs, List<double[]> upstream) {
    try (Eval eval = new Eval()) {
      OutputGradients<Operand<TFloat64>> up =
          Upstream.of(
              Optional.of(eval.doubles(upstream.get(0), STEPS, ROWS, cell.outputSize())),
              Optional.of(eval.doubles(upstream.get(1), ROWS, cell.outputSize())),
              upstream.stream()
                  .skip(2)
                  .findFirst()
                  .map(c -> eval.doubles(c, ROWS, cell.hiddenSize())));
      List<Shape> shapes = shapes(cell);
      List<Operand<TFloat64>> operands = new ArrayList<>();
      for (int k = 0; k < inputs.size(); k++) {
        operands.add(eval.doubles(inputs.get(k), shapes.get(k).asArray()));
      }
      Gradients<Operand<TFloat64>> backward = build(eval.tf(), cell, operands).backward(up);
      List<Operand<TFloat64>> all = new ArrayList<>();
      all.add(backward.input());
      all.addAll(List.copyOf(backward.initial().values()));
      all.addAll(backward.parameters().values());
      return eval.doubles(all);
    }
  }

  private static KernelForward<TFloat64> build(
      Ops tf, Cell cell, List<Operand<TFloat64>> operands) {
    int firstWeight = 1 + cell.stateSizes().size();
    List<CellParameter> kinds = cell.parameterKinds();
    return Kernels.reference()
        .forward(
            tf,
            KernelCalls.reversed(
                KernelCalls.of(
                    cell,
                    TFloat64.class,
                    operands.get(0),
                    new SequenceLengths(tf, tf.constant(new int[] {STEPS, 1}), tf.constant(STEPS)),
                    CellState.of(cell, operands.subList(1, firstWeight)),
                    CellWeights.of(
                        cell, kind -> operands.get(firstWeight + kinds.indexOf(kind))))));
  }
}

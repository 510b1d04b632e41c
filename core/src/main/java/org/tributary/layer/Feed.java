package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tributary.param.FloatTensor;
import org.tributary.runtime.GraphRunner;

/** The native tensors fed to one run of a graph, closed together. */
final class Feed implements AutoCloseable {
  private final Session.Runner runner;
  private final List<Tensor> tensors = new ArrayList<>();

  Feed(Session session) {
    this.runner = session.runner();
  }

  void floats(Operand<TFloat32> to, FloatTensor value) {
    feed(to, value.toNative());
  }

  /** Feeds a prefix of {@code values}, row-major, with as many values as {@code shape} has. */
  void floats(Operand<TFloat32> to, Shape shape, float[] values) {
    feed(to, TFloat32.tensorOf(shape, DataBuffers.of(values, true, false).narrow(shape.size())));
  }

  void ints(Operand<TInt32> to, int[] values) {
    feed(to, TInt32.tensorOf(StdArrays.ndCopyOf(values)));
  }

  void number(Operand<TInt64> to, long value) {
    feed(to, TInt64.scalarOf(value));
  }

  private void feed(Operand<?> to, Tensor tensor) {
    tensors.add(tensor);
    runner.feed(to, tensor);
  }

  /**
   * Runs the graph and returns copies of the results.
   *
   * @param work the work estimate for {@link GraphRunner#run}
   */
  List<FloatTensor> fetch(List<Operand<TFloat32>> operands, long work) {
    List<FloatTensor> values = new ArrayList<>();
    fetch(operands, work, (k, value) -> values.add(FloatTensor.copyOf(value)));
    return values;
  }

  /**
   * Runs the graph and passes each result with its index to {@code reader}, in order; the tensor is
   * valid during the call only.
   */
  void fetch(List<Operand<TFloat32>> operands, long work, BiConsumer<Integer, TFloat32> reader) {
    operands.forEach(runner::fetch);
    try (Result result = GraphRunner.run(runner, work)) {
      for (int k = 0; k < operands.size(); k++) {
        reader.accept(k, (TFloat32) result.get(k));
      }
    }
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}

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

/** One run of a graph and the native tensors it is fed with, which closing frees. */
final class Feed implements AutoCloseable {
  private final Session.Runner runner;
  private final List<Tensor> tensors = new ArrayList<>();

  Feed(Session session) {
    this.runner = session.runner();
  }

  void floats(Operand<TFloat32> to, FloatTensor value) {
    feed(to, value.toNative());
  }

  /** Feeds the first of {@code values}, row-major, as many as {@code shape} has. */
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
   * Runs the graph.
   *
   * @param work as {@link GraphRunner#run} has it
   */
  List<FloatTensor> fetch(List<Operand<TFloat32>> operands, long work) {
    List<FloatTensor> values = new ArrayList<>();
    fetch(operands, work, (k, value) -> values.add(FloatTensor.copyOf(value)));
    return values;
  }

  /**
   * The same, where {@code reader} is shown each value and its number, in order, while it is open.
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

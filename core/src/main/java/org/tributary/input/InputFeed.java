package org.tributary.input;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.runtime.GraphRunner;

/** The native tensors that one run of a graph is fed, which closing frees. */
public final class InputFeed implements AutoCloseable {
  private final Session session;
  private final Session.Runner runner;
  private final List<Fed> fed = new ArrayList<>();
  private final List<Tensor> others = new ArrayList<>();

  private record Fed(Operand<?> to, Tensor tensor) {}

  /** Feeds a run of {@code session}; closed after it. */
  public InputFeed(Session session) {
    this.session = session;
    this.runner = session.runner();
  }

  /** The run that is fed. */
  public Session.Runner runner() {
    return runner;
  }

  /**
   * Does the run.
   *
   * @param work as {@link GraphRunner#run} has it
   */
  public Result run(long work) {
    return GraphRunner.run(runner, work);
  }

  /** What runs. */
  public Session session() {
    return session;
  }

  /** Another run of the same session that is fed the same so far, by the same tensors. */
  public Session.Runner again() {
    Session.Runner other = session.runner();
    fed.forEach(f -> other.feed(f.to(), f.tensor()));
    return other;
  }

  /** Feeds a scalar. */
  public void number(Operand<TInt32> to, int value) {
    tensor(to, TInt32.scalarOf(value));
  }

  /** Feeds a vector. */
  public void ints(Operand<TInt32> to, int[] values) {
    tensor(to, TInt32.vectorOf(values));
  }

  /** Feeds a vector. */
  public void floats(Operand<TFloat32> to, float[] values) {
    tensor(to, TFloat32.vectorOf(values));
  }

  /** Feeds a tensor and takes it over. */
  public void tensor(Operand<?> to, Tensor tensor) {
    fed.add(new Fed(to, tensor));
    runner.feed(to, tensor);
  }

  /** Takes over tensors that were fed already. */
  public void own(List<? extends Tensor> tensors) {
    others.addAll(tensors);
  }

  @Override
  public void close() {
    fed.forEach(f -> f.tensor().close());
    others.forEach(Tensor::close);
  }
}

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

/** The native tensors fed to one graph run. Closing frees them. */
public final class InputFeed implements AutoCloseable {
  private final Session session;
  private final Session.Runner runner;
  private final List<Fed> fed = new ArrayList<>();
  private final List<Tensor> owned = new ArrayList<>();

  private record Fed(Operand<?> to, Tensor tensor) {}

  /** Creates a feed of one run of {@code session}, to be closed after the run. */
  public InputFeed(Session session) {
    this.session = session;
    this.runner = session.runner();
  }

  /** Returns the runner that is fed. */
  public Session.Runner runner() {
    return runner;
  }

  /**
   * Runs the graph.
   *
   * @param work the amount of work, as in {@link GraphRunner#run}
   */
  public Result run(long work) {
    return GraphRunner.run(runner, work);
  }

  /** Returns the session. */
  public Session session() {
    return session;
  }

  /** Returns a new runner of the same session with the same tensors fed so far. */
  public Session.Runner again() {
    Session.Runner next = session.runner();
    fed.forEach(f -> next.feed(f.to(), f.tensor()));
    return next;
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

  /** Feeds a tensor and takes ownership of it. */
  public void tensor(Operand<?> to, Tensor tensor) {
    fed.add(new Fed(to, tensor));
    runner.feed(to, tensor);
  }

  /** Takes ownership of tensors that have already been fed. */
  public void own(List<? extends Tensor> tensors) {
    owned.addAll(tensors);
  }

  @Override
  public void close() {
    fed.forEach(f -> f.tensor().close());
    owned.forEach(Tensor::close);
  }
}

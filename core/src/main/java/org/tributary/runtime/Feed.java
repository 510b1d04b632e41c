package org.tributary.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tributary.internal.NullChecks;
import org.tributary.internal.TaskPool;

/**
 * The tensors fed to the runs of a session, TensorFlow's {@code feed_dict}. It owns native memory
 * until it is closed, after the last run.
 */
public final class Feed implements AutoCloseable {
  /** A work estimate that always justifies two threads, in multiply-adds. */
  public static final long LARGE_WORK = Long.MAX_VALUE;

  /** Least work of a run that gains from a second thread, in multiply-adds. */
  private static final long MIN_PARALLEL_WORK = 1_000_000;

  /** Number of threads that one run can use: one for each direction of a layer. */
  private static final int THREADS_PER_RUN = 2;

  /** -1 selects the caller's thread; TensorFlow ignores it for a graph on several devices. */
  private static final RunOptions ON_CALLERS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private static final Pattern UNFED =
      Pattern.compile(
          "must feed a value for placeholder tensor '([^']*)' with dtype (\\w+(?: and shape \\S+)?)");

  private final Session session;
  private final List<Fed> fed = new ArrayList<>();
  private final List<Tensor> owned = new ArrayList<>();

  private record Fed(Operand<?> to, Tensor tensor) {}

  /** Creates an empty feed for {@code session}. */
  public Feed(Session session) {
    this.session = session;
  }

  /** Returns the session of the runs. */
  public Session session() {
    return session;
  }

  /** Feeds a scalar. */
  public void number(Operand<TInt32> to, int value) {
    tensor(to, TInt32.scalarOf(value));
  }

  /** Feeds a scalar. */
  public void number(Operand<TInt64> to, long value) {
    tensor(to, TInt64.scalarOf(value));
  }

  /** Feeds a vector. */
  public void ints(Operand<TInt32> to, int[] values) {
    NullChecks.require("values", "an array", values);
    tensor(to, TInt32.vectorOf(values));
  }

  /** Feeds a vector. */
  public void floats(Operand<TFloat32> to, float[] values) {
    NullChecks.require("values", "an array", values);
    tensor(to, TFloat32.vectorOf(values));
  }

  /**
   * Feeds a prefix of {@code values}, row-major, with as many values as {@code shape} has.
   *
   * @throws IllegalArgumentException if there are fewer values
   */
  public void floats(Operand<TFloat32> to, Shape shape, float[] values) {
    if (shape.hasUnknownDimension() || shape.size() > values.length) {
      throw new IllegalArgumentException(
          "feed: expected a known shape of at most the number of values, got shape %s and %d values"
              .formatted(shape, values.length));
    }
    tensor(to, TFloat32.tensorOf(shape, DataBuffers.of(values, true, false).narrow(shape.size())));
  }

  /** Feeds a tensor and takes ownership of it. */
  public void tensor(Operand<?> to, Tensor tensor) {
    owned.add(NullChecks.require("tensor", "a value", tensor));
    borrowed(to, tensor);
  }

  /**
   * Feeds a tensor that the caller closes after the last run.
   *
   * @throws IllegalArgumentException if it does not have the shape of the placeholder, where that
   *     is known; the other methods refuse their values likewise
   */
  public void borrowed(Operand<?> to, Tensor tensor) {
    NullChecks.require("to", "a placeholder", to);
    NullChecks.require("tensor", "a value", tensor);
    Shape expected = to.shape();
    if (!expected.isCompatibleWith(tensor.shape())) { // the message takes longer than the check
      throw new IllegalArgumentException(
          "feed %s: expected shape %s (-1 for any size), got %s"
              .formatted(to.op().name(), expected, tensor.shape()));
    }
    fed.add(new Fed(to, tensor));
  }

  /** Takes ownership of tensors that are fed to a {@link #runner} directly. */
  public void own(List<? extends Tensor> tensors) {
    owned.addAll(tensors);
  }

  /** Returns a new runner with all tensors fed so far. */
  public Session.Runner runner() {
    Session.Runner runner = session.runner();
    fed.forEach(f -> runner.feed(f.to(), f.tensor()));
    return runner;
  }

  /**
   * Runs the graph.
   *
   * @param work the estimated work that two threads could share, in multiply-adds, as in {@link
   *     #run(Session.Runner, long)}
   * @return the values of {@code operands}, which the caller closes
   */
  public Result run(List<? extends Operand<?>> operands, long work) {
    Session.Runner runner = runner();
    operands.forEach(runner::fetch);
    return run(runner, work);
  }

  /**
   * Runs a runner that has all its values, and waits for the result: on TensorFlow's inter-op pool,
   * which executes independent operations concurrently, or on the caller's thread alone, which
   * needs no handover. A handover costs about 0.1 ms, so small runs stay on the caller's thread,
   * and so do runs that {@link TaskPool} already executes concurrently. Unrelated callers share the
   * pool: one caller's run uses threads that are idle while another caller is between two runs.
   * Results are bit-identical on either pool.
   *
   * @param work the estimated work that two threads could share, in multiply-adds; 0 if every
   *     operation depends on another, or {@link #LARGE_WORK}
   * @return the fetched tensors, which the caller closes
   * @throws IllegalArgumentException if a placeholder has no value
   */
  public static Result run(Session.Runner runner, long work) {
    int others = TaskPool.otherThreads();
    try {
      return runsOnCaller(work, others, TensorFlowRuntime.threads().interOp())
          ? runner.setOptions(ON_CALLERS_THREAD).run()
          : runner.run();
    } catch (TFInvalidArgumentException e) {
      Matcher unfed = UNFED.matcher(String.valueOf(e.getMessage()));
      if (!unfed.find()) {
        throw e;
      }
      throw new IllegalArgumentException(
          "feed: expected a value for every placeholder that the result depends on, got none for '%s' (%s); in a Model, name the values by m.numbers, m.index or another of its inputs; in a graph of your own, feed them by the GraphFeed, or by FedInput.feed for an input of a tagger"
              .formatted(unfed.group(1), unfed.group(2)),
          e);
    }
  }

  /**
   * Returns whether a run executes on its caller's thread.
   *
   * @param others the number of other active threads
   * @param threads the number of TensorFlow's inter-op threads
   */
  static boolean runsOnCaller(long work, int others, int threads) {
    return work < MIN_PARALLEL_WORK || threads - others * THREADS_PER_RUN < THREADS_PER_RUN;
  }

  /**
   * Runs the graph and returns a copy of each result.
   *
   * @param work the estimated work that two threads could share, in multiply-adds, as in {@link
   *     #run(Session.Runner, long)}
   * @param copy copies a result, which is closed afterwards
   */
  public <R> List<R> fetch(
      List<? extends Operand<TFloat32>> operands, long work, Function<TFloat32, R> copy) {
    List<R> copies = new ArrayList<>();
    try (Result result = run(operands, work)) {
      for (int k = 0; k < operands.size(); k++) {
        copies.add(copy.apply((TFloat32) result.get(k)));
      }
    }
    return copies;
  }

  /** Frees the tensors that it owns. Idempotent. */
  @Override
  public void close() {
    owned.forEach(Tensor::close);
    owned.clear();
  }
}

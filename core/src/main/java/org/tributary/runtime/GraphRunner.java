package org.tributary.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.proto.RunOptions;
import org.tributary.internal.TaskPool;

/**
 * A runner for graphs that picks the faster thread pool for each run: TensorFlow's inter-op pool,
 * which executes independent operations concurrently, or the caller's thread alone, which needs no
 * handover. A handover costs about 0.1 ms, so small runs stay on the caller's thread, and so do
 * runs that {@link TaskPool} already executes concurrently. Unrelated callers share the pool: one
 * caller's run uses threads that are idle while another caller is between two runs. Results are
 * bit-identical on either pool.
 */
final class GraphRunner {
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

  private GraphRunner() {}

  /** Runs {@code runner}, as {@link Feed#run(Session.Runner, long)} describes. */
  static Result run(Session.Runner runner, long work) {
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
}

package org.tributary.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.RunOptions;

/**
 * Runs graphs, each where it takes less time: on TensorFlow's inter-op threads, which do side by
 * side what does not wait for one another, or on the caller's thread alone, which hands nothing
 * over. To hand a run over and to wait for its end takes about 0.1 ms, so a run of little work
 * stays with its caller, and so does one of several that {@link TaskPool} do side by side. Callers
 * who know nothing of each other share the threads, for a run can use those that are idle while
 * another caller is between two runs. What a run computes is the same, to the bit.
 */
public final class GraphRunner {
  /** A run of more work than handing it over is worth. */
  public static final long LARGE_WORK = Long.MAX_VALUE;

  /** What a run must multiply at least for its two halves, side by side, to gain by two threads. */
  private static final long WORTH_HANDING_OVER = 1_000_000;

  /** How many threads a run can use: those of a layer's two directions. */
  private static final int THREADS_A_RUN = 2;

  /** TensorFlow's number for the caller's thread; on several devices it takes its pool even so. */
  private static final RunOptions ON_CALLERS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private static final AtomicInteger WORKING = new AtomicInteger();
  private static final ThreadLocal<Boolean> WORKS = ThreadLocal.withInitial(() -> false);

  private GraphRunner() {}

  /**
   * Runs what {@code runner} was given and waits for its end.
   *
   * @param work about how many multiply-adds two threads could share, 0 where each operation waits
   *     for another, or {@link #LARGE_WORK}
   * @return what was fetched, which the caller closes
   */
  public static Result run(Session.Runner runner, long work) {
    int others = WORKING.get() - (WORKS.get() ? 1 : 0);
    return stays(work, others, TensorFlowRuntime.threads().interOp())
        ? runner.setOptions(ON_CALLERS_THREAD).run()
        : runner.run();
  }

  /**
   * Does what {@code threads} threads share, this one among them, each with one run after another.
   *
   * @param threads 0 where another of them counts for this one
   */
  static void sideBySide(int threads, Runnable work) {
    if (WORKS.get()) {
      work.run();
      return;
    }
    WORKING.addAndGet(threads);
    WORKS.set(true);
    try {
      work.run();
    } finally {
      WORKS.remove();
      WORKING.addAndGet(-threads);
    }
  }

  /**
   * Whether a run is computed by its caller's thread.
   *
   * @param others the other threads that work on something side by side
   * @param threads TensorFlow's inter-op threads
   */
  static boolean stays(long work, int others, int threads) {
    return work < WORTH_HANDING_OVER || threads - others * THREADS_A_RUN < THREADS_A_RUN;
  }

  /** How many threads work on something side by side. */
  static int working() {
    return WORKING.get();
  }
}

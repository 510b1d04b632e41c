package org.tributary.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.RunOptions;

/**
 * Runs graphs, each where it takes less time: on TensorFlow's inter-op threads, which do side by
 * side what does not wait for one another, or on the caller's thread alone, which hands nothing
 * over. To hand a run over and to wait for its end takes about 0.1 ms, so a run of little work
 * stays with its caller, and so does one that begins while other callers keep the threads busy.
 * What it computes is the same, to the bit.
 */
public final class Runs {
  /** A run of more work than handing it over is worth. */
  public static final long MUCH = Long.MAX_VALUE;

  /** What a run must multiply at least for its two halves, side by side, to gain by two threads. */
  private static final long WORTH_HANDING_OVER = 1_000_000;

  /** How many threads a run can use: those of a layer's two directions. */
  private static final int THREADS_A_RUN = 2;

  /** TensorFlow's number for the caller's thread; on several devices it takes its pool even so. */
  private static final RunOptions ON_CALLERS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private static final AtomicInteger ASKING = new AtomicInteger();
  private static final ThreadLocal<Boolean> ASKS = ThreadLocal.withInitial(() -> false);

  private Runs() {}

  /**
   * Runs what {@code runner} was given and waits for its end.
   *
   * @param work the multiply-adds that could be done two by two side by side, about, or {@link
   *     #MUCH}
   * @return what was fetched, which the caller closes
   */
  public static Result run(Session.Runner runner, long work) {
    return asking(
        1,
        () ->
            stays(work, ASKING.get() - 1, TensorFlowRuntime.threads().interOp())
                ? runner.setOptions(ON_CALLERS_THREAD).run()
                : runner.run());
  }

  /**
   * Does what asks for runs one after another, between which others shall not take TensorFlow's
   * threads for idle.
   *
   * @param threads how many ask, this one among them; 0 where another one counts for this
   */
  static <R> R asking(int threads, Supplier<R> work) {
    if (ASKS.get()) {
      return work.get();
    }
    ASKING.addAndGet(threads);
    ASKS.set(true);
    try {
      return work.get();
    } finally {
      ASKS.remove();
      ASKING.addAndGet(-threads);
    }
  }

  /**
   * Whether a run is computed by its caller's thread.
   *
   * @param others the other threads that ask for runs
   * @param threads TensorFlow's inter-op threads
   */
  static boolean stays(long work, int others, int threads) {
    return work < WORTH_HANDING_OVER || threads - others * THREADS_A_RUN < THREADS_A_RUN;
  }

  /** How many threads of this process ask for runs. */
  static int askers() {
    return ASKING.get();
  }
}

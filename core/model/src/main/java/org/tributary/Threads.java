package org.tributary;

/**
 * The numbers of threads of this process: of TensorFlow's two pools, and of predictions in plain
 * Java, which run on {@code interOp} threads.
 *
 * @param intraOp the number of threads that share one operation, from 1 to {@link #MAX}
 * @param interOp the number of operations that run concurrently, from 1 to {@link #MAX}
 */
public record Threads(int intraOp, int interOp) {
  /** System property for the number of threads, read if {@link #use} was not called. */
  public static final String PROPERTY = "tributary.threads";

  private static final ThreadSetting PROCESS = new ThreadSetting();

  /** Maximum size of a pool. TensorFlow aborts the process if the system refuses a thread. */
  public static final int MAX = 4096;

  /** Checks that both pools have 1 to {@link #MAX} threads. */
  public Threads {
    if (intraOp < 1 || interOp < 1 || intraOp > MAX || interOp > MAX) {
      throw new IllegalArgumentException(
          "threads: expected 1 to %d in each pool, got %d intra-op and %d inter-op"
              .formatted(MAX, intraOp, interOp));
    }
  }

  /**
   * Returns one intra-op thread and {@code count} inter-op threads. The two directions of a layer
   * then run concurrently, each on small matrix products that gain nothing from a second thread.
   */
  public static Threads of(int count) {
    return new Threads(1, count);
  }

  /** Returns {@link #of} as many threads as the machine has processors. */
  public static Threads perProcessor() {
    return of(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Fixes the threads of this process. Call it before the first prediction, the first graph and the
   * search for a GPU. Repeating the setting in force has no effect.
   *
   * @throws IllegalStateException if another setting is in force already
   */
  public static void use(Threads threads) {
    PROCESS.use(threads);
  }

  /**
   * Returns the setting in force: the one of {@link #use}, else the system property, else {@link
   * #perProcessor}. This call fixes it.
   */
  public static Threads current() {
    return PROCESS.current();
  }

  @Override
  public String toString() {
    return "%d intra-op, %d inter-op".formatted(intraOp, interOp);
  }
}

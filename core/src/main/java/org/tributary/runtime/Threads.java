package org.tributary.runtime;

/**
 * The sizes of TensorFlow's two thread pools.
 *
 * @param intraOp threads that share one operation, from 1 to {@link #MOST}
 * @param interOp operations that run at once, from 1 to {@link #MOST}
 */
public record Threads(int intraOp, int interOp) {

  /** More than any machine has; TensorFlow ends the process where the system gives no more. */
  public static final int MOST = 4096;

  /** Checks that both pools have a thread, and no more than {@link #MOST}. */
  public Threads {
    if (intraOp < 1 || interOp < 1 || intraOp > MOST || interOp > MOST) {
      throw new IllegalArgumentException(
          "threads: expected 1 to %d in each pool, got %d intra-op and %d inter-op"
              .formatted(MOST, intraOp, interOp));
    }
  }

  /**
   * One thread inside an operation and {@code count} operations side by side: the two directions of
   * a layer then run at once, each on small products that gain nothing from a second thread.
   */
  public static Threads of(int count) {
    return new Threads(1, count);
  }

  /** {@link #of} as many threads as the machine has processors. */
  public static Threads perProcessor() {
    return of(Runtime.getRuntime().availableProcessors());
  }

  @Override
  public String toString() {
    return "%d intra-op, %d inter-op".formatted(intraOp, interOp);
  }
}

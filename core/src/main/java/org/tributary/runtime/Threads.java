package org.tributary.runtime;

/**
 * The sizes of TensorFlow's two thread pools.
 *
 * @param intraOp threads that share one operation, at least 1
 * @param interOp operations that run at once, at least 1
 */
public record Threads(int intraOp, int interOp) {

  /** Checks that both pools have a thread. */
  public Threads {
    if (intraOp < 1 || interOp < 1) {
      throw new IllegalArgumentException(
          "threads: expected at least 1 in each pool, got %d intra-op and %d inter-op"
              .formatted(intraOp, interOp));
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

package org.tributary.runtime;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * Opens TensorFlow sessions with this process's thread pools. TensorFlow makes its pools once per
 * process, when the first session opens, so the setting is made before that and never changes.
 */
public final class TensorFlowRuntime {
  /** System property with the number of threads, read where {@link #use} was not called. */
  public static final String THREADS_PROPERTY = "tributary.threads";

  private static final TensorFlowRuntime INSTANCE = new TensorFlowRuntime();

  private Threads threads;

  private TensorFlowRuntime() {}

  /**
   * Fixes the thread pools of this process. To repeat the setting in force is harmless.
   *
   * @throws IllegalStateException if another setting is in force already
   */
  public static void use(Threads threads) {
    Threads inForce = INSTANCE.fix(threads);
    if (!inForce.equals(threads)) {
      throw new IllegalStateException(
          "threads: this process runs with %s, so %s cannot be set; TensorFlow's pools are made once"
                  .formatted(inForce, threads)
              + " per process: call TensorFlowRuntime.use before the first model is opened");
    }
  }

  /**
   * The setting in force: what {@link #use} was given, else the system property, else {@link
   * Threads#perProcessor}. Asking fixes it.
   */
  public static Threads threads() {
    return INSTANCE.fix(null);
  }

  /** Opens a session on {@code graph}; the caller closes it. */
  public static Session open(Graph graph) {
    Threads pools = threads();
    return new Session(
        graph,
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(pools.intraOp())
            .setInterOpParallelismThreads(pools.interOp())
            .build());
  }

  private synchronized Threads fix(Threads wanted) {
    if (threads == null) {
      threads = wanted != null ? wanted : fromProperty();
    }
    return threads;
  }

  private static Threads fromProperty() {
    String value = System.getProperty(THREADS_PROPERTY);
    if (value == null) {
      return Threads.perProcessor();
    }
    try {
      return Threads.of(Integer.parseInt(value.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "system property %s: expected a number of threads, got '%s'"
              .formatted(THREADS_PROPERTY, value),
          e);
    }
  }
}

package org.tributary.internal.fitting;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tributary.runtime.TensorFlowRuntime;

/** A factory of the session of a training graph. */
@FunctionalInterface
public interface SessionFactory {
  /**
   * The number of steps from which TensorFlow's graph optimizer pays off: it takes about half a
   * second before the first step and then saves about 3 % of each, of some 5 to 20 ms.
   */
  long MIN_OPTIMIZED_STEPS = 2_000;

  /**
   * Opens a session; the caller closes it.
   *
   * @param steps the number of training steps that it will run
   */
  Session open(Graph graph, long steps);

  /** Opens a session with the graph optimizer if the run is long enough for it. */
  static Session byLength(Graph graph, long steps) {
    return steps < MIN_OPTIMIZED_STEPS
        ? TensorFlowRuntime.openWithoutGraphOptimizer(graph)
        : TensorFlowRuntime.open(graph);
  }
}

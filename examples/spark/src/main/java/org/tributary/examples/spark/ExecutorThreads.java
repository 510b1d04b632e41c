package org.tributary.examples.spark;

import org.apache.spark.SparkConf;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.runtime.Threads;

/** TensorFlow's threads in an executor: as many as Spark gives it cores. */
final class ExecutorThreads {
  private ExecutorThreads() {}

  /**
   * Sets the threads of this process, unless they are in force already, as in the single process of
   * the master {@code local}.
   */
  static void set(SparkConf conf) {
    try {
      TensorFlowRuntime.use(Threads.of(cores(conf, Runtime.getRuntime().availableProcessors())));
    } catch (IllegalStateException e) {
      TensorFlowRuntime.threads(); // of the first model of this process
    }
  }

  /**
   * Returns the number of an executor's cores: {@code spark.executor.cores}; else, as Spark does, 1
   * on YARN and Kubernetes and all processors elsewhere.
   */
  static int cores(SparkConf conf, int processors) {
    String master = conf.get("spark.master", "");
    boolean one = master.startsWith("yarn") || master.startsWith("k8s");
    return Math.min(
        Threads.MAX, Math.max(1, conf.getInt("spark.executor.cores", one ? 1 : processors)));
  }
}

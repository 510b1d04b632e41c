package org.tributary.examples.spark.executor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.tributary.concurrent.Threads;
import org.tributary.runtime.TensorFlowRuntime;

/** TensorFlow's threads in an executor: one for each of its cores. */
public final class ExecutorThreads {
  private static final Pattern LOCAL = Pattern.compile("local\\[([0-9]{1,4})[],]");

  private ExecutorThreads() {}

  /**
   * Sets the threads of this process, unless they are in force already, as in the single process of
   * the master {@code local}.
   */
  public static void set(SparkConf conf) {
    try {
      TensorFlowRuntime.use(Threads.of(cores(conf, Runtime.getRuntime().availableProcessors())));
    } catch (IllegalStateException e) {
      TensorFlowRuntime.threads(); // those of an earlier model stay in force
    }
  }

  /**
   * Returns the number of an executor's cores: {@code spark.executor.cores}; else, as Spark does, N
   * of the master {@code local[N]}, 1 on YARN and Kubernetes, and all processors elsewhere.
   */
  public static int cores(SparkConf conf, int processors) {
    String master = conf.get("spark.master", "");
    boolean one = master.startsWith("yarn") || master.startsWith("k8s") || master.equals("local");
    Matcher local = LOCAL.matcher(master);
    int byMaster = local.lookingAt() ? Integer.parseInt(local.group(1)) : one ? 1 : processors;
    return Math.min(Threads.MAX, Math.max(1, conf.getInt("spark.executor.cores", byMaster)));
  }
}

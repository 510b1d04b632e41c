package org.tributary.examples.spark.cluster;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** An open session of Spark. */
public final class ClusterSession implements AutoCloseable {
  private final SparkSession spark;
  private final SparkMaster master;
  private final Runnable stop;
  private final Optional<ExecutorLogs> logs;
  private boolean complete;

  /**
   * @param stop stops the session; nothing if others use it, too
   * @param logs the logs of executors that are processes of this machine and end with the session
   */
  public ClusterSession(
      SparkSession spark, SparkMaster master, Runnable stop, Optional<ExecutorLogs> logs) {
    this.spark = spark;
    this.master = master;
    this.stop = stop;
    this.logs = logs;
  }

  public SparkSession spark() {
    return spark;
  }

  public SparkMaster master() {
    return master;
  }

  /** Marks the job as successful, so that {@link #close} removes the executors' logs. */
  public void complete() {
    complete = true;
  }

  /** Stops the session, and removes its executors' logs after a job that succeeded. */
  @Override
  public void close() {
    stop.run();
    if (complete) {
      logs.ifPresent(ExecutorLogs::delete);
    }
  }
}

package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Encoders;

/**
 * Kills an executor's process as it begins a task, which is lost whatever the machine's speed.
 *
 * <p>Spark tells its listeners of a task before the executor has received it.
 */
final class ExecutorKill extends SparkListener implements AutoCloseable {
  private final String executor;
  private final ProcessHandle process;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch lost = new CountDownLatch(1);

  private ExecutorKill(String executor, ProcessHandle process) {
    this.executor = executor;
    this.process = process;
  }

  /** Returns a listener that kills one of the executors as it begins its next task. */
  static ExecutorKill atNextTask() {
    MapPartitionsFunction<Long, String> describe =
        numbers ->
            List.of(SparkEnv.get().executorId() + " " + ProcessHandle.current().pid()).iterator();
    String[] parts =
        Cluster.session()
            .range(0, 1, 1, 1)
            .as(Encoders.LONG())
            .mapPartitions(describe, Encoders.STRING())
            .first()
            .split(" ", 2);
    ExecutorKill kill =
        new ExecutorKill(parts[0], ProcessHandle.of(Long.parseLong(parts[1])).orElseThrow());
    Cluster.session().sparkContext().addSparkListener(kill);
    return kill;
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (start.taskInfo().executorId().equals(executor) && begun.compareAndSet(false, true)) {
      process.destroyForcibly();
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskInfo().executorId().equals(executor) && end.reason() instanceof TaskFailedReason) {
      lost.countDown();
    }
  }

  /** Requires that the executor was killed and a task was lost with it. */
  void requireLostTask() throws InterruptedException {
    assertThat(lost.await(30, TimeUnit.SECONDS))
        .as("a task lost with executor %s, which began one: %s", executor, begun)
        .isTrue();
  }

  @Override
  public void close() {
    Cluster.session().sparkContext().removeSparkListener(this);
  }
}

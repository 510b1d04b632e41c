package org.tributary.examples.spark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A cluster of two executors, each a process of this machine, shared by the tests of a JVM and
 * stopped after the last.
 */
final class Cluster implements BeforeAllCallback {
  /** Spark 3 and 4.0 call a method of the security manager that JDK 24 has made to throw. */
  private static final int FIRST_JDK_WITHOUT_HADOOP = 24;

  private static SparkSession session;

  @Override
  public void beforeAll(ExtensionContext context) {
    assumeItRuns();
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Cluster.class))
        .getOrComputeIfAbsent(Cluster.class, key -> (AutoCloseable) Cluster::stop);
  }

  private static synchronized void stop() {
    if (session != null) {
      session.stop();
      session = null;
    }
  }

  /** Skips the test where Hadoop does not run. */
  static void assumeItRuns() {
    boolean runs = Runtime.version().feature() < FIRST_JDK_WITHOUT_HADOOP;
    if (!runs) {
      System.err.println(
          "SKIPPED: Spark's Hadoop does not run on JDK " + Runtime.version().feature());
    }
    assumeTrue(runs, "Spark's Hadoop runs on JDK 23 and older");
  }

  static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .appName("tests")
              .master("local-cluster[2,1,1024]")
              .config("spark.executor.memory", "1024m")
              .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
              .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
              .config("spark.executorEnv.TF_CPP_MIN_LOG_LEVEL", "2")
              // Spark's launcher looks for its own installation otherwise
              .config("spark.executorEnv.SPARK_SCALA_VERSION", "2.13")
              .config("spark.executorEnv.SPARK_SQL_TESTING", "1")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.files.maxPartitionBytes", "65536")
              .config("spark.sql.files.openCostInBytes", "0")
              .config("spark.sql.shuffle.partitions", "2")
              .getOrCreate();
    }
    return session;
  }

  /** Returns the executors' process ids, each with the number of taggers that it has opened. */
  static Map<Long, Long> openedTaggers() {
    MapPartitionsFunction<Long, String> describe =
        numbers -> {
          Thread.sleep(200); // so that each executor gets a task
          return List.of(ProcessHandle.current().pid() + " " + SharedModel.opened()).iterator();
        };
    Map<Long, Long> opened = new LinkedHashMap<>();
    Set<String> lines =
        new TreeSet<>(
            session()
                .range(0, 8, 1, 8)
                .as(Encoders.LONG())
                .mapPartitions(describe, Encoders.STRING())
                .collectAsList());
    for (String line : lines) {
      String[] parts = line.split(" ", 2);
      opened.put(Long.valueOf(parts[0]), Long.valueOf(parts[1]));
    }
    return opened;
  }
}

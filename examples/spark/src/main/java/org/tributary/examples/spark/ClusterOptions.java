package org.tributary.examples.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.tributary.examples.job.JobException;
import org.tributary.examples.option.MixinOptions;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a Spark session. */
final class ClusterOptions extends MixinOptions {
  /** Two executors of one core and 1,024 MiB of Java heap each, as processes of this machine. */
  public static final String LOCAL_CLUSTER = "local-cluster[2,1,1024]";

  /** Set by {@code spark-submit}. */
  private static final String MASTER_PROPERTY = "spark.master";

  /** The smallest Java heap with which Spark starts a driver. */
  private static final int MIN_HEAP_MIB = 450;

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description =
          "Spark master. Default: spark-submit's, or " + LOCAL_CLUSTER + " on this machine.")
  private String master;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Spark setting; repeatable. Default: none.")
  private List<String> settings = new ArrayList<>();

  /**
   * Opens the session; the caller closes it.
   *
   * @throws ParameterException if the master or a setting has another form
   * @throws JobException if this process has too little memory, or the master cannot be reached
   */
  public ClusterSession open() {
    Map<String, String> own = settings();
    Optional<String> submitted = Optional.ofNullable(System.getProperty(MASTER_PROPERTY));
    SparkMaster chosen = new SparkMaster(master != null ? master : submitted.orElse(LOCAL_CLUSTER));
    SparkSession.Builder builder = SparkSession.builder().appName("tributary " + command().name());
    if (submitted.isEmpty()) {
      check(chosen);
      builder.master(chosen.url());
      defaults(chosen).forEach(builder::config);
    } else if (master != null && !master.equals(submitted.get())) {
      throw wrongUsage(
          "--master: expected the master of spark-submit, %s, or none, got %s"
              .formatted(submitted.get(), master));
    }
    own.forEach(builder::config);
    boolean shared = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = create(builder, chosen);
    spark.sparkContext().setLogLevel("ERROR");
    return shared
        ? new ClusterSession(spark, () -> {}, Optional.empty())
        : new ClusterSession(spark, () -> spark.sparkContext().stop(), logs(chosen, spark));
  }

  private Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (!setting.startsWith("spark.") || equals < 0) {
        throw wrongUsage(
            "--conf: expected KEY=VALUE with a key that begins with spark., got '%s'"
                .formatted(setting));
      }
      all.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return all;
  }

  /** Checks what Spark would answer with a stack trace, or with options of its own programs. */
  private void check(SparkMaster chosen) {
    Optional<String> refusal = chosen.refusal();
    if (refusal.isPresent()) {
      throw wrongUsage(refusal.get());
    }
    long mib = Runtime.getRuntime().maxMemory() >> 20;
    if (mib < MIN_HEAP_MIB) {
      throw new JobException(
          "memory: expected a Java heap of at least %d MiB for Spark's driver, got %d MiB; JAVA_OPTS=-Xmx1g tributary-spark ..."
              .formatted(MIN_HEAP_MIB, mib));
    }
    Optional<String> connection = chosen.connectionRefusal();
    if (connection.isPresent()) {
      throw new JobException(connection.get());
    }
  }

  private static SparkSession create(SparkSession.Builder builder, SparkMaster chosen) {
    try {
      return builder.getOrCreate();
    } catch (IllegalStateException e) {
      if (e.getMessage() == null || !e.getMessage().contains("stopped SparkContext")) {
        throw e;
      }
      throw new JobException(
          "--master: expected a Spark master at %s that accepts this program, got none; the line before has Spark's reason, such as another version of Spark, which must be the master's"
              .formatted(chosen.url()));
    }
  }

  /** Returns the folder that the executors of a local cluster write their logs into. */
  private static Optional<Path> logs(SparkMaster chosen, SparkSession spark) {
    return chosen.isLocalCluster()
        ? Optional.of(Path.of("work", spark.sparkContext().applicationId()))
        : Optional.empty();
  }

  /**
   * Returns the settings of a program that spark-submit has not started: no web page of Spark, and
   * executors on this machine that run from this process's class path.
   */
  private static Map<String, String> defaults(SparkMaster master) {
    Map<String, String> settings = new LinkedHashMap<>(master.executorSettings());
    settings.put("spark.ui.enabled", "false");
    if (master.url().startsWith("local")) {
      settings.put("spark.driver.host", "127.0.0.1");
      settings.put("spark.driver.bindAddress", "127.0.0.1");
    }
    if (master.isLocalCluster()) {
      settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
      settings.put("spark.executorEnv.TF_CPP_MIN_LOG_LEVEL", "2");
      // Spark's launcher looks for its own installation otherwise
      settings.put("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
      settings.put("spark.executorEnv.SPARK_SQL_TESTING", "1");
    }
    return settings;
  }

  /**
   * An open session of Spark.
   *
   * @param stop stops the session; nothing if others use it, too
   * @param logs the logs of executors that are processes of this machine and end with the session
   */
  record ClusterSession(SparkSession spark, Runnable stop, Optional<Path> logs)
      implements AutoCloseable {

    /** Stops the session after a job that succeeded, and removes its executors' logs. */
    void complete() {
      close();
      logs.ifPresent(
          folder -> {
            FileUtil.fullyDelete(folder.toFile());
            folder.getParent().toFile().delete(); // unless it has those of other sessions
          });
    }

    /** Stops the session, unless it is stopped. */
    @Override
    public void close() {
      stop.run();
    }
  }
}

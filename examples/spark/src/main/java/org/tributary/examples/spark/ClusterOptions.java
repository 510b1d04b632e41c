package org.tributary.examples.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of a Spark session. */
final class ClusterOptions {
  /** Two executors of one core and 1,024 MiB of Java heap each, as processes of this machine. */
  static final String LOCAL_CLUSTER = "local-cluster[2,1,1024]";

  private static final Pattern EXECUTOR_CORES = Pattern.compile(",\\s*([0-9]+)\\s*,");

  /** Set by {@code spark-submit}. */
  private static final String MASTER_PROPERTY = "spark.master";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description =
          "Spark master. Default: that of spark-submit, else "
              + LOCAL_CLUSTER
              + ", two executors as processes of this machine.")
  private String master;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Spark setting, such as spark.executor.cores=4; repeatable. Default: none.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** Opens the session; the caller closes it. */
  Session open() {
    for (String key : settings.keySet()) {
      if (!key.startsWith("spark.")) {
        throw new ParameterException(
            command.commandLine(),
            "--conf: expected a setting that begins with spark., got '%s'".formatted(key));
      }
    }
    String submitted = System.getProperty(MASTER_PROPERTY);
    String chosen = master != null ? master : submitted != null ? submitted : LOCAL_CLUSTER;
    SparkSession.Builder builder = SparkSession.builder().appName("tributary " + command.name());
    if (submitted == null) {
      builder.master(chosen);
      onThisMachine(chosen).forEach(builder::config);
    } else if (master != null && !master.equals(submitted)) {
      throw new ParameterException(
          command.commandLine(),
          "--master: expected the master of spark-submit, %s, or none, got %s"
              .formatted(submitted, master));
    }
    settings.forEach(builder::config);
    boolean shared = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return new Session(spark, chosen, shared);
  }

  /**
   * Returns the settings by which executors on this machine run without an installation of Spark:
   * they have this process's class path.
   */
  private static Map<String, String> onThisMachine(String master) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.ui.enabled", "false");
    if (master.startsWith("local")) {
      settings.put("spark.driver.host", "127.0.0.1");
      settings.put("spark.driver.bindAddress", "127.0.0.1");
    }
    if (master.startsWith("local-cluster[")) {
      Matcher cores = EXECUTOR_CORES.matcher(master);
      if (cores.find()) {
        settings.put("spark.executor.cores", cores.group(1));
      }
      settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
      settings.put("spark.executorEnv.TF_CPP_MIN_LOG_LEVEL", "2");
      // Spark's launcher looks for its own installation otherwise
      settings.put("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
      settings.put("spark.executorEnv.SPARK_SQL_TESTING", "1");
    }
    return settings;
  }

  /**
   * An open session.
   *
   * @param spark the session
   * @param master its master
   * @param shared whether it was open before, and stays open
   */
  record Session(SparkSession spark, String master, boolean shared) implements AutoCloseable {

    /**
     * Stops the session, and removes the folder of its executors' logs in the working directory.
     */
    @Override
    public void close() {
      if (shared) {
        return;
      }
      String application = spark.sparkContext().applicationId();
      spark.sparkContext().stop();
      if (master.startsWith("local-cluster[")) {
        deleteLogs(Path.of("work"), application);
      }
    }

    private static void deleteLogs(Path work, String application) {
      Path logs = work.resolve(application);
      if (!Files.isDirectory(logs)) {
        return;
      }
      try (Stream<Path> files = Files.walk(logs)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(work);
      } catch (IOException e) {
        return; // an executor that ends, or another session, still writes there
      }
    }
  }
}

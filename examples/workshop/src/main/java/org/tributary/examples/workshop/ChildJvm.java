package org.tributary.examples.workshop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tributary.examples.job.JobException;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.Tagger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measurements in a JVM of their own. */
final class ChildJvm {

  private ChildJvm() {}

  /**
   * The output and duration of a child process.
   *
   * @param lines lines of its standard output
   * @param seconds seconds from its start to its end
   */
  record Outcome(List<String> lines, double seconds) {}

  /**
   * Runs {@code main} with this process's class path, TensorFlow threads and device.
   *
   * @throws JobException with the last line of its standard error, if it fails
   */
  static Outcome run(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-D" + TensorFlowRuntime.THREADS_PROPERTY + "=" + TensorFlowRuntime.threads().interOp());
    command.add("-D" + TensorFlowRuntime.DEVICE_PROPERTY + "=" + TensorFlowRuntime.device());
    if (Rounds.areBrief()) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    try {
      Path output = Files.createTempFile("child", ".out");
      Path errors = Files.createTempFile("child", ".err");
      try {
        long start = System.nanoTime();
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        int exit;
        try {
          exit = process.waitFor();
        } finally {
          process.destroy(); // if this thread is interrupted
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (exit != 0) {
          throw new JobException(
              "child process: %s ended with exit code %d: %s"
                  .formatted(main.getSimpleName(), exit, lastLine(errors)));
        }
        return new Outcome(Files.readAllLines(output), seconds);
      } finally {
        Files.deleteIfExists(output);
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw new JobException("child process: Java cannot be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException("child process: interrupted");
    }
  }

  /** Returns the last line outside stack traces and the JVM's generic startup errors. */
  private static String lastLine(Path errors) throws IOException {
    return Files.readAllLines(errors).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("\t") && !line.startsWith("Error: "))
        .reduce((a, b) -> b)
        .orElse("no error output");
  }

  /** Times the startup of a saved tagger. */
  @Command(
      name = "start",
      description =
          "Time fresh JVMs that each load a saved tagger and tag a sentence of ten words: median"
              + " seconds until main, for loading the model, and for the first prediction.",
      footer = {
        "",
        "Examples:",
        "  bench start --model ewt-upos.tribuo",
        "  bench start --model ewt-upos.tribuo --runs 11 --json start.json"
      })
  static final class Start extends Bench.Benchmark {
    private static final List<String> PARTS =
        List.of(
            "JVM until main",
            "load model",
            "first prediction",
            "second prediction",
            "start to first prediction",
            "process total");

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
    private Path model;

    @Option(
        names = "--runs",
        paramLabel = "N",
        defaultValue = "5",
        description =
            "Number of JVMs after one that warms the disk cache. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
        names = "--jvm",
        paramLabel = "OPTION",
        description =
            "Option of the started JVMs, such as --jvm=-XX:TieredStopAtLevel=1; repeatable."
                + " Default: none.")
    private List<String> jvmOptions = new ArrayList<>();

    @Override
    void check() {
      requirePositive("--runs", runs);
    }

    @Override
    void run() throws IOException {
      Tagger.load(model).close(); // an unsupported model fails before any JVM starts
      double[][] seconds = new double[PARTS.size()][runs];
      start();
      for (int k = 0; k < runs; k++) {
        double[] parts = start();
        for (int part = 0; part < parts.length; part++) {
          seconds[part][k] = parts[part];
        }
      }
      fact("runs", runs);
      fact("jvmOptions", jvmOptions);
      for (int part = 0; part < seconds.length; part++) {
        row(
            new Row()
                .withName("part", PARTS.get(part))
                .with("seconds", Rounds.median(seconds[part]))
                .with("min", Rounds.quantile(seconds[part], 0))
                .with("max", Rounds.quantile(seconds[part], 1)));
      }
    }

    /** Returns the seconds of each part. */
    private double[] start() {
      Outcome outcome = ChildJvm.run(FirstPrediction.class, jvmOptions, List.of(model.toString()));
      String[] printed = outcome.lines().get(outcome.lines().size() - 1).split(" ", -1);
      double[] parts = new double[PARTS.size()];
      Arrays.setAll(
          parts, part -> part < printed.length ? Double.parseDouble(printed[part]) / 1e9 : 0);
      parts[4] = parts[0] + parts[1] + parts[2];
      parts[5] = outcome.seconds();
      return parts;
    }
  }

  /** The main class of a JVM that times a saved tagger until its second prediction. */
  static final class FirstPrediction {
    private FirstPrediction() {}

    /**
     * Prints four durations in nanoseconds: JVM start until main, loading of the model, first
     * prediction, second prediction.
     *
     * @param arguments the model file
     */
    public static void main(String[] arguments) throws IOException {
      long started = ManagementFactory.getRuntimeMXBean().getStartTime();
      long beforeMain = System.currentTimeMillis() - started;
      Locale.setDefault(Locale.ROOT); // as the command line does
      long begin = System.nanoTime();
      try (Tagger tagger = Tagger.load(Path.of(arguments[0]))) {
        List<String> words = List.of("The book on her old desk was light blue .".split(" "));
        long loaded = System.nanoTime();
        tagger.tag(words);
        long first = System.nanoTime();
        tagger.tag(words);
        long second = System.nanoTime();
        System.out.println(
            "%d %d %d %d"
                .formatted(1_000_000 * beforeMain, loaded - begin, first - loaded, second - first));
      }
    }
  }
}

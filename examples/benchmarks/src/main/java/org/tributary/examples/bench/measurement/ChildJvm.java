package org.tributary.examples.bench.measurement;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.examples.job.JobException;
import org.tributary.runtime.TensorFlowRuntime;

/** A launcher for a main class of this program in a separate JVM with the same class path. */
public final class ChildJvm {

  private ChildJvm() {}

  /**
   * The output and duration of a child process.
   *
   * @param lines lines of its standard output
   * @param seconds seconds from its start to its end
   */
  public record Outcome(List<String> lines, double seconds) {}

  /**
   * Runs {@code main} with this process's TensorFlow threads and device.
   *
   * @param main main class
   * @param options options of the JVM
   * @param arguments arguments of the main class
   * @throws JobException with the last line of its standard error, if it fails
   */
  public static Outcome run(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-D" + TensorFlowRuntime.THREADS_PROPERTY + "=" + TensorFlowRuntime.threads().interOp());
    command.add("-D" + TensorFlowRuntime.DEVICE_PROPERTY + "=" + TensorFlowRuntime.device());
    command.addAll(Effort.jvmOptions());
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
        int exit = waitFor(process);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (exit != 0) {
          throw new JobException(
              "child process: %s ended with exit code %d: %s"
                  .formatted(main.getSimpleName(), exit, lastLine(errors)));
        }
        return new Outcome(Files.readAllLines(output, StandardCharsets.UTF_8), seconds);
      } finally {
        Files.deleteIfExists(output);
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw new JobException("child process: Java cannot be started: " + e.getMessage());
    }
  }

  private static int waitFor(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new JobException("child process: interrupted");
    }
  }

  /** Returns the last line outside stack traces and the JVM's generic startup errors. */
  private static String lastLine(Path errors) throws IOException {
    return Files.readAllLines(errors, StandardCharsets.UTF_8).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("\t"))
        .filter(line -> !line.startsWith("Error: "))
        .reduce((a, b) -> b)
        .orElse("no error output");
  }
}

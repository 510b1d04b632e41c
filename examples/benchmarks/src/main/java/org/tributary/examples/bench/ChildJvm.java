package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.examples.job.JobException;
import org.tributary.runtime.TensorFlowRuntime;

/** Runs a class of this program in a Java process of its own, with the same class path. */
final class ChildJvm {

  private ChildJvm() {}

  /**
   * What the child printed and how long it lived.
   *
   * @param lines of its standard output
   * @param seconds from before its start to after its end
   */
  record Outcome(List<String> lines, double seconds) {}

  /**
   * Runs {@code main} with as many threads for TensorFlow as this process has, on its device.
   *
   * @param options of the JVM
   * @throws JobException with the last line of its standard error, where it fails
   */
  static Outcome run(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-D" + TensorFlowRuntime.THREADS_PROPERTY + "=" + TensorFlowRuntime.threads().interOp());
    command.add("-D" + TensorFlowRuntime.DEVICE_PROPERTY + "=" + TensorFlowRuntime.device());
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

  /** The last line that is none of a stack trace, nor what a JVM says that did not start. */
  private static String lastLine(Path errors) throws IOException {
    return Files.readAllLines(errors, StandardCharsets.UTF_8).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("\t"))
        .filter(line -> !line.startsWith("Error: "))
        .reduce((a, b) -> b)
        .orElse("it said nothing");
  }
}

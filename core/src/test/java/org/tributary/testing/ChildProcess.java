package org.tributary.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A test class in a Java process of its own. */
public final class ChildProcess {
  private ChildProcess() {}

  /** Starts {@code main} and discards its output. The caller waits for the process or ends it. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  /**
   * Starts {@code main} with JVM options and discards its output.
   *
   * @param options JVM options such as {@code -Xmx64m}
   */
  public static Process start(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    return builder(System.getProperty("java.class.path"), options, main, arguments)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /**
   * Returns a process with another class path, whose output the caller redirects.
   *
   * @param classPath files and folders, in Java's syntax
   * @param options JVM options such as {@code -Xmx64m}
   */
  public static ProcessBuilder builder(
      String classPath, List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // C1 only: a faster start
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}

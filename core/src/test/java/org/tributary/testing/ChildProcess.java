package org.tributary.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests in a Java process of its own. */
public final class ChildProcess {
  private ChildProcess() {}

  /** Starts {@code main}; what it prints is lost. The caller waits for it or ends it. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  /**
   * The same with options for Java.
   *
   * @param options such as {@code -Xmx64m}
   */
  public static Process start(List<String> options, Class<?> main, String... arguments)
      throws IOException {
    return builder(System.getProperty("java.class.path"), options, main, arguments)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /**
   * Another class path, and the caller chooses where what is printed goes.
   *
   * @param classPath of files and folders, as Java takes it
   * @param options such as {@code -Xmx64m}
   */
  public static ProcessBuilder builder(
      String classPath, List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}

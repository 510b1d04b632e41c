package org.tributary.examples.troubleshooting;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java process of its own, for errors of settings that a process has once.
 *
 * @param main the main class
 * @param options options of the virtual machine
 * @param without a pattern of the files that are left out of the class path; empty for none
 */
record ChildProcess(Class<?> main, List<String> options, String without) {
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  ChildProcess(Class<?> main, String... options) {
    this(main, List.of(options), "");
  }

  /** Starts the process without input. */
  Process start(String... arguments) throws IOException {
    String classPath =
        Arrays.stream(CLASS_PATH.split(File.pathSeparator))
            .map(ChildProcess::withoutManifest)
            .filter(file -> without.isEmpty() || !file.matches(without))
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        Stream.of(
                Stream.of(java, "-XX:TieredStopAtLevel=1", "-cp", classPath),
                options.stream(),
                Stream.of(main.getName()),
                Arrays.stream(arguments))
            .flatMap(part -> part)
            .toList();
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    return process;
  }

  /** Returns the classes of a module instead of its jar, whose manifest names further jars. */
  private static String withoutManifest(String file) {
    Path classes = Path.of(file).resolveSibling("classes");
    return file.endsWith(".jar") && Files.isDirectory(classes) ? classes.toString() : file;
  }

  /**
   * Runs the process to its end, at most for a minute, and returns the error after the name of its
   * program.
   */
  String error(String... arguments) throws IOException {
    Process process = start(arguments);
    CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES).execute(process::destroyForcibly);
    String text = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return error(text);
  }

  /** Returns the error after the name of its program in the text on standard error. */
  static String error(String text) {
    return text.lines()
        .filter(line -> line.contains("expected ") || line.startsWith("tributary: "))
        .findFirst()
        .map(line -> line.replaceFirst("^tributary: ", ""))
        .orElse("no error: " + text);
  }
}

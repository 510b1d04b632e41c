package org.tributary.examples.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A distribution that was unpacked into a folder. */
record Installation(Path home) {

  /** The output of a process, and its exit code. */
  record Result(int code, String output, String error) {}

  /** Unpacks the zip of this build, with the permissions that it records. */
  static Installation unpack(Path folder) throws IOException {
    Path zip = Path.of(System.getProperty("distribution.zip"));
    try (FileSystem files =
            FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"));
        Stream<Path> entries = Files.walk(files.getPath("/"))) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Path target = folder.resolve(entry.toString().substring(1));
        if (Files.isDirectory(entry)) {
          Files.createDirectories(target);
        } else {
          Files.copy(entry, target);
          @SuppressWarnings("unchecked")
          Set<PosixFilePermission> permissions =
              (Set<PosixFilePermission>) Files.getAttribute(entry, "zip:permissions");
          Files.setPosixFilePermissions(target, permissions);
        }
      }
    }
    return new Installation(
        folder.resolve("tributary-" + System.getProperty("distribution.version")));
  }

  Path file(String name) {
    return home.resolve(name);
  }

  /** Returns the archives of classes and what belongs to their making. */
  List<String> archives() throws IOException {
    if (!Files.isDirectory(file("cds"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(file("cds"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Starts a program of the folder {@code bin} on the JDK of this test. */
  Process start(Map<String, String> environment, String program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(file("bin/" + program).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1"); // it starts faster
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs a program to its end. */
  Result run(Map<String, String> environment, String input, String program, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(environment, program, arguments);
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    return finish(process);
  }

  /** Returns whether the JVM of this test starts with these options. */
  static boolean jvmTakes(String options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.split(" ")));
    command.add("-version");
    return finish(new ProcessBuilder(command).start()).code() == 0;
  }

  /** Waits for the end of a process that prints less than a pipe holds. */
  static Result finish(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output, error);
  }
}

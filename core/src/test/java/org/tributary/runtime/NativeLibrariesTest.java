package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.testing.ChildProcess;

/**
 * Tests of the messages for missing or unusable native libraries, in child processes with other
 * class paths or folders.
 */
class NativeLibrariesTest {
  private static final String PLATFORM = Loader.getPlatform();
  private static final String FOLDER = "org/tensorflow/internal/c_api/";
  private static final String LIBRARY = System.mapLibraryName("jnitensorflow");

  @TempDir private Path folder;

  @Test
  void missingNativesAreReported() throws Exception {
    String cure =
        "; add org.tensorflow:tensorflow-core-native with the classifier %1$s, or org.tensorflow:tensorflow-core-platform for all platforms, in the version of tensorflow-core-api"
            .formatted(PLATFORM);
    assertThat(output(List.of(), withoutNatives()))
        .as("the second attempt reports the same")
        .containsOnly(
            "TensorFlow's natives: expected those for %s on the class path, found none"
                    .formatted(PLATFORM)
                + cure);

    // a service built on one platform and run on another
    String other = PLATFORM.equals("linux-arm64") ? "linux-x86_64" : "linux-arm64";
    write(FOLDER + other + "/libjnitensorflow.so");
    assertThat(output(List.of(), withoutNatives() + File.pathSeparator + folder))
        .containsOnly(
            "TensorFlow's natives: expected those for %s on the class path, found those for %s"
                    .formatted(PLATFORM, other)
                + cure);
  }

  @Test
  void unusableNativesAreReported() throws Exception {
    Path nowhere = Files.createFile(folder.resolve("file")).resolve("below");
    List<String> options =
        List.of(
            "-Dorg.bytedeco.javacpp.cachedir=" + nowhere,
            "-Duser.home=" + nowhere,
            "-Djava.io.tmpdir=" + nowhere);
    assertThat(output(options, System.getProperty("java.class.path")))
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "TensorFlow's natives: expected a folder to unpack them into, found none")
                    .contains("-Dorg.bytedeco.javacpp.cachedir=FOLDER"));

    write(FOLDER + PLATFORM + "/" + LIBRARY); // not a library
    assertThat(output(List.of(), withoutNatives() + File.pathSeparator + folder))
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "TensorFlow's natives: those for %s are there, but cannot be loaded ("
                            .formatted(PLATFORM))
                    .contains(LIBRARY));
  }

  private void write(String file) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), "not a library");
  }

  private static String withoutNatives() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry ->
                !Path.of(entry)
                    .getFileName()
                    .toString()
                    .matches("tensorflow-core-native-.*-\\w+-\\w+\\.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns the output of two attempts in one process, a line each. */
  private static List<String> output(List<String> options, String classPath) throws Exception {
    Process fresh =
        ChildProcess.builder(classPath, options, Child.class)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(fresh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(output.lines()).hasSize(2);
    return output.lines().toList();
  }

  /** Attempts twice to create a graph. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      for (int attempt = 0; attempt < 2; attempt++) {
        try {
          TensorFlowRuntime.graph().close();
          System.out.println("a graph");
        } catch (IllegalStateException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }
}

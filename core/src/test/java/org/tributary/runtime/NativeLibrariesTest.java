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

/** In Java processes of their own, whose class paths lack what this one has. */
class NativeLibrariesTest {
  private static final String PLATFORM = Loader.getPlatform();
  private static final String FOLDER = "org/tensorflow/internal/c_api/";
  private static final String LIBRARY = System.mapLibraryName("jnitensorflow");

  @TempDir private Path folder;

  @Test
  void aClassPathWithoutNativesIsTold() throws Exception {
    String added =
        "; add org.tensorflow:tensorflow-core-native with the classifier %s, in the version of tensorflow-core-api"
            .formatted(PLATFORM);
    assertThat(saidWith(List.of(), withoutNatives()))
        .as("the second caller hears the same")
        .containsOnly(
            "TensorFlow's natives: expected those for %s on the class path, found none"
                    .formatted(PLATFORM)
                + added);

    // as in a service that was built on one kind of machine and is run on another
    String other = PLATFORM.equals("linux-arm64") ? "linux-x86_64" : "linux-arm64";
    write(FOLDER + other + "/libjnitensorflow.so");
    assertThat(saidWith(List.of(), withoutNatives() + File.pathSeparator + folder))
        .containsOnly(
            "TensorFlow's natives: expected those for %s on the class path, found those for %s"
                    .formatted(PLATFORM, other)
                + added);
  }

  @Test
  void nativesThatCannotBeUnpackedOrLoadedAreTold() throws Exception {
    Path nowhere = Files.createFile(folder.resolve("file")).resolve("below");
    List<String> options =
        List.of(
            "-Dorg.bytedeco.javacpp.cachedir=" + nowhere,
            "-Duser.home=" + nowhere,
            "-Djava.io.tmpdir=" + nowhere);
    assertThat(saidWith(options, System.getProperty("java.class.path")))
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "TensorFlow's natives: expected a folder to unpack them into, found none")
                    .contains("-Dorg.bytedeco.javacpp.cachedir=FOLDER"));

    write(FOLDER + PLATFORM + "/" + LIBRARY); // that is none
    assertThat(saidWith(List.of(), withoutNatives() + File.pathSeparator + folder))
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

  /** What two attempts in one process end with, a line each. */
  private static List<String> saidWith(List<String> options, String classPath) throws Exception {
    Process fresh =
        ChildProcess.builder(classPath, options, Fresh.class)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(fresh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(said.lines()).hasSize(2);
    return said.lines().toList();
  }

  /** Tries twice to make a graph. */
  static final class Fresh {
    private Fresh() {}

    public static void main(String[] arguments) {
      TensorFlowRuntime.preload(); // whose failure stays silent
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

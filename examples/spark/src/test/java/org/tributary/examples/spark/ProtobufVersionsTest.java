package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/** The generated messages of model files run beside the protobuf library of a cluster. */
@Timeout(200)
class ProtobufVersionsTest {
  private static final String OLDEST = "3.19.6";
  private static final Map<String, Process> PROCESSES = new HashMap<>();

  @TempDir static Path folder;

  private static Path model;

  private static void train() throws IOException {
    model = folder.resolve("small.tribuo");
    try (LstmTaggerModel trained =
        LstmTaggerTrainer.builder()
            .hiddenSize(5)
            .epochs(1)
            .build()
            .train(
                new MutableSequenceDataset<>(
                    new TokenListDataSource(
                        "entities", SmallTagger.CORPUS.dev(), new WordFormFeatureExtractor())))) {
      trained.save(model);
    }
  }

  /** Starts the processes side by side. */
  @BeforeAll
  static void startAll() throws IOException {
    train();
    start(OLDEST);
    for (String version : List.of("3.25.8", "4.29.3", "4.33.5")) {
      start(version, model.toString(), folder.resolve("copy-" + version).toString());
    }
  }

  @AfterAll
  static void stop() {
    PROCESSES.values().forEach(Process::destroyForcibly);
  }

  /** Tribuo's own messages of label domains need a newer library than 3.19. */
  @Test
  void generatedMessagesRunOnTheOldestVersion() throws Exception {
    assertThat(lines(OLDEST)).contains("message true", "protobuf protobuf-java-3.19.6.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.25.8", "4.29.3", "4.33.5"})
  void modelIsLoadedSavedAndUsed(String version) throws Exception {
    List<String> lines = lines(version);
    try (Tagger tagger = Tagger.load(model)) {
      assertThat(lines)
          .contains(
              "message true",
              "labels " + tagger.tag(List.of("Ann", "Lee", "sleeps", ".")).labels(),
              "protobuf protobuf-java-" + version + ".jar");
    }
  }

  /** Starts a process with a version of the library. */
  private static void start(String version, String... files) throws IOException {
    Path jar = Path.of("protobuf", "protobuf-java-" + version + ".jar");
    Path found = Files.exists(jar) ? jar : Path.of("target").resolve(jar);
    assertThat(found).exists();
    String others =
        String.join(
            File.pathSeparator,
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("protobuf-java-"))
                .toList());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                found.toAbsolutePath() + File.pathSeparator + others,
                LoadAndSave.class.getName()));
    command.addAll(List.of(files));
    PROCESSES.put(
        version,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log(version).toFile())
            .start());
  }

  private static Path log(String version) {
    return folder.resolve("log-" + version);
  }

  /** Returns the lines of the output of a process that has ended. */
  private static List<String> lines(String version) throws Exception {
    assertThat(PROCESSES.get(version).waitFor(180, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(log(version));
  }
}

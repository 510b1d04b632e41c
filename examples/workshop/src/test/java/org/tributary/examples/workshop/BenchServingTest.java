package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** Benchmarks of concurrent callers on small files. */
class BenchServingTest {
  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("text"), "the dog runs\na cat\n\nthe cat eats .\n");
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void threadsServiceAndListsAreTimed() throws IOException {
    List<TaggedSentence> sentences =
        List.of(new TaggedSentence(List.of("the", "dog", "runs"), List.of("DET", "NOUN", "VERB")));
    try (WordTagger trained =
        TaggerTrainer.train(
            Tagger.define().words(4), sentences, TrainingOptions.defaults().epochs(1))) {
      trained.save(folder.resolve("model"));
    }
    BenchOutput output =
        BenchOutput.of(
            folder,
            "serving",
            "--model",
            path("model"),
            "--input",
            path("text"),
            "--clients",
            "3",
            "--seconds",
            "1",
            "--rounds",
            "1");
    List<String> ways = new ArrayList<>();
    for (JsonNode row : output.json().get("rows")) {
      ways.add(row.get("way").asText());
      assertThat(row.get("sentencesPerSecond").asDouble()).isPositive();
      assertThat(row.get("p50Ms").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(row.get("p999Ms").asDouble());
    }
    assertThat(ways)
        .containsExactly("tag, 3 threads", "TaggingService, 3 threads", "tagAll of 16, one thread");
    String printed = output.run().output();
    assertThat(printed).contains("service / tag ", "service / tagAll ");
    List<String> lines = printed.lines().toList();
    assertThat(lines.get(2)).startsWith("TaggingService, 3 threads");
    int end = lines.get(0).indexOf("sentencesPerSecond") + "sentencesPerSecond".length();
    assertThat(lines.subList(1, 4)).allMatch(row -> row.substring(0, end + 1).matches(".*[0-9] "));
  }

  @Test
  void invalidOptionsAreWrongUsage() {
    BenchCli.run("serving", "--model", "m", "--input", path("text"), "--clients", "0")
        .isWrongUsage("bench serving", "--clients: expected at least 1, got 0");
    BenchCli.run("serving", "--model", "m", "--input", "i", "--rounds", "0")
        .isWrongUsage("bench serving", "--rounds: expected at least 1, got 0");
  }
}

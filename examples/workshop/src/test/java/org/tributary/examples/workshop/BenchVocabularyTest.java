package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchVocabularyTest {
  @TempDir Path folder;

  @Test
  void eachVocabularyIsTimed() throws IOException {
    JsonNode json =
        BenchOutput.of(folder, "vocabulary", "--words", "50,20,400", "--steps", "5").json();
    List<Integer> words = new ArrayList<>();
    for (JsonNode row : json.get("rows")) {
      words.add(row.get("words").asInt());
      assertThat(row.get("stepMs").asDouble())
          .isPositive()
          .isBetween(
              row.get("stepMsQuartiles").get(0).asDouble(),
              row.get("stepMsQuartiles").get(1).asDouble());
    }
    assertThat(words).containsExactly(50, 20, 400);
  }

  @Test
  void numbersOutOfRangeAreWrongUsage() {
    BenchCli.run("vocabulary", "--words", "10,0")
        .isWrongUsage("bench vocabulary", "--words: expected at least 1, got 0");
    BenchCli.run("vocabulary", "--steps", "0")
        .isWrongUsage("bench vocabulary", "--steps: expected at least 1, got 0");
  }
}

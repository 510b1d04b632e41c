package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.TaggerMetadata;

class ModelInfoTest {
  /** The file of a reader of somebody else's. */
  @Test
  void taggerOfAnotherFormatHasTheFactsThatItRecords() {
    TaggerMetadata metadata =
        new TaggerMetadata("mine", Optional.empty(), Map.of(), Map.of(), Map.of());
    ModelInfo info =
        new ModelInfo(
            Path.of("a.mine"), 10, List.of("X", "Y"), Optional.empty(), List.of(), metadata);
    assertThat(info.lines())
        .containsExactly(
            "file        a.mine (10 B)",
            "kind        mine",
            "labels      2: X, Y",
            "scheme      none",
            "inputs      ");
    assertThat(info.json()).contains("\"parameters\" : null", "\"network\" : null");
    assertThat(info.origin()).isEqualTo("mine");
  }

  @Test
  void longListOfLabelsSaysWhereTheRestIs() {
    TaggerMetadata metadata =
        new TaggerMetadata("mine", Optional.empty(), Map.of(), Map.of(), Map.of());
    List<String> labels = IntStream.range(0, 61).mapToObj(k -> "L" + (k + 10)).toList();
    ModelInfo info = new ModelInfo(Path.of("a"), 10, labels, Optional.empty(), List.of(), metadata);
    assertThat(info.lines().get(2))
        .startsWith("labels      61: L10, ")
        .endsWith(", L69, ...; --json lists all");
  }
}

package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The most similar of some names. */
class SimilarNameTest {
  private static final List<String> NAMES = List.of("output", "encoder", "crf", "labels");

  @ParameterizedTest
  @CsvSource({
    "outputs, output", // one insertion
    "ouptut, output", // two substitutions
    "encodr, encoder", // one deletion
    "cfr,", // two substitutions are more than one
    "crf2, crf",
    "lables, labels",
    "somethingelse,"
  })
  void nearestNameIsFound(String name, String expected) {
    if (expected == null) {
      assertThat(SimilarName.of(name, NAMES)).isEmpty();
    } else {
      assertThat(SimilarName.of(name, NAMES)).contains(expected);
    }
  }

  @Test
  void firstOfEquallySimilarNamesIsTaken() {
    assertThat(SimilarName.of("tax", List.of("tag", "tab"))).contains("tag");
    assertThat(SimilarName.of("tag", List.of())).isEmpty();
  }
}

package org.tributary.tribuo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Feature;

class WordFormFeatureExtractorTest {
  @Test
  void aWordGivesItselfItsLowerCaseItsSuffixesAndItsShape() {
    assertThat(names(new WordFormFeatureExtractor(), "Walking"))
        .containsExactly(
            "word=Walking",
            "lower=walking",
            "suffix=g",
            "suffix=ng",
            "suffix=ing",
            "suffix=king",
            "shape=Xx");
  }

  @Test
  void suffixesEndAtTheWholeWordAndCountCodePoints() {
    assertThat(names(new WordFormFeatureExtractor(3), "a\uD83D\uDE00"))
        .containsExactly(
            "word=a\uD83D\uDE00",
            "lower=a\uD83D\uDE00",
            "suffix=\uD83D\uDE00",
            "suffix=a\uD83D\uDE00",
            "shape=x\uD83D\uDE00");
    assertThat(names(new WordFormFeatureExtractor(0), "It"))
        .containsExactly("word=It", "lower=it", "shape=Xx");
  }

  @ParameterizedTest
  @CsvSource({"USA,X", "e-mail,x-x", "1,d", "McDonald's,XxXx'x", "B2B-2026,XdX-d", "日本,日本"})
  void shapesHaveOneLetterARun(String word, String shape) {
    assertThat(names(new WordFormFeatureExtractor(), word)).contains("shape=" + shape);
  }

  @Test
  void aNegativeSuffixIsRefused() {
    assertThatThrownBy(() -> new WordFormFeatureExtractor(-1))
        .isInstanceOf(PropertyException.class)
        .hasMessageContaining("longestSuffix")
        .hasMessageContaining("expected 0 or more code points, got -1");
  }

  private static List<String> names(TokenFeatureExtractor extractor, String word) {
    return extractor.extract(List.of("x", word), 1).stream().map(Feature::getName).toList();
  }
}

package org.tributary.tribuo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Feature;

class WordFormFeatureExtractorTest {
  @Test
  void featuresAreWordLowerCaseAffixesAndShape() {
    assertThat(names(new WordFormFeatureExtractor(), "Walking"))
        .containsExactly(
            "word=Walking",
            "lower=walking",
            "prefix1=w",
            "prefix2=wa",
            "prefix3=wal",
            "suffix1=g",
            "suffix2=ng",
            "suffix3=ing",
            "suffix4=king",
            "shape=Xx");
  }

  @Test
  void affixesAreBoundedByTheWordAndCountCodePoints() {
    assertThat(names(new WordFormFeatureExtractor(1, 3), "a\uD83D\uDE00"))
        .containsExactly(
            "word=a\uD83D\uDE00",
            "lower=a\uD83D\uDE00",
            "prefix1=a",
            "suffix1=\uD83D\uDE00",
            "suffix2=a\uD83D\uDE00",
            "shape=x\uD83D\uDE00");
    assertThat(names(new WordFormFeatureExtractor(0, 0), "It"))
        .containsExactly("word=It", "lower=it", "shape=Xx");
  }

  @ParameterizedTest
  @CsvSource({
    "USA,X",
    "e-mail,x-x",
    "1,d",
    "McDonald's,XxXx'x",
    "B2B-2026,XdX-d",
    "日本,o",
    "第3回,odo",
    "हिन्दी,o"
  })
  void shapeHasOneLetterPerRun(String word, String shape) {
    assertThat(names(new WordFormFeatureExtractor(), word)).contains("shape=" + shape);
  }

  @Test
  void shapesOfVersion1KeepLettersWithoutCase() {
    WordFormFeatureExtractor first =
        new WordFormFeatureExtractor(0, 0, WordFormFeatureExtractor.Shapes.VERSION_1);
    assertThat(names(first, "Ab日日本1")).contains("shape=Xx日本d");
    assertThat(first)
        .hasToString(
            "WordFormFeatureExtractor(longestPrefix=0, longestSuffix=0, shapes=VERSION_1)");
    assertThatThrownBy(() -> new WordFormFeatureExtractor(0, 0, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one of [UNICODE, VERSION_1], got null");
  }

  @Test
  void cachedFeaturesAreNotSharedWithCallers() {
    WordFormFeatureExtractor extractor = new WordFormFeatureExtractor();
    String longWord = "Donau".repeat(40);
    for (String word : List.of("Walking", "walking", longWord)) {
      List<Feature> first = extractor.extract(List.of(word), 0);
      List<Feature> expected = List.copyOf(first);
      first.clear();
      List<Feature> second = extractor.extract(List.of("a", word), 1);
      assertThat(second).isEqualTo(expected);
      second.add(new Feature("mine", 1));
      assertThat(extractor.extract(List.of(word), 0)).isEqualTo(expected);
    }
    assertThat(names(extractor, "Walking")).contains("shape=Xx", "prefix3=wal");
    assertThat(names(extractor, "walking")).contains("shape=x", "word=walking");
  }

  @Test
  void negativeLengthIsRejected() {
    assertThatThrownBy(() -> new WordFormFeatureExtractor(3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longestSuffix")
        .hasMessageContaining("expected a number of at least 0, got -1");
    assertThatThrownBy(() -> new WordFormFeatureExtractor(-2, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longestPrefix");
  }

  private static List<String> names(TokenFeatureExtractor extractor, String word) {
    return extractor.extract(List.of("x", word), 1).stream().map(Feature::getName).toList();
  }
}

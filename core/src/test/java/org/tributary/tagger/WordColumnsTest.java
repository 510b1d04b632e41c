package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.feature.InputColumn;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.tagger.SmallTraining;

/** Cached and uncached word features agree. */
class WordColumnsTest {
  private static final List<List<String>> KNOWN =
      List.of(List.of("The", "dog", "ate", "the", "apple"), List.of("日本", "😀"));
  private static final String LONG = "the".repeat(200);

  @Test
  void cachedFeaturesMatchUncached() {
    TaggerDefinition definition =
        SmallTraining.define().words(2).lowercase(3).characters(c -> c.size(2).lstm(2));
    WordColumns words = WordColumns.of(definition.inputs(), KNOWN);
    List<List<String>> sentences =
        List.of(
            List.of("the", "The", "THE", "the"),
            List.of("😀", "unseen", "apple", "日本", "dog", "dog"),
            List.of(LONG, "ate", LONG),
            List.of("apple"));
    for (int pass = 0; pass < 3; pass++) {
      for (List<String> sentence : sentences) {
        List<Sentence> alone = List.of(new Sentence(sentence));
        FeatureSequence expected = words.read(alone).get(0);
        FeatureSequence actual = words.readCached(alone).get(0);
        assertThat(actual.steps()).isEqualTo(expected.steps());
        for (int step = 0; step < sentence.size(); step++) {
          assertThat(actual.key(step)).isEqualTo(expected.key(step));
        }
        for (int k = 0; k < expected.inputCount(); k++) {
          assertThat(numbers(actual.columns().get(k)))
              .isEqualTo(numbers(expected.columns().get(k)));
        }
      }
    }
  }

  @Test
  void emptySentenceIsRefusedBeforeItsColumnsAreRead() {
    assertThatThrownBy(() -> new Sentence(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least one, got none");
  }

  private static List<Integer> numbers(InputColumn column) {
    IntStream.Builder numbers = IntStream.builder();
    column.forEachNumber(numbers::add);
    return numbers.build().boxed().toList();
  }
}

package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.span.SpanCounts;
import org.tributary.tagger.TaggedSentence;

class TaggerScoreTest {

  private static TaggedSentence sentence(List<String> tokens, String... labels) {
    return new TaggedSentence(tokens, List.of(labels));
  }

  @Test
  void wordsAndUnknownWordsAreCounted() {
    List<TaggedSentence> train = List.of(sentence(List.of("the", "dog"), "DET", "NOUN"));
    List<TaggedSentence> gold =
        List.of(
            sentence(List.of("the", "Dog", "ran"), "DET", "NOUN", "VERB"),
            sentence(List.of("dog", "the"), "NOUN", "DET"));
    TaggerScore score =
        TaggerScore.of(
            gold, List.of(List.of("DET", "NOUN", "NOUN"), List.of("VERB", "DET")), train);
    assertThat(score.accuracy()).isEqualTo(0.6);
    // "Dog" and "ran": known words are case-sensitive
    assertThat(score.unknownAccuracy()).isEqualTo(0.5);
    assertThat(score.spans()).isNull();
  }

  @Test
  void spanIsCorrectIfBoundariesAndTypeMatch() {
    List<String> words = List.of("a", "b", "c", "d", "e");
    List<TaggedSentence> gold = List.of(sentence(words, "B-PER", "I-PER", "O", "B-LOC", "B-LOC"));
    SpanCounts spans =
        TaggerScore.of(gold, List.of(List.of("B-PER", "I-PER", "B-LOC", "B-LOC", "I-LOC")), gold)
            .spans();
    // gold: PER 0-1, LOC 3, LOC 4; predicted: PER 0-1, LOC 2, LOC 3-4
    assertThat(spans).isEqualTo(new SpanCounts(1, 3, 3));
    assertThat(spans.f1()).isCloseTo(1.0 / 3, within(1e-12));
  }
}

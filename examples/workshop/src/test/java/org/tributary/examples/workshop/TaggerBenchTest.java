package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.tagger.TaggedSentence;

class TaggerBenchTest {

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
    TextEvaluation score =
        TaggerBench.evaluation(
            gold, List.of(List.of("DET", "NOUN", "NOUN"), List.of("VERB", "DET")), train);
    assertThat(score.accuracy().value()).isEqualTo(0.6);
    // "Dog" and "ran": known words are case-sensitive
    assertThat(score.unknown().orElseThrow().accuracy().value()).isEqualTo(0.5);
    assertThat(score.spans()).isEmpty();
  }

  @Test
  void spanIsCorrectIfBoundariesAndTypeMatch() {
    List<String> words = List.of("a", "b", "c", "d", "e");
    List<TaggedSentence> gold = List.of(sentence(words, "B-PER", "I-PER", "O", "B-LOC", "B-LOC"));
    List<String> predicted = List.of("B-PER", "I-PER", "B-LOC", "B-LOC", "I-LOC");
    // gold: PER 0-1, LOC 3, LOC 4; predicted: PER 0-1, LOC 2, LOC 3-4
    assertThat(TaggerBench.evaluation(gold, List.of(predicted), gold).spans().orElseThrow().total())
        .isEqualTo(new LabelScore("all spans", 1, 3, 3));
  }
}

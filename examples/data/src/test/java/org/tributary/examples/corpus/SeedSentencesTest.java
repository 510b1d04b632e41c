package org.tributary.examples.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.TaggedSentence;

class SeedSentencesTest {

  @Test
  void sentencesAreTheTutorials() {
    assertThat(SeedSentences.all())
        .extracting(TaggedSentence::tokens)
        .containsExactly(
            List.of("The dog ate the apple".split(" ")),
            List.of("Everybody read that book".split(" ")));
    assertThat(SeedSentences.all())
        .extracting(TaggedSentence::labels)
        .containsExactly(List.of("DET", "NN", "V", "DET", "NN"), List.of("NN", "V", "DET", "NN"));
  }
}

package org.tributary.examples.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaggedSentenceTest {

  @Test
  void splitsAtTheLastSlash() {
    TaggedSentence sentence = TaggedSentence.parse("1/2/NUM cup/NOUN");
    assertThat(sentence.words()).containsExactly("1/2", "cup");
    assertThat(sentence.tags()).containsExactly("NUM", "NOUN");
    assertThat(sentence).hasToString("1/2/NUM cup/NOUN");
  }

  @Test
  void refusesAWordWithoutATag() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaggedSentence.parse("a/DET cup"))
        .withMessage("expected word/TAG, got 'cup'; the word or the tag is missing");
    assertThatIllegalArgumentException().isThrownBy(() -> TaggedWord.parse("/DET"));
    assertThatIllegalArgumentException().isThrownBy(() -> TaggedWord.parse("cup/"));
  }

  @Test
  void refusesNoWords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TaggedSentence(List.of()))
        .withMessage("a sentence: expected at least one word, got none");
  }

  @Test
  void theSeedSentencesAreTheTutorials() {
    assertThat(SeedSentences.all())
        .extracting(TaggedSentence::toString)
        .containsExactly(
            "The/DET dog/NN ate/V the/DET apple/NN", "Everybody/NN read/V that/DET book/NN");
  }
}

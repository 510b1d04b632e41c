package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pretrained vectors and their input. */
class WordVectorsTest {
  private static final WordVectors VECTORS =
      new WordVectors(List.of("us", "US", "dog"), 2, new float[] {1, 2, 3, 4, 5, 6});

  @Test
  void wordIsFoundUnchangedThenLowerCased() {
    assertThat(VECTORS.index("US")).hasValue(1);
    assertThat(VECTORS.index("Us")).hasValue(0);
    assertThat(VECTORS.index("cat")).isEmpty();
  }

  @Test
  void tableEndsWithZerosForTheUnknownWord() {
    assertThat(VECTORS.table().values()).containsExactly(1, 2, 3, 4, 5, 6, 0, 0);
    assertThat(VECTORS.restrictedTo(word -> !word.equals("US")).values())
        .containsExactly(1, 2, 5, 6);
  }

  @Test
  void vectorsAreToldApart() {
    WordVectors other = new WordVectors(VECTORS.words(), 2, new float[] {1, 2, 3, 4, 5, 7});
    assertThat(VECTORS).isEqualTo(VECTORS.restrictedTo(word -> true)).isNotEqualTo(other);
    assertThat(VECTORS.toString()).startsWith("WordVectors(3 words of size 2, ");
    assertThat(other.toString()).isNotEqualTo(VECTORS.toString());
  }

  @Test
  void repeatedWordIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WordVectors(List.of("a", "a"), 1, new float[2]))
        .withMessage("word vectors: expected each word once, got 'a' twice");
  }

  @Test
  void inputKeepsVectorsOfTrainingWordsOrAll() {
    VectorInput input = VectorInput.of(VECTORS);
    assertThat(input.fittedTo(Set.of("Dog", "cat")).orElseThrow().vectors().orElseThrow().words())
        .containsExactly("dog");
    assertThat(input.keepAll().fittedTo(Set.of("Dog"))).contains(input.keepAll());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.keepAll().fittedTo(Set.of("Hund")))
        .withMessage(
            "input vector: expected a vector of some word of the training data, such as 'Hund', got none in %s; do they belong to another language or tokenization?",
            VECTORS);
  }
}

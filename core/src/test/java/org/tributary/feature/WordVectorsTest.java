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
  void digitsAreReadAsZerosWhereTheNumberHasNoVector() {
    WordVectors numbers =
        new WordVectors(List.of("0,000", "1990", "Q0", "0th"), 1, new float[] {1, 2, 3, 4});
    assertThat(numbers.index("1990")).hasValue(1);
    assertThat(numbers.index("2,345")).hasValue(0);
    assertThat(numbers.index("\u0663,\u0664\u0665\u0666")).hasValue(0); // Arabic digits
    assertThat(numbers.index("Q3")).hasValue(2);
    assertThat(numbers.index("4TH")).hasValue(3);
    assertThat(numbers.index("1991")).isEmpty();
    assertThat(WordVectors.forms("4TH")).containsExactly("4TH", "4th", "0TH", "0th");
    assertThat(WordVectors.forms("dog")).containsExactly("dog");
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
  void numbersThatAreNotFiniteAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WordVectors(List.of("a", "b"), 2, new float[] {1, 2, 3, Float.NaN}))
        .withMessage("word vectors: expected finite numbers, got NaN for the word 'b'");
  }

  @Test
  void inputKeepsVectorsOfTrainingWordsOrAll() {
    VectorInput input = VectorInput.of(VECTORS);
    VectorInput small = input.keepTrainingWords();
    assertThat(small.fittedTo(Set.of("Dog", "cat")).orElseThrow().vectors().orElseThrow().words())
        .containsExactly("dog");
    assertThat(input.fittedTo(Set.of("Dog"))).contains(input);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.fittedTo(Set.of("Hund")))
        .withMessage(
            "input vector: expected a vector of some word of the training data, such as 'Hund', got none in %s; do they belong to another language or tokenization?",
            VECTORS);
  }
}

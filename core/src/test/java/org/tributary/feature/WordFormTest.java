package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Forms of words, and the inputs that read them. */
class WordFormTest {
  @Test
  void affixesAreCodePointsOfTheLowerCasedWord() {
    assertThat(WordForm.prefix("Walking", 3)).hasValue("wal");
    assertThat(WordForm.suffix("WALKING", 4)).hasValue("king");
    assertThat(WordForm.prefix("😀ab", 2)).hasValue("😀a");
    assertThat(WordForm.suffix("ab😀", 2)).hasValue("b😀");
    assertThat(WordForm.prefix("of", 2)).hasValue("of");
    assertThat(WordForm.prefix("of", 3)).isEmpty();
    assertThat(WordForm.suffix("😀", 2)).isEmpty();
    assertThat(WordForm.prefix("İ", 2)).as("two code points in lower case").isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WordForm.prefix("of", 0))
        .withMessage("affix: expected a length of at least 1, got 0");
  }

  @Test
  void shapeHasOneCharacterForEachRun() {
    assertThat(WordForm.shape("Walking")).isEqualTo("Xx");
    assertThat(WordForm.shape("McDonald's")).isEqualTo("XxXx'x");
    assertThat(WordForm.shape("12--14")).isEqualTo("d-d");
    assertThat(WordForm.shape("日本")).isEqualTo("日本");
  }

  @Test
  void inputsAreNamedAfterTheForms() {
    assertThat(WordFormInputs.defaults().inputs())
        .extracting(input -> input.name() + " " + input.size())
        .containsExactly(
            "word 64",
            "lower 64",
            "prefix1 12",
            "prefix2 12",
            "prefix3 12",
            "suffix1 16",
            "suffix2 16",
            "suffix3 16",
            "suffix4 16",
            "shape 12");
    WordFormInputs changed =
        WordFormInputs.defaults().words(5).prefixes(6, 1).suffixes(7, 0).shapes(8);
    assertThat(changed.inputs())
        .extracting(input -> input.name() + " " + input.size())
        .containsExactly("word 5", "lower 5", "prefix1 6", "shape 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changed.prefixes(6, -1))
        .withMessage("word forms: expected an affix length from 0 to 999 code points, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changed.shapes(0))
        .withMessage("word forms: expected embedding sizes of at least 1, got 0");
  }

  @Test
  void wordTooShortForAnAffixHasNoFeature() {
    WordReader<FeatureColumn> reader = EmbeddingInput.of("suffix3", 2).wordReader().orElseThrow();
    FeatureColumn column =
        reader.column(List.of("of", "Walking"), text -> text.equals("ing") ? 4 : 9);
    assertThat(column.count(0)).isZero();
    assertThat(column.count(1)).isEqualTo(1);
    assertThat(column.feature(1, 0)).isEqualTo(4);
    assertThat(EmbeddingInput.of("suffix", 2).wordReader()).isEmpty();
    assertThat(EmbeddingInput.of("suffix03", 2).wordReader()).isEmpty();
  }

  @Test
  void affixLongerThanEveryWordIsLeftOut() {
    EmbeddingInput input = EmbeddingInput.of("prefix3", 2);
    assertThat(input.fittedTo(Set.of("a", "of"))).isEmpty();
    assertThat(input.fittedTo(Set.of("a", "off"))).isEqualTo(Optional.of(input));
  }
}

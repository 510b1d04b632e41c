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
    assertThat(WordForm.suffix("हिन्दी", 1)).as("a vowel sign").hasValue("ी");
    assertThat(WordForm.suffix("ΟΔΟΣ", 1)).as("a final sigma").hasValue("ς");
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
  }

  /** Classes are those of Unicode's general categories: Lu and Lt, Ll, other letters, Nd. */
  @Test
  void shapeOfEveryScriptIsOfItsClassesOfCharacters() {
    assertThat(WordForm.shape("日本")).as("Han").isEqualTo("o");
    assertThat(WordForm.shape("カタカナ語")).as("Katakana and Han").isEqualTo("o");
    assertThat(WordForm.shape("スーパー")).as("a modifier letter, Lm").isEqualTo("o");
    assertThat(WordForm.shape("كتاب")).as("Arabic").isEqualTo("o");
    assertThat(WordForm.shape("שלום")).as("Hebrew").isEqualTo("o");
    assertThat(WordForm.shape("𠮷野家")).as("Han beyond U+FFFF").isEqualTo("o");
    assertThat(WordForm.shape("𐐀𐐨")).as("Deseret, which has case beyond U+FFFF").isEqualTo("Xx");
    assertThat(WordForm.shape("ΑθήναӁӂ")).as("Greek and Cyrillic").isEqualTo("XxXx");
    assertThat(WordForm.shape("ǅungla")).as("a title-case letter").isEqualTo("Xx");
    assertThat(WordForm.shape("iPhone15日")).isEqualTo("xXxdo");
    assertThat(WordForm.shape("٢٠٢٤")).as("Arabic-Indic digits").isEqualTo("d");
    assertThat(WordForm.shape("१२,𝟏𝟐")).as("Devanagari and mathematical digits").isEqualTo("d,d");
    assertThat(WordForm.shape("第3回")).isEqualTo("odo");
    assertThat(WordForm.shape("!!??😀😀")).isEqualTo("!?😀");
  }

  /** As text boundaries do (UAX #29, rule WB4): marks and format characters continue a run. */
  @Test
  void shapeReadsMarksWithTheCharacterBeforeThem() {
    assertThat(WordForm.shape("हिन्दी")).as("vowel signs, virama").isEqualTo("o");
    assertThat(WordForm.shape("كِتَاب")).as("Arabic with vowels").isEqualTo("o");
    assertThat(WordForm.shape("E\u0301cole")).as("decomposed accent").isEqualTo("Xx");
    assertThat(WordForm.shape("École")).as("composed accent").isEqualTo("Xx");
    assertThat(WordForm.shape("می\u200cخواهم")).as("zero-width non-joiner").isEqualTo("o");
    assertThat(WordForm.shape("\u0301a")).as("a mark without a character").isEqualTo("\u0301x");
    assertThat(WordForm.shape("")).isEmpty();
  }

  @Test
  void digitsOfEveryScriptAreZeros() {
    assertThat(WordForm.zeroDigits("a1٢१𝟏b")).isEqualTo("a0000b");
    assertThat(WordForm.zeroDigits("二〇½²Ⅷ")).as("numbers that are no digits").isEqualTo("二〇½²Ⅷ");
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
  void formsAreFoundByTheirNames() {
    for (WordForm form :
        List.of(
            WordForm.word(),
            WordForm.lowercase(),
            WordForm.prefix(1),
            WordForm.suffix(999),
            WordForm.shape(),
            WordForm.shapeOfVersion1())) {
      assertThat(WordForm.named(form.name()))
          .hasValue(form)
          .hasToString("Optional[%s]".formatted(form));
    }
    for (String name :
        List.of("", "suffix", "suffix0", "suffix03", "prefix1000", "Word", "shape1")) {
      assertThat(WordForm.named(name)).as(name).isEmpty();
    }
    assertThat(WordForm.prefix(2))
        .isNotEqualTo(WordForm.prefix(3))
        .isNotEqualTo(WordForm.suffix(2));
    for (int length : new int[] {0, -1, 1000}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WordForm.suffix(length))
          .withMessage(
              "affix: expected a length from 1 to 999 code points, got %d".formatted(length));
    }
  }

  /** The form decides, not the name. */
  @Test
  void inputOfAnyNameReadsItsForm() {
    EmbeddingInput input = EmbeddingInput.of("end", WordForm.suffix(3), 2);
    WordReader<FeatureColumn> reader = input.wordReader().orElseThrow();
    assertThat(reader.symbols("Walking")).containsExactly("ing");
    assertThat(input.named("other").wordReader()).hasValue(reader);
    assertThat(input.projectedTo(4).standardDeviation(1).frozen().form())
        .hasValue(WordForm.suffix(3));
    assertThat(
            EmbeddingInput.of("suffix3", WordForm.word(), 2)
                .wordReader()
                .orElseThrow()
                .symbols("Is"))
        .containsExactly("Is");
    assertThat(EmbeddingInput.of("word", 2).reading(Optional.empty()).wordReader()).isEmpty();
    assertThat(input.fittedTo(Set.of("of"))).isEmpty();
  }

  @Test
  void affixLongerThanEveryWordIsLeftOut() {
    EmbeddingInput input = EmbeddingInput.of("prefix3", 2);
    assertThat(input.fittedTo(Set.of("a", "of"))).isEmpty();
    assertThat(input.fittedTo(Set.of("a", "off"))).isEqualTo(Optional.of(input));
  }
}

package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.DataFormatException;
import org.tributary.feature.Gazetteer.Matching;

class GazetteerTest {
  private static Gazetteer read(String text, Matching matching) throws IOException {
    return Gazetteer.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "places", matching);
  }

  @Test
  void streamIsNotClosed() throws IOException {
    boolean[] closed = new boolean[1];
    InputStream stream =
        new ByteArrayInputStream("LOC\tYork".getBytes(StandardCharsets.UTF_8)) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    Gazetteer.read(stream, "places", Matching.CASE_SENSITIVE);
    assertThat(closed).containsExactly(false);
  }

  private static List<List<String>> tags(Gazetteer gazetteer, String sentence) {
    List<String> tokens = List.of(sentence.split(" "));
    List<List<String>> all = new ArrayList<>();
    for (int k = 0; k < tokens.size(); k++) {
      all.add(gazetteer.tags(tokens, k));
    }
    return all;
  }

  @Test
  void longestPhraseOfEachTypeIsMatched() throws IOException {
    Gazetteer gazetteer =
        read(
            "LOC\tNew York\nLOC\tYork\n\nORG\tNew York  Times \nLOC\tParis\nPER\tParis\nLOC\tParis\n",
            Matching.CASE_SENSITIVE);
    assertThat(gazetteer.size()).isEqualTo(4);
    assertThat(tags(gazetteer, "the New York Times in Paris , York , new York"))
        .containsExactly(
            List.of(),
            List.of("B-LOC", "B-ORG"),
            List.of("E-LOC", "I-ORG"),
            List.of("E-ORG"),
            List.of(),
            List.of("S-LOC", "S-PER"),
            List.of(),
            List.of("S-LOC"),
            List.of(),
            List.of(),
            List.of("S-LOC"));
  }

  @Test
  void caseIsIgnoredInLowerCase() throws IOException {
    Gazetteer gazetteer = read("LOC\tNew YORK\n", Matching.LOWER_CASE);
    assertThat(tags(gazetteer, "NEW york")).containsExactly(List.of("B-LOC"), List.of("E-LOC"));
  }

  /** Of two overlapping phrases of equal length, the first covers the token in both. */
  @Test
  void overlapIsResolvedByLengthThenByPosition() {
    Gazetteer gazetteer =
        Gazetteer.of(Map.of("X", List.of("a b", "b c", "c d e")), Matching.CASE_SENSITIVE);
    assertThat(tags(gazetteer, "a b c d e"))
        .containsExactly(
            List.of("B-X"), List.of("E-X"), List.of("B-X"), List.of("I-X"), List.of("E-X"));
  }

  /** All phrases are compared at all positions. */
  @Test
  void tagsEqualAnExhaustiveSearch() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      Map<String, List<String>> phrases = phrases(random, "abc");
      Gazetteer gazetteer = Gazetteer.of(phrases, Matching.CASE_SENSITIVE);
      assertTags(gazetteer, phrases, words(random, 1 + random.nextInt(12), "abc"), w -> w);
    }
  }

  /** Words that differ in case alone; the phrases in lower case are compared. */
  @Test
  void tagsEqualAnExhaustiveSearchInLowerCase() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      Map<String, List<String>> phrases = phrases(random, "aAbBéÉ");
      Gazetteer gazetteer = Gazetteer.of(phrases, Matching.LOWER_CASE);
      phrases.replaceAll(
          (type, all) -> all.stream().map(phrase -> phrase.toLowerCase(Locale.ROOT)).toList());
      assertTags(
          gazetteer,
          phrases,
          words(random, 1 + random.nextInt(12), "aAbBéÉ"),
          word -> word.toLowerCase(Locale.ROOT));
    }
  }

  private static Map<String, List<String>> phrases(Random random, String letters) {
    Map<String, List<String>> phrases = new TreeMap<>();
    for (int k = 0; k < 12; k++) {
      phrases
          .computeIfAbsent("T" + random.nextInt(3), type -> new ArrayList<>())
          .add(String.join(" ", words(random, 1 + random.nextInt(4), letters)));
    }
    return phrases;
  }

  private static void assertTags(
      Gazetteer gazetteer,
      Map<String, List<String>> phrases,
      List<String> sentence,
      UnaryOperator<String> form) {
    List<List<String>> all = gazetteer.tags(sentence);
    assertThat(all).hasSameSizeAs(sentence);
    List<String> forms = sentence.stream().map(form).toList();
    for (int k = 0; k < sentence.size(); k++) {
      List<String> expected = exhaustive(phrases, forms, k);
      assertThat(gazetteer.tags(sentence, k)).isEqualTo(expected);
      assertThat(all.get(k)).isEqualTo(expected);
    }
  }

  private static List<String> words(Random random, int count, String letters) {
    List<String> words = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      words.add(String.valueOf(letters.charAt(random.nextInt(letters.length()))));
    }
    return words;
  }

  private static List<String> exhaustive(
      Map<String, List<String>> phrases, List<String> sentence, int index) {
    List<String> tags = new ArrayList<>();
    phrases.forEach(
        (type, all) -> {
          for (int length = sentence.size(); length > 0; length--) {
            for (int start = 0; start + length <= sentence.size(); start++) {
              String text = String.join(" ", sentence.subList(start, start + length));
              if (start <= index && index < start + length && all.contains(text)) {
                String position =
                    length == 1
                        ? "S"
                        : index == start ? "B" : index == start + length - 1 ? "E" : "I";
                tags.add(position + "-" + type);
                return;
              }
            }
          }
        });
    return tags;
  }

  @Test
  void phraseIsNoPrefixOfAWord() {
    Gazetteer gazetteer =
        Gazetteer.of(Map.of("X", List.of("New", "Newark", "New York")), Matching.CASE_SENSITIVE);
    assertThat(tags(gazetteer, "New Newark Yor New York"))
        .containsExactly(List.of("S-X"), List.of("S-X"), List.of(), List.of("B-X"), List.of("E-X"));
  }

  @Test
  void equalGazetteersHaveTheSameTexts() throws IOException {
    Gazetteer one = read("B\tnew  York\nA\tz\nB\tA\nA\tA\nA\tz\n", Matching.LOWER_CASE);
    Gazetteer other =
        Gazetteer.of(
            Map.of("A", List.of("a", "Z"), "B", List.of("NEW YORK", "a")), Matching.LOWER_CASE);
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString(other.toString());
    assertThat(one.texts()).containsExactly("A\ta\tz", "B\ta\tnew york");
    assertThat(Gazetteer.ofTexts(one.texts(), Matching.LOWER_CASE, bytes -> {})).isEqualTo(one);
    assertThat(one)
        .isNotEqualTo(read("A\ta\nA\tz\nB\ta\nB\tnew york\n", Matching.CASE_SENSITIVE))
        .isNotEqualTo(read("A\ta\nA\tz\nB\ta\nA\tnew york\n", Matching.LOWER_CASE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A             | expected a type without whitespace, got \"\"",
        "A a\\tb        | expected a type without whitespace, got \"A a\"",
        "A\\t           | expected a phrase of type A, got a blank text",
        "A\\tb  c       | gazetteer: expected words separated by single blanks, compared by LOWER_CASE, got 'b  c'",
        "A\\tB          | gazetteer: expected words separated by single blanks, compared by LOWER_CASE, got 'B'",
        "A\\tc\\tb       | gazetteer: expected phrases of type A in alphabetical order, each once, got 'b' after 'c'",
        "A\\tc\\tc       | gazetteer: expected phrases of type A in alphabetical order, each once, got 'c' after 'c'",
        "B\\tc\\nA\\tc    | gazetteer: expected types in alphabetical order, each once, got 'A' after 'B'",
        "B\\tc\\nB\\td    | gazetteer: expected types in alphabetical order, each once, got 'B' after 'B'",
      })
  void textsOfNoGazetteerAreRefused(String texts, String message) {
    List<String> all = List.of(texts.replace("\\t", "\t").split("\\\\n"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gazetteer.ofTexts(all, Matching.LOWER_CASE, bytes -> {}))
        .withMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LOC Paris     | places, line 1: expected a type, a tab and a phrase, got \"LOC Paris\"",
        "A\\tb\\n\\tc  | places, line 2: expected a type without whitespace, got \"\"",
        "A\\t          | places, line 1: expected a phrase of type A, got a blank text",
        "\\n           | places: expected phrases, got none; is it the right file?",
      })
  void malformedFileIsRefused(String text, String message) {
    assertThatExceptionOfType(DataFormatException.class)
        .isThrownBy(() -> read(text.replace("\\t", "\t").replace("\\n", "\n"), Matching.LOWER_CASE))
        .withMessage(message);
  }

  @Test
  void typeWithWhitespaceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gazetteer.of(Map.of("a b", List.of("c")), Matching.LOWER_CASE))
        .withMessage("expected a type without whitespace, got \"a b\"");
  }
}

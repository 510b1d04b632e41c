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
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
      Map<String, List<String>> phrases = new TreeMap<>();
      for (int k = 0; k < 12; k++) {
        phrases
            .computeIfAbsent("T" + random.nextInt(3), type -> new ArrayList<>())
            .add(String.join(" ", words(random, 1 + random.nextInt(4))));
      }
      Gazetteer gazetteer = Gazetteer.of(phrases, Matching.CASE_SENSITIVE);
      List<String> sentence = words(random, 1 + random.nextInt(12));
      for (int k = 0; k < sentence.size(); k++) {
        assertThat(gazetteer.tags(sentence, k)).isEqualTo(exhaustive(phrases, sentence, k));
      }
    }
  }

  private static List<String> words(Random random, int count) {
    List<String> words = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      words.add(String.valueOf((char) ('a' + random.nextInt(3))));
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

package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.tributary.text.Texts.word;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.DataFormatException;

class ConlluReaderErrorsTest {
  private static final String ONE = word("1", "one", "NUM");
  private static final String TWO = word("2", "two", "NUM");

  private static String id(String id) {
    return word(id, "x", "X");
  }

  private static String error(String... lines) throws IOException {
    String text = String.join("\n", lines);
    try (ConlluReader reader = ConlluReader.open(Texts.stream(text), "bad.conllu")) {
      String message =
          catchThrowableOfType(
                  DataFormatException.class,
                  () -> {
                    while (reader.read().isPresent()) {}
                  })
              .getMessage();
      assertThat(message.lines()).hasSize(1);
      return message;
    }
  }

  @Test
  void wrongColumnCountIsRejected() throws IOException {
    String cure =
        "; are tabs written as spaces, or is this not a CoNLL-U file? an empty value is written _";
    assertThat(error("# c", ONE, "2\ttwo\ttwo\tNUM"))
        .isEqualTo(
            "bad.conllu, line 3: expected 10 columns separated by tabs, got 4 in \"2\\ttwo\\ttwo\\tNUM\""
                + cure);
    assertThat(error(ONE, "", "1 one one NUM CD _ 0 root _ _"))
        .isEqualTo(
            "bad.conllu, line 3: expected 10 columns separated by tabs, got 1 in \"1 one one NUM CD _ 0 root _ _\""
                + cure);
    assertThat(error(ONE + "\t_"))
        .startsWith("bad.conllu, line 1: expected 10 columns")
        .contains("got 11");
    assertThat(error("1-2\tx", ONE, TWO)).contains("got 2");
  }

  @Test
  void quotedLinesAreShortenedAndEscaped() throws IOException {
    assertThat(error("\u0007" + "é".repeat(70)))
        .contains("got 1 in \"\\u0007" + "é".repeat(59) + "...\";");
    assertThat(DataFormatException.quote("😀".repeat(60))).isEqualTo('"' + "😀".repeat(60) + '"');
    assertThat(DataFormatException.quote("a\u2028b\u0085c")).isEqualTo("\"a\\u2028b\\u0085c\"");
  }

  @Test
  void wordIdsOutOfOrderAreRejected() throws IOException {
    String cure = "; is a line missing or out of order? words count 1, 2, 3 and so on";
    assertThat(error(ONE, id("3")))
        .isEqualTo("bad.conllu, line 2: expected word ID 2, got 3" + cure);
    assertThat(error(TWO)).isEqualTo("bad.conllu, line 1: expected word ID 1, got 2" + cure);
    assertThat(error(ONE, TWO, TWO))
        .isEqualTo("bad.conllu, line 3: expected word ID 3, got 2" + cure);
    assertThat(error(ONE, TWO, ONE))
        .isEqualTo(
            "bad.conllu, line 3: expected word ID 3, got 1; is the blank line between two sentences missing?");
  }

  @Test
  void malformedIdsAreRejected() throws IOException {
    for (String bad : List.of("x", "1-", "-1", "1.", "1-2-3", "one", "12345678901", " 1")) {
      assertThat(error(id(bad)))
          .isEqualTo(
              "bad.conllu, line 1: expected an ID such as 3, 3-4 or 3.1, got \"" + bad + "\"");
    }
  }

  @Test
  void misplacedRangesAreRejected() throws IOException {
    String problem = "expected a multiword range that starts at 2 and overlaps no other, got ";
    String cure = "; a range precedes its first word";
    assertThat(error(ONE, id("1-2"))).isEqualTo("bad.conllu, line 2: " + problem + "1-2" + cure);
    assertThat(error(ONE, id("3-4"))).isEqualTo("bad.conllu, line 2: " + problem + "3-4" + cure);
    assertThat(error(ONE, id("2-1"))).isEqualTo("bad.conllu, line 2: " + problem + "2-1" + cure);
    assertThat(error(id("1-2"), ONE, id("2-3")))
        .isEqualTo("bad.conllu, line 3: " + problem + "2-3" + cure);
    assertThat(error(ONE, id("2-4"), TWO, id("3"), "", ONE))
        .isEqualTo(
            "bad.conllu, line 5: expected words up to 4, where a multiword range ends, but the sentence ends after word 3; is a line missing?");
  }

  @Test
  void misplacedEmptyNodesAreRejected() throws IOException {
    String cure = "; an empty node follows the word it names";
    assertThat(error(ONE, id("2.1")))
        .isEqualTo(
            "bad.conllu, line 2: expected an empty node with an ID of at least 1.1, got 2.1"
                + cure);
    assertThat(error(ONE, id("1.1"), id("1.1")))
        .isEqualTo(
            "bad.conllu, line 3: expected an empty node with an ID of at least 1.2, got 1.1"
                + cure);
    assertThat(error(ONE, id("1.1"), TWO, id("1.2")))
        .isEqualTo(
            "bad.conllu, line 4: expected an empty node with an ID of at least 2.1, got 1.2"
                + cure);
  }

  @Test
  void emptyColumnsAreRejected() throws IOException {
    assertThat(error("1-2\tx" + "\t_".repeat(7) + "\t", ONE, TWO))
        .startsWith("bad.conllu, line 1: expected a value in column 10 (MISC)");
    assertThat(error(ONE, id("")))
        .startsWith("bad.conllu, line 2: expected a value in column 1 (ID)");
    assertThat(error(word("1", "", "X")))
        .isEqualTo(
            "bad.conllu, line 1: expected a value in column 2 (FORM), got nothing; CoNLL-U writes _ for an empty value");
    assertThat(error(ONE, word("2", "two", "NUM").replace("misc", "")))
        .isEqualTo(
            "bad.conllu, line 2: expected a value in column 10 (MISC), got nothing; CoNLL-U writes _ for an empty value");
  }

  @Test
  void sentenceWithoutWordsIsRejected() throws IOException {
    String problem =
        "expected at least one word line in the sentence that ends here, got none; is a blank line misplaced?";
    assertThat(error(ONE, "", "# alone", "", ONE)).isEqualTo("bad.conllu, line 4: " + problem);
    assertThat(error("# alone")).isEqualTo("bad.conllu, line 1: " + problem);
  }
}

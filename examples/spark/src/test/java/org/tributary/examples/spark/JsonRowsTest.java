package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing but an array of strings in an object is read as tokens. */
class JsonRowsTest {
  private static final RowFormat.JsonRows FORMAT = new RowFormat.JsonRows("tokens");

  @Test
  void stringsAreTokens() {
    assertThat(
            FORMAT
                .read(" {\"id\": 1, \"tokens\": [\"Her\", \"b\\u00fcch\", \"[\\\"x\\\"]\"]} ")
                .sentences())
        .containsExactly(List.of("Her", "büch", "[\"x\"]"));
    // refused by the tagger, as in other formats
    assertThat(FORMAT.read("{\"tokens\":[\"a\",null]}").sentences())
        .containsExactly(Arrays.asList("a", null));
    assertThat(FORMAT.read("{\"tokens\":[]}").sentences()).containsExactly(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not json | line: expected a JSON object and nothing else, got not json; write one object"
            + " per line",
        "[\"x\"] | line: expected a JSON object and nothing else, got [\"x\"]; write one object per"
            + " line",
        "{\"tokens\":[\"x\"]} more | line: expected a JSON object and nothing else, got"
            + " {\"tokens\":[\"x\"]} more; write one object per line",
        "{\"tokens\":[\"x\"] | line: expected a JSON object and nothing else, got"
            + " {\"tokens\":[\"x\"]; write one object per line",
        "{\"id\":1} | column tokens: expected a value, got null; leave the row out",
        "{\"tokens\":null} | column tokens: expected a value, got null; leave the row out",
        "{\"tokens\":\"Her book\"} | column tokens: expected an array of strings, got \"Her book\";"
            + " split the text into tokens",
        "{\"tokens\":{\"a\":1}} | column tokens: expected an array of strings, got {\"a\":1}; split"
            + " the text into tokens",
        "{\"tokens\":[[\"x\"]]} | column tokens: expected an array of strings, but token 1 is"
            + " [\"x\"]; write each token in quotes",
        "{\"tokens\":[\"a\",\"\\ud800\"]} | column tokens: expected Unicode text, but token 2 has half of a"
            + " surrogate pair; correct the line",
        "{\"tokens\":[\"a\",2.5]} | column tokens: expected an array of strings, but token 2 is"
            + " 2.5; write each token in quotes",
        "{\"tokens\":[\"a\",\"b\",true]} | column tokens: expected an array of strings, but token 3"
            + " is true; write each token in quotes",
      })
  void othersAreRefused(String line, String reason) {
    assertThatIllegalArgumentException().isThrownBy(() -> FORMAT.read(line)).withMessage(reason);
  }

  @Test
  void longLinesAreShortened() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FORMAT.read("é".repeat(1000)))
        .withMessageContaining("got " + "é".repeat(40) + "...; ");
  }
}

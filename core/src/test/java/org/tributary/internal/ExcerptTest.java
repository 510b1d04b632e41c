package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void textIsCutBetweenCharactersAndControlsAreEscaped() {
    assertThat(Excerpt.of("a\u001b[31m\tb\nc")).isEqualTo("a\\u001b[31m\\tb\\nc");
    String letter = Character.toString(0x1D400); // a pair of surrogates
    assertThat(Excerpt.of(letter.repeat(60))).isEqualTo(letter.repeat(60));
    assertThat(Excerpt.of("x" + letter.repeat(60))).isEqualTo("x" + letter.repeat(59) + "...");
  }

  @Test
  void listIsCutAfterAHundred() {
    assertThat(Excerpt.of(List.of("a", "b\n"))).isEqualTo("[a, b\\n]");
    assertThat(Excerpt.of(Collections.nCopies(103, "a"))).endsWith("a, a] and 3 more");
  }
}

package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
  private static final Tokenizer ENGLISH = Tokenizer.breakIterator(Locale.ENGLISH);

  private static List<List<String>> texts(String text) {
    return ENGLISH.tokenize(text).stream()
        .map(sentence -> sentence.stream().map(Token::text).toList())
        .toList();
  }

  @Test
  void sentencesAndPunctuationAreSplit() {
    assertThat(texts("Hello, world! It's 3.14 or 1,000."))
        .containsExactly(
            List.of("Hello", ",", "world", "!"), List.of("It's", "3.14", "or", "1,000", "."));
    assertThat(texts("I don't (e.g. now)..."))
        .containsExactly(List.of("I", "don't", "(", "e.g", ".", "now", ")", ".", ".", "."));
  }

  @Test
  void offsetsAreThoseOfTheText() {
    assertThat(ENGLISH.tokenize(" Go.\n\u00a0\ud83d\ude00 ok"))
        .containsExactly(
            List.of(new Token("Go", 1, 3), new Token(".", 3, 4)),
            List.of(new Token("\ud83d\ude00", 6, 8), new Token("ok", 9, 11)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t \u00a0\u3000\u0000"})
  void textWithoutTokensIsEmpty(String text) {
    assertThat(ENGLISH.tokenize(text)).isEmpty();
  }

  /** Random texts of several scripts, spaces and surrogates, also unpaired ones. */
  @Test
  void tokensAreSlicesInOrderWithNothingButSpaceBetween() {
    String alphabet = "aB.,'!- \n\u00a0\u200b3é日本\ud83d\ude00\ud800\u0301\r\u0000ا";
    Random random = new Random(5);
    for (Locale locale : List.of(Locale.ENGLISH, Locale.JAPANESE, Locale.forLanguageTag("th"))) {
      Tokenizer tokenizer = Tokenizer.breakIterator(locale);
      for (int round = 0; round < 2000; round++) {
        StringBuilder text = new StringBuilder();
        for (int k = random.nextInt(30); k > 0; k--) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        assertCovered(text.toString(), tokenizer.tokenize(text.toString()));
      }
    }
  }

  private static void assertCovered(String text, List<List<Token>> sentences) {
    int at = 0;
    for (List<Token> sentence : sentences) {
      assertThat(sentence).isNotEmpty();
      for (Token token : sentence) {
        assertSpace(text, at, token.begin());
        assertThat(text.substring(token.begin(), token.end())).isEqualTo(token.text());
        assertThat(token.text().codePoints()).noneMatch(TokenizerTest::isSpace);
        if (token.begin() > 0) {
          assertThat(
                  Character.isSurrogatePair(
                      text.charAt(token.begin() - 1), text.charAt(token.begin())))
              .as("pair split in %s", text)
              .isFalse();
        }
        at = token.end();
      }
    }
    assertSpace(text, at, text.length());
  }

  private static void assertSpace(String text, int from, int to) {
    assertThat(from).isLessThanOrEqualTo(to);
    assertThat(text.substring(from, to).codePoints()).allMatch(TokenizerTest::isSpace);
  }

  private static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || Character.isISOControl(codePoint);
  }

  @Test
  void invalidTokensAreRefused() {
    assertThatThrownBy(() -> new Token("a", 3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "token \"a\": expected offsets 0 <= begin < end, got begin 3, end 3; the end is the offset after the last character");
    assertThatThrownBy(() -> new Token("", 3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("token: expected a text of characters, got none");
    assertThatThrownBy(() -> ENGLISH.tokenize(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("text: expected some to tokenize, got null");
  }
}

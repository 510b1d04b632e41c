package org.tributary.examples.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.tagger.Tokenizer;

/**
 * Damaged requests are parsed or refused with status 400 and a message that can be sent. The number
 * of requests is the system property {@code tributary.fuzz.inputs}.
 */
class TagRequestFuzzTest {
  private static final int INPUTS = Integer.getInteger("tributary.fuzz.inputs", 2_000);

  private static final Tokenizer TOKENIZER = Tokenizer.breakIterator(Locale.ROOT);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> VALID =
      List.of(
          "{\"tokens\": [\"Ada\", \"l\u00E9ft\", \"\\u0052ome\"], \"distributions\": true}",
          "{\"sentences\": [[\"a\", \"b\"], [], [\"\\ud83d\\ude00\"]]}",
          "{\"text\": \"Ada left Rome. \uD83D\uDE00 She\\nreturned!\", \"distributions\": false}");

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "[[[[[[[[",
          "\"",
          ",",
          ":",
          "null",
          "true",
          "-1",
          "1e999",
          "\\ud800",
          "\\udc00",
          "\\u0000",
          "\\",
          "\"text\"",
          "\"tokens\"",
          "\"sentences\"",
          "\"distributions\"",
          "\"\"",
          "\uFEFF",
          "\n",
          "\uD83D\uDE00",
          "// comment\n");

  @Test
  void messageOfARefusedFieldIsOneLine() throws Exception {
    assertThat(parse("{\"a\\nb\": 1}".getBytes(UTF_8))).as("accepted").isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tokens\": [\"\\ud800\", \"a\\udc00b\"]}",
        "{\"sentences\": [[\"a\"], [\"\\ud83d\"]]}",
        "{\"text\": \"left \\ud800 Rome\"}"
      })
  void unpairedSurrogatesAreAnswered(String request) throws Exception {
    assertThat(parse(request.getBytes(UTF_8))).as("accepted").isTrue();
  }

  @Test
  void requestIsParsedOrRefused() throws Exception {
    Random random = new Random(21);
    int accepted = 0;
    for (int k = 0; k < INPUTS; k++) {
      accepted += parse(damaged(random)) ? 1 : 0;
    }
    assertThat(accepted)
        .as("accepted of %d", INPUTS)
        .isBetween(INPUTS / 100, INPUTS - INPUTS / 100);
  }

  private static byte[] damaged(Random random) {
    StringBuilder text = new StringBuilder(VALID.get(random.nextInt(VALID.size())));
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(8));
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        default -> text.append(text.substring(at, end));
      }
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  /** Returns whether a request is accepted; its answer or its error must be writable. */
  private static boolean parse(byte[] body) throws Exception {
    try {
      TagRequest request = TagRequest.parse(body, TOKENIZER);
      assertThatNoException()
          .as(new String(body, UTF_8))
          .isThrownBy(() -> JSON.writeValueAsBytes(request.sentences()));
      assertThat(request.sentences())
          .allSatisfy(sentence -> assertThat(sentence).doesNotContain(""));
      return true;
    } catch (HttpError e) {
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.getMessage().lines()).as(new String(body, UTF_8)).hasSize(1);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      HttpAnswer.of(e).body().writeTo(answer);
      assertThat(JSON.readTree(answer.toByteArray()).get("error").textValue())
          .isEqualTo(e.getMessage());
      return false;
    }
  }
}

package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces of words against Hugging Face's tokenizers.js; made by docs/golden/wordpiece.mjs. */
class WordPieceTokenizerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int UNKNOWN = 1;

  static byte[] resource(String name) throws IOException {
    try (var stream = WordPieceTokenizerTest.class.getResourceAsStream(name)) {
      return stream.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer.json", "tokenizer-cased.json"})
  void piecesMatchTokenizersJs(String name) throws IOException {
    WordPieceTokenizer tokenizer = WordPieceTokenizer.read(resource(name));
    int words = 0;
    for (JsonNode word : JSON.readTree(resource("pieces.json")).get(name)) {
      int[] expected =
          StreamSupport.stream(word.get(1).spliterator(), false)
              .mapToInt(JsonNode::intValue)
              .toArray();
      assertThat(tokenizer.pieces(word.get(0).textValue()))
          .as("pieces of '%s'", word.get(0).textValue())
          .containsExactly(expected.length == 0 ? new int[] {UNKNOWN} : expected);
      words++;
    }
    assertThat(words).isGreaterThan(60);
    assertThat(tokenizer.prefix()).containsExactly(2);
    assertThat(tokenizer.suffix()).containsExactly(3);
  }

  /** Hugging Face would make it the special piece, which a text must not choose. */
  @Test
  void aWordThatIsTheTextOfASpecialPieceIsSplit() throws IOException {
    WordPieceTokenizer tokenizer = WordPieceTokenizer.read(resource("tokenizer.json"));
    int[] brackets = {tokenizer.pieces("[")[0], tokenizer.pieces("]")[0]};
    int[] pieces = tokenizer.pieces("[SEP]");
    assertThat(pieces).hasSizeGreaterThan(2).startsWith(brackets[0]).endsWith(brackets[1]);
    assertThat(pieces).doesNotContain(2, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/model/type | BPE | expected a model of the type WordPiece, got the type BPE",
        "/model/type | Unigram | expected a model of the type WordPiece, got the type Unigram",
        "/model/unk_token | [NONE] | expected the unk_token in the vocabulary, got no piece [NONE]",
        "/normalizer/type | Precompiled | expected a normalizer of the types BertNormalizer, Lowercase,",
        "/pre_tokenizer/type | ByteLevel | expected a pre-tokenizer of the type BertPreTokenizer, got the type ByteLevel",
        "/post_processor/type | RobertaProcessing | expected a post-processor of the types TemplateProcessing or BertProcessing, got the type RobertaProcessing",
      })
  void otherSettingsAreRefusedByName(String setting, String value, String message)
      throws IOException {
    ObjectNode file = (ObjectNode) JSON.readTree(resource("tokenizer.json"));
    int at = setting.lastIndexOf('/');
    ((ObjectNode) file.at(setting.substring(0, at))).put(setting.substring(at + 1), value);
    assertThatThrownBy(() -> WordPieceTokenizer.read(JSON.writeValueAsBytes(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tokenizer: " + message);
  }

  @Test
  void anAddedTokenThatIsNoSpecialOneIsRefused() throws IOException {
    ObjectNode file = (ObjectNode) JSON.readTree(resource("tokenizer.json"));
    ((ObjectNode) file.at("/added_tokens/1")).put("special", false);
    assertThatThrownBy(() -> WordPieceTokenizer.read(JSON.writeValueAsBytes(file)))
        .hasMessageStartingWith(
            "tokenizer: expected added tokens that are special, got the ordinary token '[UNK]'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{", "{\"model\":1}", "word", "{\"model\":{\"vocab\":{\"a\":-1}}}"})
  void otherFilesAreRefused(String text) {
    assertThatThrownBy(() -> WordPieceTokenizer.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tokenizer: expected ");
  }

  @Test
  void deeplyNestedFilesAreRefused() {
    String text = "[".repeat(5000);
    assertThatThrownBy(() -> WordPieceTokenizer.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void normalizersRunInSequence() throws IOException {
    ObjectNode file = (ObjectNode) JSON.readTree(resource("tokenizer.json"));
    file.set(
        "normalizer",
        JSON.readTree(
            "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFD\"},{\"type\":\"StripAccents\"},{\"type\":\"Lowercase\"}]}"));
    WordPieceTokenizer sequence = WordPieceTokenizer.read(JSON.writeValueAsBytes(file));
    WordPieceTokenizer bert = WordPieceTokenizer.read(resource("tokenizer.json"));
    for (String word : new String[] {"Café", "DOGS", "É", "reading"}) {
      assertThat(sequence.pieces(word)).as(word).containsExactly(bert.pieces(word));
    }
  }
}

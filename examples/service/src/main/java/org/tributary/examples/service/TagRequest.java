package org.tributary.examples.service;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.tributary.DataFormatException;
import org.tributary.examples.tagging.TaggingJson;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Token;
import org.tributary.tagger.Tokenizer;

/**
 * A parsed request, and its answer: one of {@code tokens} (a sentence), {@code sentences} (several)
 * or {@code text} (to be tokenized), and {@code "distributions": true} for the probabilities of all
 * labels.
 *
 * @param sentences the tokens of each sentence
 * @param text the tokenized text; null for tokens
 * @param textTokens the tokens of each sentence of the text; empty for tokens
 * @param distributions whether all labels' probabilities are asked for
 */
record TagRequest(
    List<List<String>> sentences,
    String text,
    List<List<Token>> textTokens,
    boolean distributions) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Jackson's description of its source, which a client does not know. */
  private static final Pattern SOURCE =
      Pattern.compile(
          " \\(start marker at \\[Source: .*; line: (\\d+), column: (\\d+)\\]\\)", Pattern.DOTALL);

  private static final Set<String> CONTENT = Set.of("tokens", "sentences", "text");

  /**
   * Parses the body of a request.
   *
   * @throws HttpError with status 400 if it is not of the documented form
   */
  static TagRequest parse(byte[] body, Tokenizer tokenizer) throws HttpError {
    JsonNode root = tree(body);
    if (!root.isObject()) {
      throw invalid("a JSON object", root);
    }
    List<String> content = new ArrayList<>();
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (CONTENT.contains(name)) {
        content.add(name);
      } else if (!name.equals("distributions")) {
        throw new HttpError(
            400,
            "expected the fields tokens, sentences, text or distributions, got %s"
                .formatted(DataFormatException.quote(name)));
      }
    }
    if (content.size() != 1) {
      throw new HttpError(
          400,
          "expected one of the fields tokens, sentences and text, got "
              + (content.isEmpty() ? "none" : String.join(" and ", content)));
    }
    boolean distributions = distributions(root.get("distributions"));
    JsonNode value = root.get(content.get(0));
    return switch (content.get(0)) {
      case "tokens" ->
          new TagRequest(List.of(tokens(value, "the sentence")), null, List.of(), distributions);
      case "sentences" -> new TagRequest(sentences(value), null, List.of(), distributions);
      default -> ofText(value, tokenizer, distributions);
    };
  }

  private static JsonNode tree(byte[] body) throws HttpError {
    try {
      return JSON.readTree(body);
    } catch (MismatchedInputException e) { // whose message names Jackson's classes
      throw new HttpError(400, "expected one JSON object, got more after it");
    } catch (JsonProcessingException e) {
      String reason =
          SOURCE.matcher(e.getOriginalMessage().strip()).replaceAll(" of line $1, column $2");
      throw new HttpError(400, "expected JSON in UTF-8: " + reason);
    } catch (IOException e) {
      throw new HttpError(400, "expected JSON in UTF-8, got other bytes");
    }
  }

  private static boolean distributions(JsonNode value) throws HttpError {
    if (value != null && !value.isBoolean()) {
      throw invalid("true or false as distributions", value);
    }
    return value != null && value.booleanValue();
  }

  private static List<List<String>> sentences(JsonNode value) throws HttpError {
    if (!value.isArray()) {
      throw invalid("an array of sentences", value);
    }
    List<List<String>> sentences = new ArrayList<>();
    for (JsonNode sentence : value) {
      sentences.add(tokens(sentence, "sentence " + (sentences.size() + 1)));
    }
    return sentences;
  }

  private static List<String> tokens(JsonNode value, String sentence) throws HttpError {
    if (!value.isArray()) {
      throw invalid("an array of tokens", value);
    }
    List<String> tokens = new ArrayList<>();
    for (JsonNode token : value) {
      if (!token.isTextual() || token.textValue().isEmpty()) {
        throw invalid(
            "a string with characters as token %d of %s".formatted(tokens.size() + 1, sentence),
            token);
      }
      tokens.add(token.textValue());
    }
    return tokens;
  }

  private static TagRequest ofText(JsonNode value, Tokenizer tokenizer, boolean distributions)
      throws HttpError {
    if (!value.isTextual()) {
      throw invalid("a string as text", value);
    }
    List<List<Token>> tokens = tokenizer.tokenize(value.textValue());
    List<List<String>> sentences = new ArrayList<>();
    for (List<Token> sentence : tokens) {
      sentences.add(sentence.stream().map(Token::text).toList());
    }
    return new TagRequest(sentences, value.textValue(), tokens, distributions);
  }

  private static HttpError invalid(String expected, JsonNode got) {
    String text = got.isMissingNode() ? "nothing" : got.toString();
    return new HttpError(
        400,
        "expected %s, got %s"
            .formatted(expected, text.length() > 60 ? text.substring(0, 60) + "…" : text));
  }

  /**
   * Writes the answer in UTF-8, a sentence at a time: with {@code distributions} it is large.
   *
   * @param taggings the labels of each sentence
   * @throws IOException if the stream cannot be written
   */
  void write(List<Tagging> taggings, OutputStream stream) throws IOException {
    JsonGenerator json = JSON.createGenerator(stream);
    json.writeStartObject();
    json.writeArrayFieldStart("sentences");
    for (int k = 0; k < taggings.size(); k++) {
      ObjectNode sentence = JSON.createObjectNode();
      List<Token> tokens = text == null ? List.of() : textTokens.get(k);
      TaggingJson.put(sentence, taggings.get(k), distributions, text, tokens);
      json.writeTree(sentence);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.close(); // not after a failure: it would complete the JSON
  }
}

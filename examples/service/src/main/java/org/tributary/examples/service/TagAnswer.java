package org.tributary.examples.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.TaggedText;
import org.tributary.tagger.Tagging;
import org.tributary.text.Token;

/** The JSON answer to a {@link TagRequest}. */
final class TagAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TagAnswer() {}

  /** Returns the answer in UTF-8. */
  static byte[] write(TagRequest request, List<Tagging> taggings) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode sentences = root.putArray("sentences");
    if (request.text() == null) {
      taggings.forEach(tagging -> write(request, tagging, List.of(), sentences.addObject()));
    } else {
      TaggedText text = TaggedText.of(request.text(), request.textTokens(), taggings);
      for (int k = 0; k < taggings.size(); k++) {
        write(request, text.sentences().get(k), text.tokens().get(k), sentences.addObject());
      }
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree of strings and numbers can be written", e);
    }
  }

  private static void write(
      TagRequest request, Tagging tagging, List<Token> tokens, ObjectNode sentence) {
    ArrayNode texts = sentence.putArray("tokens");
    tagging.tokens().forEach(texts::add);
    ArrayNode labels = sentence.putArray("labels");
    tagging.labels().forEach(labels::add);
    ArrayNode probabilities = sentence.putArray("probabilities");
    for (int k = 0; k < tagging.size(); k++) {
      probabilities.add(tagging.probability(k));
    }
    if (request.distribution()) {
      ArrayNode distributions = sentence.putArray("distributions");
      for (int k = 0; k < tagging.size(); k++) {
        ObjectNode distribution = distributions.addObject();
        tagging.distribution(k).forEach(distribution::put);
      }
    }
    if (!tokens.isEmpty()) {
      ArrayNode offsets = sentence.putArray("offsets");
      tokens.forEach(token -> offsets.addArray().add(token.begin()).add(token.end()));
    }
    ArrayNode spans = sentence.putArray("spans");
    for (TaggedSpan span : tagging.spans()) {
      ObjectNode written = spans.addObject();
      written.put("type", span.type()).put("begin", span.begin()).put("end", span.end());
      written.put("text", span.text());
      if (!tokens.isEmpty()) {
        int from = tokens.get(span.begin()).begin();
        written.putArray("offsets").add(from).add(tokens.get(span.end() - 1).end());
      }
      written.put("probability", span.probability());
    }
  }

  /** Returns {@code {"error": message}} in UTF-8. */
  static byte[] error(String message) {
    try {
      return JSON.writeValueAsBytes(JSON.createObjectNode().put("error", message));
    } catch (IOException e) {
      throw new UncheckedIOException("a string can be written", e);
    }
  }
}

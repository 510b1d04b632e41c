package org.tributary.examples.tagging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Token;

/**
 * The JSON of a tagged sentence, of {@code tag --format json} and the service:
 *
 * <pre>
 * tokens         texts of the tokens
 * labels         label of each token
 * probabilities  probability of each label
 * distributions  on request: the probability of every label at each token
 * offsets        of tokens of plain text: begin and end in {@code char}s
 * spans          type, begin and end (token indices, the end exclusive), text, offsets of plain
 *                text, probability; empty unless the tagger has span labels
 * </pre>
 */
public final class TaggingJson {
  private TaggingJson() {}

  /**
   * Puts a sentence into an object.
   *
   * @param distributions whether the probability of every label is put, too
   * @param text the plain text that was tagged; ignored without tokens
   * @param tokens the places of the tokens in the text; empty for other input
   */
  public static void put(
      ObjectNode json, Tagging tagging, boolean distributions, String text, List<Token> tokens) {
    tagging.tokens().forEach(json.putArray("tokens")::add);
    tagging.labels().forEach(json.putArray("labels")::add);
    tagging.probabilities().forEach(json.putArray("probabilities")::add);
    if (distributions) {
      ArrayNode ofTokens = json.putArray("distributions");
      for (int k = 0; k < tagging.size(); k++) {
        tagging.distribution(k).forEach(ofTokens.addObject()::put);
      }
    }
    if (!tokens.isEmpty()) {
      ArrayNode offsets = json.putArray("offsets");
      tokens.forEach(token -> offsets.addArray().add(token.begin()).add(token.end()));
    }
    ArrayNode spans = json.putArray("spans");
    for (TaggedSpan span : tagging.spans()) {
      ObjectNode written =
          spans
              .addObject()
              .put("type", span.type())
              .put("begin", span.begin())
              .put("end", span.end())
              .put("text", span.text());
      if (!tokens.isEmpty()) {
        int begin = tokens.get(span.begin()).begin();
        int end = tokens.get(span.end() - 1).end();
        written.put("text", text.substring(begin, end)).putArray("offsets").add(begin).add(end);
      }
      written.put("probability", span.probability());
    }
  }
}

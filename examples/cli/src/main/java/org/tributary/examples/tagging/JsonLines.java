package org.tributary.examples.tagging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.tagging.SentenceReader.PlainText;
import org.tributary.examples.tagging.SentenceReader.Sentence;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagging;
import org.tributary.text.Token;

/**
 * A writer of JSON lines: one object per sentence, with the keys of the service's answer:
 *
 * <pre>
 * tokens         texts of the tokens
 * labels         label of each token
 * probabilities  probability of each label
 * spans          type, begin and end (token indices, the end exclusive), text, probability;
 *                empty unless the tagger has span labels
 * </pre>
 *
 * <p>For tokenized plain text also {@code line} (number of the input line, from 1), {@code offsets}
 * of each token and of each span: begin and end in {@code char}s from the beginning of the line.
 */
final class JsonLines implements TagWriter {

  @Override
  public String write(Sentence sentence, Optional<Tagging> tagging) {
    return tagging.map(labels -> object(sentence, labels) + "\n").orElse("");
  }

  private static ObjectNode object(Sentence sentence, Tagging tagging) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Optional<PlainText> plain = sentence.plain();
    plain.ifPresent(text -> json.put("line", text.lineNumber()));
    tagging.tokens().forEach(json.putArray("tokens")::add);
    tagging.labels().forEach(json.putArray("labels")::add);
    tagging.probabilities().forEach(json.putArray("probabilities")::add);
    if (plain.isPresent()) {
      ArrayNode offsets = json.putArray("offsets");
      plain.get().tokens().forEach(token -> offsets.addArray().add(token.begin()).add(token.end()));
    }
    ArrayNode spans = json.putArray("spans");
    for (TaggedSpan span : tagging.spans()) {
      ObjectNode written =
          spans
              .addObject()
              .put("type", span.type())
              .put("begin", span.begin())
              .put("end", span.end())
              .put("text", sentence.surface(span.begin(), span.end()));
      if (plain.isPresent()) {
        List<Token> tokens = plain.get().tokens();
        written
            .putArray("offsets")
            .add(tokens.get(span.begin()).begin())
            .add(tokens.get(span.end() - 1).end());
      }
      written.put("probability", span.probability());
    }
    return json;
  }
}

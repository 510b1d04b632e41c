package org.tributary.examples.tagging;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.examples.tagging.SentenceReader.PlainText;
import org.tributary.examples.tagging.SentenceReader.Sentence;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagging;

/** An output format of tagged sentences. */
@FunctionalInterface
public interface TagWriter {
  /**
   * Returns the text of a sentence, line feeds included.
   *
   * @param tagging the labels; empty for a blank line
   */
  String write(Sentence sentence, Optional<Tagging> tagging);

  /**
   * Returns the format of the input: its lines, with the labels in their column.
   *
   * @param probabilities whether each label is followed by its probability
   */
  static TagWriter original(boolean probabilities) {
    return (sentence, tagging) -> sentence.text().with(tagging, probabilities);
  }

  /**
   * Returns one sentence per line as word/TAG or word/TAG/probability, separated by spaces.
   *
   * @param probabilities whether each label is followed by its probability
   */
  static TagWriter tokens(boolean probabilities) {
    return (sentence, tagging) -> line(tagging, probabilities);
  }

  /** Returns the labels of a sentence as a line, an empty one for a sentence without words. */
  static String line(Optional<Tagging> tagging, boolean probabilities) {
    return tagging
            .map(
                answer -> {
                  List<String> labels = labels(answer, probabilities, "/");
                  return IntStream.range(0, labels.size())
                      .mapToObj(k -> answer.tokens().get(k) + "/" + labels.get(k))
                      .collect(Collectors.joining(" "));
                })
            .orElse("")
        + "\n";
  }

  /**
   * Returns the labels, each followed by {@code separator} and its probability if {@code
   * probabilities}.
   */
  static List<String> labels(Tagging tagging, boolean probabilities, String separator) {
    List<String> labels = tagging.labels();
    return probabilities
        ? IntStream.range(0, labels.size())
            .mapToObj(k -> labels.get(k) + separator + probability(tagging.probability(k)))
            .toList()
        : labels;
  }

  /** Returns a probability with four decimals. */
  static String probability(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /**
   * Returns one JSON object per sentence and line, of {@link TaggingJson}; blank lines have none.
   * Tokenized plain text has also {@code line}, the number of the input line, from 1, in which the
   * offsets count.
   */
  static TagWriter json() {
    return (sentence, tagging) -> tagging.map(answer -> json(sentence, answer) + "\n").orElse("");
  }

  private static ObjectNode json(Sentence sentence, Tagging tagging) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    sentence.plain().ifPresent(plain -> json.put("line", plain.lineNumber()));
    TaggingJson.put(
        json,
        tagging,
        false,
        sentence.plain().map(PlainText::line).orElse(""),
        sentence.plain().map(PlainText::tokens).orElse(List.of()));
    return json;
  }

  /**
   * Returns the text of each sentence on a line, with its spans in brackets, as in {@code [PER Ann
   * Lee] runs.}
   */
  static TagWriter bracketed() {
    return (sentence, tagging) -> {
      List<TaggedSpan> spans = tagging.map(Tagging::spans).orElse(List.of());
      StringBuilder text = new StringBuilder();
      for (int k = 0; k < sentence.words().size(); k++) {
        text.append(k == 0 ? "" : sentence.whitespaceBefore(k));
        for (TaggedSpan span : spans) {
          if (span.begin() == k) {
            text.append('[').append(span.type()).append(span.type().isEmpty() ? "" : " ");
          }
        }
        text.append(sentence.surface(k, k + 1));
        for (TaggedSpan span : spans) {
          if (span.end() == k + 1) {
            text.append(']');
          }
        }
      }
      return text.append('\n').toString();
    };
  }

  /**
   * Returns one span per line, separated by tabs: sentence number, begin and end token, type,
   * probability and text. A tab or line break within a text or type is written as a space.
   */
  static TagWriter spans() {
    AtomicLong number = new AtomicLong();
    return (sentence, tagging) -> {
      if (tagging.isEmpty()) {
        return "";
      }
      long ofSentence = number.incrementAndGet();
      return tagging.get().spans().stream()
          .map(
              span ->
                  "%d\t%d\t%d\t%s\t%s\t%s\n"
                      .formatted(
                          ofSentence,
                          span.begin(),
                          span.end(),
                          cell(span.type()),
                          probability(span.probability()),
                          cell(sentence.surface(span.begin(), span.end()))))
          .collect(Collectors.joining());
    };
  }

  private static String cell(String text) {
    return text.replaceAll("[\\t\\n\\x0B\\f\\r\\x85\\u2028\\u2029]", " ");
  }
}

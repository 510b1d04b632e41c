package org.tributary.examples.tagging;

import java.util.List;
import java.util.Optional;
import org.tributary.examples.tagging.SentenceReader.Sentence;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagging;

/**
 * A writer of one tab-separated line per span: sentence, begin and end token, type, probability and
 * text. A tab or line break within a text or type is written as a space.
 */
final class SpanTable implements TagWriter {
  private long number;

  @Override
  public String write(Sentence sentence, Optional<Tagging> tagging) {
    if (tagging.isEmpty()) {
      return "";
    }
    number++;
    StringBuilder lines = new StringBuilder();
    for (TaggedSpan span : tagging.get().spans()) {
      lines
          .append(
              String.join(
                  "\t",
                  List.of(
                      Long.toString(number),
                      Integer.toString(span.begin()),
                      Integer.toString(span.end()),
                      cell(span.type()),
                      TokenTexts.probability(span.probability()),
                      cell(sentence.surface(span.begin(), span.end())))))
          .append('\n');
    }
    return lines.toString();
  }

  private static String cell(String text) {
    return text.replaceAll("[\\t\\n\\x0B\\f\\r\\x85\\u2028\\u2029]", " ");
  }
}

package org.tributary.examples.tagging;

import java.util.List;
import java.util.Optional;
import org.tributary.examples.tagging.SentenceReader.Sentence;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagging;

/** A writer of sentences with their spans in brackets, as in {@code [PER Ann Lee] runs.} */
final class BracketedSpans implements TagWriter {
  @Override
  public String write(Sentence sentence, Optional<Tagging> tagging) {
    List<TaggedSpan> spans = tagging.map(Tagging::spans).orElse(List.of());
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < sentence.words().size(); k++) {
      text.append(k == 0 ? "" : sentence.whitespaceBefore(k));
      for (TaggedSpan span : spans) {
        if (span.begin() == k) {
          text.append('[').append(span.type()).append(span.type().isEmpty() ? "" : " ");
        }
      }
      text.append(sentence.surface(k));
      for (TaggedSpan span : spans) {
        if (span.end() == k + 1) {
          text.append(']');
        }
      }
    }
    return text.append('\n').toString();
  }
}

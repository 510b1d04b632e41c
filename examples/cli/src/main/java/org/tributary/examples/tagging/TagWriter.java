package org.tributary.examples.tagging;

import java.util.Optional;
import org.tributary.examples.tagging.SentenceReader.Sentence;
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
   * Returns the format of the input: CoNLL-U or columns with a label column.
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
    return (sentence, tagging) -> TokenTexts.lineOf(tagging, probabilities);
  }

  /** Returns one JSON object per sentence and line; blank lines have none. */
  static TagWriter json() {
    return new JsonLines();
  }

  /** Returns the text of each sentence on a line, with its spans in brackets. */
  static TagWriter bracketed() {
    return new BracketedSpans();
  }

  /**
   * Returns one span per line: sentence number, begin and end token, type, probability and text.
   */
  static TagWriter spans() {
    return new SpanTable();
  }
}

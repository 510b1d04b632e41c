package org.tributary.tagger;

import java.util.List;
import java.util.Locale;

/**
 * A tokenizer of plain text: sentences of tokens with character offsets. Implementations are
 * thread-safe.
 *
 * <p>A tagger is most accurate on text tokenized as its training data was. Wrap the tokenizer of
 * that data if you have it.
 */
@FunctionalInterface
public interface Tokenizer {

  /**
   * Returns a tokenizer by the rules of the JDK's {@link java.text.BreakIterator} for a language:
   * its sentences, and in each its words. White space and control characters separate tokens and
   * belong to none. Each punctuation mark and symbol is a token: {@code world!} is two, {@code ...}
   * three. A sentence without letters and digits is joined to the one before it. An abbreviation
   * such as {@code Dr.} may end a sentence.
   *
   * <p>An apostrophe or a period between letters does not split, nor does a period or comma between
   * digits: {@code don't}, {@code e.g}, {@code 3.14} and {@code 1,000} are one token each, and the
   * period that ends {@code e.g.} is another. Treebanks such as the English Web Treebank split
   * {@code do n't}; a tagger trained on them reads {@code don't} as an unknown word.
   *
   * @param locale the language of the text, such as {@link Locale#ENGLISH}
   */
  static Tokenizer breakIterator(Locale locale) {
    return new BreakIteratorTokenizer(locale);
  }

  /**
   * Returns the sentences of a text.
   *
   * @return the tokens of each sentence in text order, at least one each, none overlapping another;
   *     empty for a text without tokens
   */
  List<List<Token>> tokenize(String text);
}

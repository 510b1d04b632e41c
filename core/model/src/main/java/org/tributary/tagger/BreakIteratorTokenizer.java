package org.tributary.tagger;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.tributary.internal.NullChecks;

/** A tokenizer by the JDK's sentence and word boundaries. */
record BreakIteratorTokenizer(Locale locale) implements Tokenizer {

  BreakIteratorTokenizer {
    NullChecks.require("locale", "the text's language", locale);
  }

  @Override
  public List<List<Token>> tokenize(String text) {
    NullChecks.require("text", "some to tokenize", text);
    BreakIterator boundaries = BreakIterator.getSentenceInstance(locale); // one iterator a call:
    BreakIterator words = BreakIterator.getWordInstance(locale); // they are not thread-safe
    boundaries.setText(text);
    List<List<Token>> sentences = new ArrayList<>();
    int begin = boundaries.first();
    for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
      List<Token> tokens = tokens(text, begin, end, words);
      if (!sentences.isEmpty() && tokens.stream().noneMatch(BreakIteratorTokenizer::isWord)) {
        sentences.get(sentences.size() - 1).addAll(tokens);
      } else if (!tokens.isEmpty()) {
        sentences.add(tokens);
      }
      begin = end;
    }
    return sentences.stream().map(Collections::unmodifiableList).toList();
  }

  private static boolean isWord(Token token) {
    return token.text().codePoints().anyMatch(Character::isLetterOrDigit);
  }

  private static List<Token> tokens(String text, int from, int to, BreakIterator words) {
    words.setText(text.substring(from, to));
    List<Token> tokens = new ArrayList<>();
    int begin = words.first();
    for (int end = words.next(); end != BreakIterator.DONE; end = words.next()) {
      add(text, from + begin, from + end, tokens);
      begin = end;
    }
    return tokens;
  }

  /**
   * Adds the runs without white space of a word: the JDK joins some kinds of white space to one.
   */
  private static void add(String text, int from, int to, List<Token> tokens) {
    int begin = from;
    for (int at = from; at < to; ) {
      int codePoint = text.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      if (separates(codePoint)) {
        if (begin < at) {
          tokens.add(Token.of(text, begin, at));
        }
        begin = next;
      }
      at = next;
    }
    if (begin < to) {
      tokens.add(Token.of(text, begin, to));
    }
  }

  private static boolean separates(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || Character.isISOControl(codePoint);
  }
}

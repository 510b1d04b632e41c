package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.tributary.internal.param.NullChecks;
import org.tributary.text.Token;
import org.tributary.text.Tokenizer;

/**
 * The tagged sentences of a text, and its spans with character offsets. Immutable; empty for a text
 * without tokens.
 */
public final class TaggedText {
  private final String text;
  private final List<List<Token>> tokens;
  private final List<Tagging> sentences;

  private TaggedText(String text, List<List<Token>> tokens, List<Tagging> sentences) {
    this.text = text;
    this.tokens = tokens;
    this.sentences = sentences;
  }

  static TaggedText of(Tagger tagger, String text, Tokenizer tokenizer) {
    Objects.requireNonNull(text, "text: expected some to tag, got null");
    Objects.requireNonNull(tokenizer, "tokenizer: expected one, got null");
    List<List<Token>> tokens = checked(text, tokenizer.tokenize(text));
    List<Tagging> tagged =
        tagger.tagAll(tokens.stream().map(s -> s.stream().map(Token::text).toList()).toList());
    List<Tagging> sentences = new ArrayList<>();
    for (int k = 0; k < tagged.size(); k++) {
      sentences.add(tagged.get(k).within(text, tokens.get(k)));
    }
    return new TaggedText(text, tokens, Collections.unmodifiableList(sentences));
  }

  private static List<List<Token>> checked(String text, List<List<Token>> tokens) {
    NullChecks.requireElements("tokenizer's sentences", "sentence", tokens);
    List<List<Token>> copy = new ArrayList<>();
    int free = 0;
    for (List<Token> sentence : tokens) {
      NullChecks.requireElements("tokenizer's tokens", "token", sentence);
      for (Token token : sentence) {
        if (token.begin() < free || token.end() > text.length()) {
          throw new IllegalArgumentException(
              "tokenizer: expected a token after the previous one and within the text, from %d to %d, got \"%s\" from %d to %d; are its offsets counted in chars from the beginning of the text?"
                  .formatted(free, text.length(), token.text(), token.begin(), token.end()));
        }
        free = token.end();
      }
      copy.add(List.copyOf(sentence));
    }
    return Collections.unmodifiableList(copy);
  }

  /** Returns the text. */
  public String text() {
    return text;
  }

  /** Returns the tagged sentences; the texts of their spans are slices of the text. */
  public List<Tagging> sentences() {
    return sentences;
  }

  /** Returns the tokens of each sentence with their offsets. */
  public List<List<Token>> tokens() {
    return tokens;
  }

  /** Returns the spans of all sentences in text order, with character offsets. */
  public List<TextSpan> spans() {
    List<TextSpan> spans = new ArrayList<>();
    for (int k = 0; k < sentences.size(); k++) {
      for (TaggedSpan span : sentences.get(k).spans()) {
        spans.add(
            new TextSpan(
                span.type(),
                tokens.get(k).get(span.begin()).begin(),
                tokens.get(k).get(span.end() - 1).end(),
                span.text(),
                span.probability()));
      }
    }
    return Collections.unmodifiableList(spans);
  }

  /** Returns the sentences, one per line. */
  @Override
  public String toString() {
    return String.join("\n", sentences.stream().map(Tagging::toString).toList());
  }
}

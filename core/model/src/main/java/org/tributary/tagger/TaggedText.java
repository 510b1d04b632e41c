package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tributary.internal.NullChecks;

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
    NullChecks.require("text", "some to tag", text);
    NullChecks.require("tokenizer", "one", tokenizer);
    List<List<Token>> tokens = checked(text, tokenizer.tokenize(text));
    return withSlices(text, tokens, tagger.tagAll(texts(tokens)));
  }

  private static List<List<String>> texts(List<List<Token>> tokens) {
    return tokens.stream().map(s -> s.stream().map(Token::text).toList()).toList();
  }

  /**
   * Returns the tagged text of taggings computed elsewhere, such as by a service.
   *
   * @param tokens the tokens of each sentence of the text
   * @param taggings the taggings of the sentences, in order
   * @throws IllegalArgumentException if the tokens are not those of the text or of the taggings
   */
  public static TaggedText of(String text, List<List<Token>> tokens, List<Tagging> taggings) {
    NullChecks.require("text", "some", text);
    NullChecks.requireElements("taggings", "tagging", taggings);
    List<List<Token>> copy = checked(text, tokens);
    List<List<String>> tagged = taggings.stream().map(Tagging::tokens).toList();
    if (!tagged.equals(texts(copy))) {
      throw new IllegalArgumentException(
          "taggings: expected one of each sentence of the text with its tokens, got %d taggings of other tokens for %d sentences; are they of this text and in its order?"
              .formatted(taggings.size(), copy.size()));
    }
    return withSlices(text, copy, taggings);
  }

  private static TaggedText withSlices(
      String text, List<List<Token>> tokens, List<Tagging> taggings) {
    List<Tagging> sentences = new ArrayList<>();
    for (int k = 0; k < taggings.size(); k++) {
      sentences.add(taggings.get(k).within(text, tokens.get(k)));
    }
    return new TaggedText(text, tokens, Collections.unmodifiableList(sentences));
  }

  private static List<List<Token>> checked(String text, List<List<Token>> tokens) {
    NullChecks.requireElements("sentences of tokens", "sentence", tokens);
    List<List<Token>> copy = new ArrayList<>();
    int free = 0;
    for (List<Token> sentence : tokens) {
      NullChecks.requireElements("tokens", "token", sentence);
      for (Token token : sentence) {
        if (token.begin() < free || token.end() > text.length()) {
          throw new IllegalArgumentException(
              "tokens: expected a token after the previous one and within the text, from %d to %d, got \"%s\" from %d to %d; are its offsets counted in chars from the beginning of the text?"
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

  /**
   * Returns the spans of all sentences in text order; begin and end are offsets in {@code char}s.
   */
  public List<TaggedSpan> spans() {
    List<TaggedSpan> spans = new ArrayList<>();
    for (int k = 0; k < sentences.size(); k++) {
      for (TaggedSpan span : sentences.get(k).spans()) {
        spans.add(
            new TaggedSpan(
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

package org.tributary.examples.corpus;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A sentence with the part of speech of every word.
 *
 * @param tokens the words in order, at least one
 */
public record TaggedSentence(List<TaggedWord> tokens) {

  /**
   * Takes an immutable copy.
   *
   * @throws IllegalArgumentException where there is no word
   */
  public TaggedSentence {
    tokens = List.copyOf(tokens);
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("a sentence: expected at least one word, got none");
    }
  }

  /**
   * Reads word/TAG tokens with blanks between them.
   *
   * @param text such as {@code "The/DET dog/NN"}
   * @return the sentence
   * @throws IllegalArgumentException where a token has no tag
   */
  public static TaggedSentence parse(String text) {
    return new TaggedSentence(Arrays.stream(text.split(" ", -1)).map(TaggedWord::parse).toList());
  }

  /**
   * The words alone.
   *
   * @return one word a token, in order
   */
  public List<String> words() {
    return tokens.stream().map(TaggedWord::word).toList();
  }

  /**
   * The tags alone.
   *
   * @return one tag a token, in order
   */
  public List<String> tags() {
    return tokens.stream().map(TaggedWord::tag).toList();
  }

  @Override
  public String toString() {
    return tokens.stream().map(TaggedWord::toString).collect(Collectors.joining(" "));
  }
}

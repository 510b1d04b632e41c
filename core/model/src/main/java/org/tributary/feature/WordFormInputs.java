package org.tributary.feature;

import java.util.ArrayList;
import java.util.List;

/**
 * The inputs that read the form of a word, each with its own embedding table: the word, its lower
 * case, its prefixes and suffixes of each length and its shape; see {@link WordForm}. An affix
 * length that no training word has is left out. Immutable.
 *
 * @param wordSize the embedding size of words and lower-cased words
 * @param prefixSize the embedding size of prefixes of each length
 * @param suffixSize the embedding size of suffixes of each length
 * @param shapeSize the embedding size of shapes
 * @param longestPrefix the longest prefix in code points; 0 for none
 * @param longestSuffix the longest suffix in code points; 0 for none
 */
public record WordFormInputs(
    int wordSize,
    int prefixSize,
    int suffixSize,
    int shapeSize,
    int longestPrefix,
    int longestSuffix) {
  /** The default embedding size of words, of lower-cased words and of other features. */
  public static final int WORD_SIZE = 64;

  private static final int PREFIX_SIZE = 12;
  private static final int SUFFIX_SIZE = 16;
  private static final int SHAPE_SIZE = 12;
  private static final int LONGEST_PREFIX = 3;
  private static final int LONGEST_SUFFIX = 4;

  private static final WordFormInputs DEFAULTS =
      new WordFormInputs(
          WORD_SIZE, PREFIX_SIZE, SUFFIX_SIZE, SHAPE_SIZE, LONGEST_PREFIX, LONGEST_SUFFIX);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a size is below 1, or a length is not from 0 to 999
   */
  public WordFormInputs {
    for (int size : new int[] {wordSize, prefixSize, suffixSize, shapeSize}) {
      if (size < 1) {
        throw new IllegalArgumentException(
            "word forms: expected embedding sizes of at least 1, got %d".formatted(size));
      }
    }
    for (int length : new int[] {longestPrefix, longestSuffix}) {
      if (length < 0 || length > WordForm.MAX_AFFIX) {
        throw new IllegalArgumentException(
            "word forms: expected an affix length from 0 to %d code points, got %d"
                .formatted(WordForm.MAX_AFFIX, length));
      }
    }
  }

  /**
   * Returns the defaults: words and lower-cased words of size 64, prefixes of up to 3 code points
   * of size 12, suffixes of up to 4 of size 16, shapes of size 12.
   */
  public static WordFormInputs defaults() {
    return DEFAULTS;
  }

  /** Sets the embedding size of words and lower-cased words. */
  public WordFormInputs words(int size) {
    return new WordFormInputs(
        size, prefixSize, suffixSize, shapeSize, longestPrefix, longestSuffix);
  }

  /** Sets the embedding size and the greatest length of prefixes; length 0 for none. */
  public WordFormInputs prefixes(int size, int longest) {
    return new WordFormInputs(wordSize, size, suffixSize, shapeSize, longest, longestSuffix);
  }

  /** Sets the embedding size and the greatest length of suffixes; length 0 for none. */
  public WordFormInputs suffixes(int size, int longest) {
    return new WordFormInputs(wordSize, prefixSize, size, shapeSize, longestPrefix, longest);
  }

  /** Sets the embedding size of shapes. */
  public WordFormInputs shapes(int size) {
    return new WordFormInputs(wordSize, prefixSize, suffixSize, size, longestPrefix, longestSuffix);
  }

  /** Returns the inputs: word, lower, prefix1 and longer ones, suffix1 and longer ones, shape. */
  public List<EmbeddingInput> inputs() {
    List<EmbeddingInput> inputs = new ArrayList<>();
    inputs.add(EmbeddingInput.of(EmbeddingInput.WORD, wordSize));
    inputs.add(EmbeddingInput.of(EmbeddingInput.LOWER, wordSize));
    for (int length = 1; length <= longestPrefix; length++) {
      inputs.add(EmbeddingInput.of("prefix" + length, prefixSize));
    }
    for (int length = 1; length <= longestSuffix; length++) {
      inputs.add(EmbeddingInput.of("suffix" + length, suffixSize));
    }
    inputs.add(EmbeddingInput.of(EmbeddingInput.SHAPE, shapeSize));
    return inputs;
  }
}

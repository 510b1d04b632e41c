package org.tributary.tribuo.internal.model;

import java.util.List;
import java.util.function.Supplier;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.WordForm;

/**
 * An input that derives the columns of a resolved input from plain words.
 *
 * @param vocabulary makes {@link #entries}
 */
public record WordInput(Input<?> input, Supplier<List<String>> vocabulary) {
  /** The groups of which every word has exactly one feature. */
  static final List<String> OF_EVERY_WORD =
      List.of(EmbeddingInput.WORD, EmbeddingInput.LOWER, "shape");

  /**
   * Checks that the input reads plain words.
   *
   * @throws IllegalArgumentException if it does not
   */
  public WordInput {
    if (input.wordReader().isEmpty()) {
      throw refused(
          input.name(), "a form of words that a word tagger knows", "the group " + input.name());
    }
  }

  /**
   * Returns its vocabulary: the symbols of all rows of its table except the last, the unknown one.
   */
  public List<String> entries() {
    return vocabulary.get();
  }

  /** Returns the group of the features of a form in the plugin's extractors. */
  public static String group(WordForm form) {
    return form.equals(WordForm.shapeOfVersion1()) ? WordForm.shape().name() : form.name();
  }

  /**
   * Checks that an input reads the group of words.
   *
   * @param what a noun for the message, such as "characters"
   * @throws IllegalArgumentException if it reads another one
   */
  static void requireWords(ResolvedInput input, String what) {
    if (!input.group().equals(EmbeddingInput.WORD)) {
      throw refused(
          input.input().name(),
          "the %s of the group word".formatted(what),
          "those of the group " + input.group());
    }
  }

  static IllegalArgumentException refused(String input, String expected, String got) {
    return new IllegalArgumentException(
        "conversion to a word tagger: expected input %s to read %s, got %s; use the model through Tribuo"
            .formatted(input, expected, got));
  }
}

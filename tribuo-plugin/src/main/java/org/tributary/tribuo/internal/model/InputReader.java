package org.tributary.tribuo.internal.model;

import java.util.List;
import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;

/** A reader of one input of the network. */
interface InputReader extends AutoCloseable {
  /** Returns the vocabulary size, including the unknown entry. */
  int entries();

  /** Returns the names of the entries without the unknown one; by default none. */
  default List<String> names() {
    return List.of();
  }

  /**
   * Returns the input that derives the same column from plain words, with the vocabulary {@link
   * #symbols}.
   *
   * @param gazetteer that of the features of its group, if their extractor has one
   * @throws IllegalArgumentException if it cannot be derived from them
   */
  Input<?> ofWords(Optional<Gazetteer> gazetteer);

  /** Returns the symbols of the entries without the unknown one; by default their names. */
  default List<String> symbols() {
    return names();
  }

  /**
   * Returns the vocabulary frequencies in columns that this reader has read; by default those of
   * entries that are never replaced.
   */
  default Frequencies frequencies(List<InputColumn> columns) {
    return Frequencies.neverReplaced();
  }

  /** Reads the input column of a sequence. */
  InputColumn read(List<StepFeatures> steps);

  /**
   * Reads the input columns of sequences at once, if a step's column depends on the other steps of
   * its sequence; none, the default, if {@link #read} reads each.
   */
  default List<? extends InputColumn> readTogether(List<SequenceExample<Label>> examples) {
    return List.of();
  }

  /** Frees native memory, after the calls that run; by default there is none. */
  @Override
  default void close() {}

  /**
   * Checks that an input reads the group of words.
   *
   * @param what a noun for the message, such as "characters"
   * @throws IllegalArgumentException if it reads another one
   */
  static void requireWords(String input, String what, String group) {
    if (!group.equals(EmbeddingInput.WORD)) {
      throw notOfWords(
          input, "the %s of the group word".formatted(what), "those of the group " + group);
    }
  }

  /** Returns the exception for an input that cannot be derived from plain words. */
  static IllegalArgumentException notOfWords(String input, String expected, String got) {
    return new IllegalArgumentException(
        "conversion to a word tagger: expected input %s to read %s, got %s; use the model through Tribuo, as a .tribuo file"
            .formatted(input, expected, got));
  }
}

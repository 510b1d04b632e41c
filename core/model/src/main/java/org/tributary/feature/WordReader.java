package org.tributary.feature;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * A reader of plain words for an input with a vocabulary of symbols, such as words or characters,
 * or for an input that reads whole sentences.
 *
 * @param <C> the type of the input's columns
 */
public interface WordReader<C extends InputColumn> extends AutoCloseable {

  /** Returns the symbols of a word, from which the vocabulary is collected in training. */
  List<String> symbols(String word);

  /**
   * Returns the indices that the column of a word reads, whose frequencies decide which are rare;
   * by default those of its symbols.
   *
   * @param index as for {@link #column}
   */
  default IntStream indices(String word, ToIntFunction<String> index) {
    return symbols(word).stream().mapToInt(index);
  }

  /**
   * Returns the symbols of a sentence; by default those of its words. A reader that {@link
   * #readsSentence} overrides it if they depend on the sentence.
   */
  default List<String> sentenceSymbols(List<String> words) {
    return words.stream().flatMap(word -> symbols(word).stream()).toList();
  }

  /**
   * Returns the {@link #indices} of a sentence; by default those of its words. A reader that {@link
   * #readsSentence} overrides it if they depend on the sentence.
   *
   * @param index as for {@link #column}
   */
  default IntStream sentenceIndices(List<String> words, ToIntFunction<String> index) {
    return words.stream().flatMapToInt(word -> indices(word, index));
  }

  /**
   * Returns the column of a sentence. Unless this reader {@link #readsSentence}, it is the
   * concatenation of the columns of its words, which are cached separately.
   *
   * @param index the index of each symbol in the sorted vocabulary, which is its row of a table;
   *     for one that is not in the vocabulary the index after the last, the unknown entry
   */
  C column(List<String> words, ToIntFunction<String> index);

  /**
   * Returns the columns of several sentences; by default that of each. A reader that computes
   * several at once overrides it.
   *
   * @param index as for {@link #column}
   */
  default List<C> columns(List<List<String>> sentences, ToIntFunction<String> index) {
    return sentences.stream().map(words -> column(words, index)).toList();
  }

  /**
   * Returns whether the column of a word depends on the other words of its sentence; by default it
   * does not.
   */
  default boolean readsSentence() {
    return false;
  }

  /**
   * Returns the fixed vocabulary, in the order of its indices; empty, the default, for the sorted
   * symbols of the training data.
   */
  default Optional<List<String>> vocabulary() {
    return Optional.empty();
  }

  /** Returns whether training replaces rare symbols by the unknown entry; by default it does. */
  default boolean replacesRare() {
    return true;
  }

  /**
   * Returns the probability of replacing an entry of any frequency by the unknown entry in
   * training, in [0, 1); by default 0.
   */
  default double dropout() {
    return 0;
  }

  /**
   * Frees the native memory of this reader, after the calls that run; by default it has none. The
   * owner of a tagger closes its readers. A reader takes such memory for its first column, not in
   * its constructor: readers are also made to ask for their properties, and those are not closed.
   */
  @Override
  default void close() {}
}

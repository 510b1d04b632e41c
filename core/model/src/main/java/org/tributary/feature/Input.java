package org.tributary.feature;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * An input of a network: an immutable definition without tensors. The network concatenates the
 * outputs of its inputs.
 *
 * <p>An implementation brings its parameters, the type of its columns and its {@link #inference};
 * for training, its part of a graph, by {@code GraphInput} of the core library. An input that
 * derives its column from plain words also has a {@link #wordReader}. {@code toString} describes
 * the settings: a checkpoint is resumed only by a definition with the same text.
 *
 * <p>Letters in this package: T steps, N sequences, position t·N + n of step t of sequence n, V
 * entries of a table, E the size of a vector, S the output size of an input, W distinct words, L
 * characters of the longest word, B pairs of a position and a row of a table.
 *
 * @param <C> the type of the input's columns
 */
public interface Input<C extends InputColumn> {

  /**
   * Returns the prefix of the parameter names, before {@code _}; unique among the inputs, and valid
   * by {@link #requireName}.
   */
  String name();

  /**
   * Checks the name of an input.
   *
   * @throws IllegalArgumentException if it has other characters than letters, digits, - and _, or
   *     does not begin with a letter
   */
  static void requireName(String name) {
    NullChecks.require("name", "that of an input", name);
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException(
          "input: expected a name of letters, digits, - and _ that begins with a letter, got '%s'"
              .formatted(Excerpt.of(name)));
    }
  }

  /** Returns the type of the input's columns. */
  Class<C> columnType();

  /** Returns S, the size of this input's output at a step. */
  int outputSize();

  /**
   * Returns the parameters, in order.
   *
   * @param vocabularySize V, the number of features or characters, the unknown one included;
   *     ignored for numbers
   */
  List<ParameterSpec> parameters(int vocabularySize);

  /**
   * Returns the names of the parameters that are tables of V rows, of which a batch reads a few; by
   * default none.
   */
  default List<String> tables() {
    return List.of();
  }

  /**
   * Returns the names of the {@link #tables} that hold pretrained vectors, which a file beside the
   * tagger may store; by default none.
   */
  default List<String> vectorTables() {
    return List.of();
  }

  /**
   * Returns the names of the parameters that training leaves unchanged; by default none. Every
   * other parameter has a gradient.
   */
  default List<String> frozenParameters() {
    return List.of();
  }

  /**
   * Checks that this input can read {@code column}.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  void require(C column, int vocabularySize);

  /**
   * Returns an implementation in plain Java for predictions; empty, the default, if there is none:
   * a tagger with this input then predicts in a TensorFlow graph.
   *
   * @param weights the values of each of {@link #parameters}, by name
   */
  default Optional<InputInference<C>> inference(Function<String, FloatTensor> weights) {
    return Optional.empty();
  }

  /**
   * Returns this input with the initial vectors of its feature table drawn from N(0, deviation²);
   * by default this input itself, which has no such table.
   */
  default Input<C> withFeatureStandardDeviation(double standardDeviation) {
    return this;
  }

  /**
   * Returns whether this input is so expensive that inference caches the vectors of steps even if
   * other inputs do not read words; by default it is not. See {@link Inputs#cachesSteps}.
   */
  default boolean cachesSteps() {
    return false;
  }

  /**
   * Returns the reader that derives the input's column from plain words; empty if it cannot be
   * derived from them, the default.
   */
  default Optional<WordReader<C>> wordReader() {
    return Optional.empty();
  }

  /**
   * Returns this input fitted to the words of the training data; empty if no word has a feature of
   * it, so that the tagger does without it. By default this input itself.
   *
   * @param words the distinct words
   */
  default Optional<? extends Input<C>> fittedTo(Set<String> words) {
    return Optional.of(this);
  }

  /**
   * Returns the pretrained initial values of parameters, by name; by default none, and the values
   * are drawn at random.
   */
  default Map<String, FloatTensor> pretrained() {
    return Map.of();
  }

  /**
   * Returns this input as a trained tagger has it: without {@link #pretrained} values, which are
   * parameters then. By default this input itself.
   */
  default Input<C> trained() {
    return this;
  }

  /**
   * Returns the files that this input reads and that are stored beside a tagger, always in the same
   * order; by default none.
   */
  default List<InputFile> files() {
    return List.of();
  }

  /**
   * Returns this input with its {@link #files} at other places; by default this input itself.
   *
   * @param files those of {@link #files}, in the same order
   */
  default Input<C> withFiles(List<InputFile> files) {
    return this;
  }

  /**
   * Returns all serialized settings, a map of strings, for the file of a tagger, which refuses an
   * input that is not read back equal; empty for an input that cannot be stored, the default.
   */
  default Optional<Map<String, String>> settings() {
    return Optional.empty();
  }
}

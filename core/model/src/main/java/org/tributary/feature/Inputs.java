package org.tributary.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.internal.NullChecks;
import org.tributary.param.ParameterSpec;

/**
 * The inputs of a network, in the order of their concatenation. Immutable.
 *
 * @param all at least one input, with distinct names
 */
public record Inputs(List<Input<?>> all) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are no inputs, a name is invalid, or two share a name
   */
  public Inputs {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("inputs: expected at least one, got none");
    }
    List<String> names = all.stream().map(Input::name).toList();
    names.forEach(Input::requireName);
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException(
          "inputs: expected each name once, got %s".formatted(names));
    }
    long size = all.stream().mapToLong(Input::outputSize).sum();
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "inputs: expected a total size of at most %d, got %d".formatted(Integer.MAX_VALUE, size));
    }
  }

  /** Returns inputs in this order. */
  public static Inputs of(Input<?>... inputs) {
    return new Inputs(List.of(inputs));
  }

  /** Returns these inputs with {@code input} replacing the one of the same name, or appended. */
  public Inputs with(Input<?> input) {
    List<Input<?>> changed = new ArrayList<>(all);
    int index = names().indexOf(input.name());
    if (index < 0) {
      changed.add(input);
    } else {
      changed.set(index, input);
    }
    return new Inputs(changed);
  }

  /**
   * Returns these inputs with the initial vectors of every feature table drawn from N(0,
   * deviation²).
   */
  public Inputs withFeatureStandardDeviation(double standardDeviation) {
    return new Inputs(
        all.stream()
            .<Input<?>>map(input -> input.withFeatureStandardDeviation(standardDeviation))
            .toList());
  }

  /**
   * Returns whether inference caches the vectors of whole steps by default: if an input is
   * {@linkplain Input#cachesSteps expensive}, or if all inputs read {@linkplain Input#wordReader
   * words}, which repeat; but not if one {@link #readSentences reads sentences}, in which steps do
   * not repeat.
   */
  public boolean cachesSteps() {
    return !readSentences()
        && (all.stream().anyMatch(Input::cachesSteps)
            || all.stream().allMatch(input -> input.wordReader().isPresent()));
  }

  /** Returns whether a word's column of an input depends on the other words of its sentence. */
  public boolean readSentences() {
    return all.stream()
        .flatMap(input -> input.wordReader().stream())
        .anyMatch(WordReader::readsSentence);
  }

  /** Returns the size of the concatenated outputs. */
  public int outputSize() {
    return all.stream().mapToInt(Input::outputSize).sum();
  }

  /**
   * Returns the parameters of all inputs, in order.
   *
   * @param vocabularySizes the number of entries of each input, see {@link Input#parameters}
   */
  public List<ParameterSpec> parameters(List<Integer> vocabularySizes) {
    requireFit(vocabularySizes);
    List<ParameterSpec> specs = new ArrayList<>();
    IntStream.range(0, all.size())
        .forEach(k -> specs.addAll(all.get(k).parameters(vocabularySizes.get(k))));
    return specs;
  }

  /** Returns the names of the parameters that are tables. */
  public List<String> tables() {
    return all.stream().flatMap(i -> i.tables().stream()).toList();
  }

  /** Returns the files beside a tagger that the inputs read. */
  public List<InputFile> files() {
    return all.stream().flatMap(i -> i.files().stream()).toList();
  }

  /** Returns the names of the tables of pretrained vectors. */
  public List<String> vectorTables() {
    return all.stream().flatMap(i -> i.vectorTables().stream()).toList();
  }

  /**
   * Checks the number of entries of each input.
   *
   * @throws IllegalArgumentException if there is not one number per input, or a table has no
   *     entries
   */
  public void requireFit(List<Integer> vocabularySizes) {
    requireOneEach(vocabularySizes);
    for (int k = 0; k < all.size(); k++) {
      if (!all.get(k).tables().isEmpty() && vocabularySizes.get(k) < 1) {
        throw new IllegalArgumentException(
            "input %s: expected at least 1 entry, got %d"
                .formatted(all.get(k).name(), vocabularySizes.get(k)));
      }
    }
  }

  private void requireOneEach(List<Integer> vocabularySizes) {
    NullChecks.requireElements("vocabularySizes", "number", vocabularySizes);
    if (vocabularySizes.size() != all.size()) {
      throw new IllegalArgumentException(
          "inputs: expected the number of entries of each of %s, got %d numbers"
              .formatted(names(), vocabularySizes.size()));
    }
  }

  /**
   * Checks that the inputs can read {@code columns}.
   *
   * @throws IllegalArgumentException if there is not one column for each input, of its kind and
   *     range
   */
  public void require(List<InputColumn> columns, List<Integer> vocabularySizes) {
    requireOneEach(vocabularySizes);
    if (columns.size() != all.size()) {
      throw new IllegalArgumentException(
          "sequence: expected a column for each of the inputs %s, got %d"
              .formatted(names(), columns.size()));
    }
    IntStream.range(0, all.size())
        .forEach(k -> require(all.get(k), columns.get(k), vocabularySizes.get(k)));
  }

  private static <C extends InputColumn> void require(
      Input<C> input, InputColumn column, int vocabularySizes) {
    Class<C> type = input.columnType();
    if (!type.isInstance(column)) {
      throw new IllegalArgumentException(
          "sequence: expected a %s for input %s, got a %s; are the columns in the order of the inputs?"
              .formatted(type.getSimpleName(), input.name(), column.getClass().getSimpleName()));
    }
    input.require(type.cast(column), vocabularySizes);
  }

  private List<String> names() {
    return all.stream().map(Input::name).toList();
  }
}

package org.tributary.input;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.param.ParameterSpec;

/**
 * All inputs of a network, in the order in which what they give stands side by side. Immutable.
 *
 * @param all at least one, no two with parameters of one name
 */
public record Inputs(List<Input> all) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is none, or two share a name
   */
  public Inputs {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("inputs: expected at least one, got none");
    }
    List<String> names = all.stream().map(Input::name).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException(
          "inputs: expected each name once, got %s".formatted(names));
    }
    long size = all.stream().mapToLong(Input::outputSize).sum();
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "inputs: expected sizes that an array can have together, got %d".formatted(size));
    }
  }

  /** The inputs given. */
  public static Inputs of(Input... inputs) {
    return new Inputs(List.of(inputs));
  }

  /** With {@code input} in the place of the one of its name, or else at the end. */
  public Inputs with(Input input) {
    List<Input> changed = new ArrayList<>(all);
    int at = IntStream.range(0, all.size()).filter(k -> is(k, input.name())).findFirst().orElse(-1);
    if (at < 0) {
      changed.add(input);
    } else {
      changed.set(at, input);
    }
    return new Inputs(changed);
  }

  private boolean is(int k, String name) {
    return all.get(k).name().equals(name);
  }

  /** With every table of features first drawn from N(0, deviation²). */
  public Inputs deviation(double deviation) {
    return new Inputs(
        all.stream()
            .<Input>map(i -> i instanceof FeatureInput f ? f.deviation(deviation) : i)
            .toList());
  }

  /** Whether words are spelt out among what is read at a step, as a text's are. */
  public boolean spelt() {
    return all.stream().anyMatch(CharacterInput.class::isInstance);
  }

  /** The size of what all inputs give for a step. */
  public int outputSize() {
    return all.stream().mapToInt(Input::outputSize).sum();
  }

  /**
   * Every parameter, input after input.
   *
   * @param entries for each input, see {@link Input#parameters}
   */
  public List<ParameterSpec> parameters(List<Integer> entries) {
    requireFit(entries);
    List<ParameterSpec> specs = new ArrayList<>();
    IntStream.range(0, all.size())
        .forEach(k -> specs.addAll(all.get(k).parameters(entries.get(k))));
    return specs;
  }

  /** The names of the tables among the parameters. */
  public List<String> tables() {
    return all.stream().flatMap(i -> i.tables().stream()).toList();
  }

  /**
   * Checks that there are entries for each input.
   *
   * @throws IllegalArgumentException if there are not
   */
  public void requireFit(List<Integer> entries) {
    if (entries.size() != all.size()) {
      throw new IllegalArgumentException(
          "inputs: expected the number of entries of each of %s, got %d numbers"
              .formatted(names(), entries.size()));
    }
    for (int k = 0; k < all.size(); k++) {
      if (!all.get(k).tables().isEmpty() && entries.get(k) < 1) {
        throw new IllegalArgumentException(
            "input %s: expected at least 1 entry, got %d"
                .formatted(all.get(k).name(), entries.get(k)));
      }
    }
  }

  /**
   * Checks that these can read {@code columns}.
   *
   * @throws IllegalArgumentException if they are not one for each input, of its kind and range
   */
  public void require(List<InputColumn> columns, List<Integer> entries) {
    if (columns.size() != all.size()) {
      throw new IllegalArgumentException(
          "sequence: expected a column for each of the inputs %s, got %d"
              .formatted(names(), columns.size()));
    }
    IntStream.range(0, all.size()).forEach(k -> all.get(k).require(columns.get(k), entries.get(k)));
  }

  private List<String> names() {
    return all.stream().map(Input::name).toList();
  }
}

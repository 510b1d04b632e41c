package org.tributary.input;

import java.util.List;
import org.tributary.param.ParameterSpec;

/**
 * One of the things that a step of a sequence is read as: an immutable value without tensors. A
 * network concatenates what its inputs give.
 *
 * <p>The letters everywhere in this package: T steps, N rows, position t·N + n for step t of row n,
 * V entries of a table, E the size of a vector, S what an input gives, W distinct words, L
 * characters.
 */
public sealed interface Input permits FeatureInput, CharacterInput, NumberInput {

  /** What the parameters' names begin with, before {@code _}; no two inputs share one. */
  String name();

  /** S, the size of what this input gives for a step. */
  int outputSize();

  /**
   * The parameters, in order.
   *
   * @param entries V, how many features or characters there are, that for unknown ones included;
   *     without meaning for numbers
   */
  List<ParameterSpec> parameters(int entries);

  /** The names of those parameters that are tables of V rows, of which a batch reads a few. */
  List<String> tables();

  /**
   * Checks that this input can read {@code column}.
   *
   * @throws IllegalArgumentException if it is of another kind, or holds what is out of range
   */
  void require(InputColumn column, int entries);

  /** Places the input's placeholders in a graph. */
  PlacedInput place(InputContext site, int entries);
}

package org.tributary.input;

import java.util.List;
import org.tributary.param.ParameterSpec;

/**
 * An input of a network: an immutable definition without tensors. The network concatenates the
 * outputs of its inputs.
 *
 * <p>Letters in this package: T steps, N rows, position t·N + n of step t of row n, V entries of a
 * table, E the size of a vector, S the output size of an input, W distinct words, L characters.
 */
public sealed interface Input permits FeatureInput, CharacterInput, NumberInput {

  /** Returns the prefix of the parameter names, before {@code _}; unique among the inputs. */
  String name();

  /** Returns S, the size of this input's output at a step. */
  int outputSize();

  /**
   * Returns the parameters, in order.
   *
   * @param entries V, the number of features or characters, the unknown one included; ignored for
   *     numbers
   */
  List<ParameterSpec> parameters(int entries);

  /**
   * Returns the names of the parameters that are tables of V rows, of which a batch reads a few.
   */
  List<String> tables();

  /**
   * Checks that this input can read {@code column}.
   *
   * @throws IllegalArgumentException if the column is of another kind, or a value is out of range
   */
  void require(InputColumn column, int entries);

  /** Adds the input's placeholders to the graph. */
  GraphInput build(InputContext context, int entries);
}

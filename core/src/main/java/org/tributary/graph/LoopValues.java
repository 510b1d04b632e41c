package org.tributary.graph;

import java.util.List;
import org.tensorflow.Output;

/**
 * The values of a loop, either outside it or as its condition and body see them.
 *
 * @param variables values that each iteration replaces
 * @param constants values that stay the same in every iteration
 */
public record LoopValues(List<Output<?>> variables, List<Output<?>> constants) {
  /** Copies both lists. */
  public LoopValues {
    variables = List.copyOf(variables);
    constants = List.copyOf(constants);
  }
}

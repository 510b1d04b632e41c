package org.tributary.graph;

import java.util.List;
import org.tensorflow.Output;

/**
 * What a loop works with, outside it or as its condition and body see it.
 *
 * @param variables what each turn replaces
 * @param constants what stays the same in every turn
 */
public record LoopValues(List<Output<?>> variables, List<Output<?>> constants) {
  /** Copies both lists. */
  public LoopValues {
    variables = List.copyOf(variables);
    constants = List.copyOf(constants);
  }
}

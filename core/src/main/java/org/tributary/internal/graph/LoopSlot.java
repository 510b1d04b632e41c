package org.tributary.internal.graph;

import org.tensorflow.types.family.TType;

/**
 * A typed handle of one value of a loop, by which its body reads the value.
 *
 * @param <T> the value's type
 */
@SuppressWarnings("UnusedTypeParameter") // it is the type of what a loop returns for the slot
public class LoopSlot<T extends TType> {
  LoopSlot() {}

  /**
   * The slot of a value that an iteration may replace.
   *
   * @param <T> the value's type
   */
  static class Variable<T extends TType> extends LoopSlot<T> {}
}

package org.tributary.internal.graph;

import org.tensorflow.types.family.TType;

/**
 * A typed handle of one value of a {@link WhileLoop}: {@link LoopValues#get} reads it inside the
 * loop and after it.
 *
 * @param <T> the value's type
 */
@SuppressWarnings("UnusedTypeParameter") // it is the type of what LoopValues.get returns
public final class Slot<T extends TType> {
  final WhileLoop loop;
  final boolean isVariable;
  final int number;

  Slot(WhileLoop loop, boolean isVariable, int number) {
    this.loop = loop;
    this.isVariable = isVariable;
    this.number = number;
  }
}

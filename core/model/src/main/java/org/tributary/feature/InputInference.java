package org.tributary.feature;

/**
 * An input with trained weights that computes the vectors of steps on Java arrays. A vector depends
 * on its step alone. Thread-safe.
 *
 * @param <C> the type of the input's columns
 */
@FunctionalInterface
public interface InputInference<C extends InputColumn> {

  /**
   * Writes the vector of a step, [S].
   *
   * @param column a column, checked by {@link Input#require}
   * @param step the step, from 0
   * @param to the destination
   * @param at the index of the vector's first element in {@code to}
   */
  void encode(C column, int step, float[] to, int at);

  /**
   * Writes the vectors of all steps, as {@link #encode} does; an input with large matrices reads
   * them once.
   *
   * @param column a column, checked by {@link Input#require}
   * @param to the destination of each step
   * @param at the index of a vector's first element in its destination
   */
  default void encodeAll(C column, float[][] to, int at) {
    for (int step = 0; step < to.length; step++) {
      encode(column, step, to[step], at);
    }
  }
}

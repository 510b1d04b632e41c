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
  void read(C column, int step, float[] to, int at);
}

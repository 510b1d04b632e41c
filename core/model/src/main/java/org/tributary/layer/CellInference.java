package org.tributary.layer;

/**
 * A cell with trained weights that computes steps on Java arrays. A step has two parts: what x
 * contributes depends on x alone, and is computed for many steps at once or kept for an x that
 * recurs; the rest needs the state before the step.
 *
 * <p>The numbers of a row do not depend on the other rows. Thread-safe; the states are not.
 */
public interface CellInference {

  /** Returns the number of values that x contributes to a step. */
  int gateSize();

  /**
   * Computes what elements of inputs contribute to their steps. If {@code from} is 0, writes W_i x
   * + b; otherwise adds W_i x. The ranges [0, k) and [k, I) in turn give the bits of one call.
   *
   * @param x at least {@code count} inputs, [I] each
   * @param from the first element, from 0
   * @param to the element after the last, at most I
   * @param projected at least {@code count} distinct arrays of at least {@link #gateSize} elements,
   *     of which that many are written
   */
  void project(float[][] x, int from, int to, float[][] projected, int count);

  /** Returns states of zero for {@code rows} rows. */
  States states(int rows);

  /** The states of several rows. Not thread-safe. */
  interface States {

    /**
     * Returns a part of the state of each row, such as h: the arrays themselves, which {@link
     * #step} overwrites.
     *
     * @param index the index of the part; 0 is h
     */
    float[][] part(int index);

    /** Tells that the caller has changed values of {@link #part}. */
    void changed();

    /**
     * Moves the first {@code rows} rows on by one step.
     *
     * @param projected the result of {@link #project} for each of these rows, which is overwritten
     */
    void step(float[][] projected, int rows);
  }
}

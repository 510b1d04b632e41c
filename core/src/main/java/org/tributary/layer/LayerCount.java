package org.tributary.layer;

/** How many layers may stand on one another. */
public final class LayerCount {
  /** Far beyond what learns; each layer is operations in a graph, and millions fill the memory. */
  public static final int MOST = 1000;

  private LayerCount() {}

  /**
   * Checks a number of layers.
   *
   * @param what has them
   * @throws IllegalArgumentException if it is not from 1 to {@link #MOST}
   */
  public static void require(String what, int layers) {
    if (layers < 1 || layers > MOST) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d layers, got %d; is it another size?".formatted(what, MOST, layers));
    }
  }
}

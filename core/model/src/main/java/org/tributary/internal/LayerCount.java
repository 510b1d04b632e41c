package org.tributary.internal;

/** A check for the number of stacked layers. */
public final class LayerCount {
  /** Maximum number of layers. Each layer adds operations to the graph, which take memory. */
  public static final int MAX = 1000;

  private LayerCount() {}

  /**
   * Checks a number of layers.
   *
   * @param what the layer's name in the message
   * @param layers the number of layers
   * @throws IllegalArgumentException if the number is not from 1 to {@link #MAX}
   */
  public static void require(String what, int layers) {
    if (layers < 1 || layers > MAX) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d layers, got %d; is it another size?".formatted(what, MAX, layers));
    }
  }
}

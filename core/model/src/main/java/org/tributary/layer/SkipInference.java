package org.tributary.layer;

/**
 * A skip connection with trained weights that runs on Java arrays: x is the input of a layer, h its
 * output. The numbers of a step do not depend on other steps. Thread-safe.
 */
@FunctionalInterface
public interface SkipInference {

  /**
   * Replaces h by the connection's output y.
   *
   * @param x at least {@code count} vectors, [F] each
   * @param h at least {@code count} vectors, [F] each, distinct arrays
   */
  void connect(float[][] x, float[][] h, int count);
}

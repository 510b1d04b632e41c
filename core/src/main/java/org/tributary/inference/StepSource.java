package org.tributary.inference;

/** The source of what the inputs of a batch contribute to the steps of its first layer. */
@FunctionalInterface
public interface StepSource {

  /**
   * Writes contributions, as {@link CellInference#project} does.
   *
   * @param direction the direction of the layer, 0 or 1
   * @param steps the steps of the batch to read: step t of row n is the number of steps in the rows
   *     before n, plus t
   * @param count the number of steps to read, the first ones of {@code steps}
   * @param projected an array for each of them, which is overwritten
   */
  void project(int direction, int[] steps, int count, float[][] projected);
}

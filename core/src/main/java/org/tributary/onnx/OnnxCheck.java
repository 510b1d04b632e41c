package org.tributary.onnx;

/**
 * The comparison of an exported model, run by ONNX Runtime, with the model of this library.
 *
 * @param sequences the number of compared sequences
 * @param steps the number of their steps
 * @param ties the number of sequences whose labels differ because the two best differ by less than
 *     {@link #TOLERANCE}: in the probability of a step, or in the log-probability of two label
 *     sequences of a CRF; 0 for layers
 * @param largestDifference the largest difference of a probability, or of an output of layers
 */
public record OnnxCheck(int sequences, int steps, int ties, double largestDifference) {
  /** The largest accepted difference, 1e-5; for layers, relative to max(1, |expected|). */
  public static final double TOLERANCE = 1e-5;

  /** Returns the comparison of both parts. */
  OnnxCheck plus(OnnxCheck other) {
    return new OnnxCheck(
        sequences + other.sequences,
        steps + other.steps,
        ties + other.ties,
        Math.max(largestDifference, other.largestDifference));
  }
}

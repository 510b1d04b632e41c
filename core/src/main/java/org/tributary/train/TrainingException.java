package org.tributary.train;

/**
 * An exception that ends training: a loss, gradient or weight that is not finite, a loss that
 * diverges, an interrupt, or a checkpoint of another run. The message names the position in the run
 * and a remedy.
 *
 * <p>A loss diverges if the mean of an epoch exceeds ten times the loss of untrained weights: that
 * of the first step, or of a uniform guess if it is greater. Epochs of fewer than 10 steps are
 * judged together with those before them, or at the end of the run.
 */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a one-line message. */
  public TrainingException(String message) {
    super(message);
  }
}

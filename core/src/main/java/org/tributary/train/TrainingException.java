package org.tributary.train;

/** An exception that ends training. The message names the position in the run and a remedy. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a one-line message. */
  public TrainingException(String message) {
    super(message);
  }
}

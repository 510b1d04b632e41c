package org.tributary.train;

/** Training cannot go on; the message says where it stood and what to try. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message in one line. */
  public TrainingException(String message) {
    super(message);
  }
}

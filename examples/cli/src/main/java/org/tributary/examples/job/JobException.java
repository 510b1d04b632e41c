package org.tributary.examples.job;

/** An error that ends a job, with a one-line message of cause and cure for the user. */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an error.
   *
   * @param message one line for the user
   */
  public JobException(String message) {
    super(message);
  }
}

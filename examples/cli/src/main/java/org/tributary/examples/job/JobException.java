package org.tributary.examples.job;

/** An error that ends a job, with a one-line message of cause and remedy for the user. */
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

  /**
   * Creates an error with a cause, whose stack trace {@code --debug} shows.
   *
   * @param message one line for the user
   */
  public JobException(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.tributary.examples.job;

/** A job cannot be done; the message says in one line what was wrong and what to do about it. */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Ends a job.
   *
   * @param message one line for the person who started it
   */
  public JobException(String message) {
    super(message);
  }
}

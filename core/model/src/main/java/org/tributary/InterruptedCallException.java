package org.tributary;

/**
 * An exception of a call that stopped between two of its parts, such as two batches, because its
 * thread was interrupted. The thread's interrupt status stays set. The call has no result; it can
 * be repeated.
 */
public final class InterruptedCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a one-line message. */
  public InterruptedCallException(String message) {
    super(message);
  }
}

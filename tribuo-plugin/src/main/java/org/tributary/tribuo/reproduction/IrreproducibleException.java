package org.tributary.tribuo.reproduction;

/** Signals that a model cannot be retrained; the message is one line. */
public final class IrreproducibleException extends Exception {
  private static final long serialVersionUID = 1L;

  IrreproducibleException(String message) {
    super(message);
  }

  IrreproducibleException(String message, Throwable cause) {
    super(message, cause);
  }
}

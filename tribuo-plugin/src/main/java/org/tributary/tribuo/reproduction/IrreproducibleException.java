package org.tributary.tribuo.reproduction;

/** A model cannot be trained once more; the message says in one line why. */
public final class IrreproducibleException extends Exception {
  private static final long serialVersionUID = 1L;

  IrreproducibleException(String message) {
    super(message);
  }

  IrreproducibleException(String message, Throwable cause) {
    super(message, cause);
  }
}

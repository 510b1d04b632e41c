package org.tributary.tribuo.internal;

/** A check for an {@link OutOfMemoryError} inside exceptions of Tribuo and OLCUT. */
public final class OutOfMemory {
  private OutOfMemory() {}

  /**
   * Returns the root cause of a failure.
   *
   * @throws OutOfMemoryError if that is the root cause: it says nothing about the data being read
   */
  public static Throwable rootUnlessOutOfMemory(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof OutOfMemoryError e) {
      throw e;
    }
    return root;
  }

  /**
   * Returns the message of the root cause of a failure on one line.
   *
   * @throws OutOfMemoryError as {@link #rootUnlessOutOfMemory}
   */
  public static String reason(Throwable failure) {
    Throwable root = rootUnlessOutOfMemory(failure);
    return (root.getMessage() == null ? root.toString() : root.getMessage())
        .replaceAll("\\s+", " ");
  }
}

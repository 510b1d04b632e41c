package org.tributary.tribuo.internal;

/** The {@link OutOfMemoryError} that Tribuo and OLCUT wrap in exceptions of their own. */
public final class OutOfMemory {
  private OutOfMemory() {}

  /**
   * Returns the first cause of a failure.
   *
   * @throws OutOfMemoryError if the failure or one of its causes is one, which says nothing about
   *     the data being read
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
}

package org.tributary.internal;

/**
 * A limit on the Java heap that the content of a file may take: 16 MiB plus a multiple of the
 * file's size. A reader deducts the size of each structure before it builds the structure, since a
 * few bytes of a file can declare an object of a hundred bytes. Not thread-safe.
 */
public final class HeapBudget {
  /** Heap bytes of a string beside its characters, and of its entry in a list and a map. */
  static final int STRING_BYTES = 128;

  private static final int FACTOR = 5;
  private static final long MIN_BYTES = 16L << 20;

  private final long fileBytes;
  private final long limit;
  private long left;

  private HeapBudget(long fileBytes, int factor) {
    this.fileBytes = fileBytes;
    this.limit = Math.addExact(MIN_BYTES, Math.multiplyExact(factor, fileBytes));
    this.left = limit;
  }

  /** Returns the budget of a file of {@code bytes}: 16 MiB and five times its size. */
  public static HeapBudget ofFile(long bytes) {
    return ofFile(bytes, FACTOR);
  }

  /** Returns the budget of a file of {@code bytes}: 16 MiB and {@code factor} times its size. */
  public static HeapBudget ofFile(long bytes, int factor) {
    return new HeapBudget(bytes, factor);
  }

  /** Returns a budget without a limit, for content that is in memory already. */
  public static HeapBudget unlimited() {
    return new HeapBudget(Long.MAX_VALUE >> 4, 1);
  }

  /**
   * Deducts the size of a structure.
   *
   * @param what the structures in the message, a plural
   * @throws IllegalArgumentException if less is left
   */
  public void take(String what, long bytes) {
    if (bytes > left) {
      throw new IllegalArgumentException(
          "expected fewer %s in a file of %d bytes, got so many that its content would take more than %d bytes in memory; was the file damaged, or written by another program?"
              .formatted(what, fileBytes, limit));
    }
    left -= bytes;
  }
}

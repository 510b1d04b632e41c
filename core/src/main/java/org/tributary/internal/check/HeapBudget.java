package org.tributary.internal.check;

/**
 * A limit on the Java heap that the content of a file may take: 16 MiB, and a multiple of the
 * file's size. A reader takes the size of each structure from it before building the structure,
 * since a few bytes of a file can declare an object of a hundred. Not thread-safe.
 */
public final class HeapBudget {
  /** Heap bytes of a string beside its characters, and of its entry in a list and a map. */
  public static final int STRING_BYTES = 128;

  private static final int FACTOR = 5;
  private static final long MIN_BYTES = 16L << 20;

  private final long fileBytes;
  private final int factor;
  private long left;

  private HeapBudget(long fileBytes, int factor) {
    this.fileBytes = fileBytes;
    this.factor = factor;
    this.left = Math.addExact(MIN_BYTES, Math.multiplyExact(factor, fileBytes));
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
   * Takes the size of a structure.
   *
   * @param what the structures in the message, a plural
   * @throws IllegalArgumentException if less is left
   */
  public void take(String what, long bytes) {
    if (bytes > left) {
      throw new IllegalArgumentException(
          "expected fewer %s in a file of %d bytes, got so many that they would take more than %d times its size in memory; was the file damaged, or written by another program?"
              .formatted(what, fileBytes, factor));
    }
    left -= bytes;
  }
}

package org.tributary.runtime;

import org.bytedeco.javacpp.Pointer;

/**
 * A tuning of the C library's allocator that retains freed memory between two runs of a graph. By
 * default glibc returns free memory above 128 KiB to the system, so every run requests it again and
 * the system zeroes it page by page. Freeing a block of up to 32 MiB raises that threshold to twice
 * the block's size (glibc manual, {@code M_TRIM_THRESHOLD}); this class frees one such block, which
 * is never written to. Other C libraries are unaffected, and a threshold set by the environment
 * ({@code MALLOC_TRIM_THRESHOLD_}) remains in force.
 */
final class MallocOptions {
  /** Block size, a little below glibc's limit of 32 MiB. */
  private static final long BLOCK_BYTES = 31L << 20;

  private MallocOptions() {}

  /** Raises the threshold. Requires loaded native libraries; repeated calls cost almost nothing. */
  static void raiseTrimThreshold() {
    Pointer block = Pointer.malloc(BLOCK_BYTES);
    if (block != null && !block.isNull()) {
      Pointer.free(block);
    }
  }
}

package org.tributary.runtime;

import org.bytedeco.javacpp.Pointer;

/**
 * Has the C library keep what TensorFlow frees between one run of a graph and the next. By default
 * glibc gives free memory back to the system from 128 KiB on, so that every run asks for it anew
 * and the system fills it with zeros, page by page. It raises that limit by itself when a block is
 * freed that is larger than the limit: twice the block's size, for blocks of up to 32 MiB (glibc
 * manual, {@code M_TRIM_THRESHOLD}). One such block, which is never written to, is freed here.
 * Other C libraries take no notice, and limits that the environment sets ({@code
 * MALLOC_TRIM_THRESHOLD_}) stay.
 */
final class MallocOptions {
  /** As large as counts: a little below the 32 MiB. */
  private static final long BLOCK = 31L << 20;

  private MallocOptions() {}

  /** Does so; TensorFlow's natives have to be loaded. To call it again costs next to nothing. */
  static void keep() {
    Pointer block = Pointer.malloc(BLOCK);
    if (block != null && !block.isNull()) {
      Pointer.free(block);
    }
  }
}

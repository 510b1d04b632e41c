package org.tributary.testing;

import java.lang.management.ManagementFactory;

/** The heap memory that a thread has allocated, garbage included. */
public final class Allocation {
  private Allocation() {}

  /** Returns the bytes that the current thread has allocated so far. */
  public static long bytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}

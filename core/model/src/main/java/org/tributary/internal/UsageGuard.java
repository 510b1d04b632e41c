package org.tributary.internal;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A guard of native resources that several threads use and one closes: closing refuses further
 * uses, waits for those that run, and then frees the resources. Uses may nest. Thread-safe.
 */
public final class UsageGuard {
  private final String owner;
  private final String refusal;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean closed;
  private boolean freed; // guarded by the write lock

  /**
   * Creates a guard of open resources.
   *
   * @param owner the name of their owner in messages
   * @param refusal the message of the exception after closing
   */
  public UsageGuard(String owner, String refusal) {
    this.owner = owner;
    this.refusal = refusal;
  }

  /**
   * Runs {@code use} and returns its result; the resources stay open meanwhile.
   *
   * @throws IllegalStateException if they are closed
   */
  public <R> R use(Supplier<R> use) {
    while (!lock.readLock().tryLock()) { // fails only while another thread closes or frees
      requireOpen();
      Thread.onSpinWait();
    }
    try {
      if (lock.getReadHoldCount() == 1) { // a nested use belongs to a running one
        requireOpen();
      }
      return use.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Checks that the resources are open; they may be closed right afterwards.
   *
   * @throws IllegalStateException if they are closed
   */
  public void requireOpen() {
    if (closed) {
      throw new IllegalStateException(refusal);
    }
  }

  /**
   * Refuses further uses, waits for those that run, and runs {@code free} at the first call. Every
   * call returns after the resources are freed. An interrupt does not end the wait.
   *
   * @throws IllegalStateException if the calling thread itself uses the resources
   */
  public void close(Runnable free) {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(
          "%s: expected close() after the calls of this thread, got it during one; close it when the call has returned"
              .formatted(owner));
    }
    closed = true;
    lock.writeLock().lock();
    try {
      if (!freed) {
        freed = true;
        free.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}

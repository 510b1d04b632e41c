package org.tributary.examples.service;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A count of the exchanges that are being answered, so that a stop can wait for them. */
final class OpenExchanges {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closed = lock.newCondition();
  private int open;
  private boolean stopping;

  /** Counts a new exchange; returns false if the server is stopping. */
  boolean open() {
    lock.lock();
    try {
      if (stopping) {
        return false;
      }
      open++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends an exchange that {@link #open} counted. */
  void close() {
    lock.lock();
    try {
      open--;
      closed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Counts no further exchanges, and waits for at most {@code grace} until all have ended. */
  void stop(Duration grace) {
    lock.lock();
    try {
      stopping = true;
      long left = grace.toNanos();
      while (open > 0 && left > 0) {
        left = closed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the server is stopping. */
  boolean stopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }
}

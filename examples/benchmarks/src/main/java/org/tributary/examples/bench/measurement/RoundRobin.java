package org.tributary.examples.bench.measurement;

/**
 * A round-robin lock: threads run one at a time in fixed order, so that none affects another's
 * times.
 */
public final class RoundRobin {
  private final int participants;
  private int current;
  private boolean cancelled;

  /** Creates a lock for threads numbered from 0. */
  public RoundRobin(int participants) {
    this.participants = participants;
  }

  /**
   * Waits until {@code participant}, from 0, may run.
   *
   * @return false if the round-robin was cancelled
   */
  public synchronized boolean await(int participant) {
    while (current != participant && !cancelled) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cancelled = true;
      }
    }
    return !cancelled;
  }

  /** Lets the next participant run. */
  public synchronized void advance() {
    current = (current + 1) % participants;
    notifyAll();
  }

  /** Releases all waiting participants for good. */
  public synchronized void cancel() {
    cancelled = true;
    notifyAll();
  }
}

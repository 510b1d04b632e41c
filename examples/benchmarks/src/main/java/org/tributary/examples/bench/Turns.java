package org.tributary.examples.bench;

/** Lets several threads compute in turn, one at a time, so that none disturbs another's times. */
final class Turns {
  private final int takers;
  private int turn;
  private boolean over;

  Turns(int takers) {
    this.takers = takers;
  }

  /**
   * Waits until it is the turn of {@code taker}, from 0.
   *
   * @return false where one of the others has given up
   */
  synchronized boolean await(int taker) {
    while (turn != taker && !over) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        over = true;
      }
    }
    return !over;
  }

  /** Hands over to the next one. */
  synchronized void next() {
    turn = (turn + 1) % takers;
    notifyAll();
  }

  /** Wakes all, for good. */
  synchronized void giveUp() {
    over = true;
    notifyAll();
  }
}

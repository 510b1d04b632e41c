package org.tributary.tagger;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The tagger in use, replaceable while calls run: it is closed after its last call. Thread-safe.
 */
final class CurrentTagger {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private Holder holder;

  private static final class Holder {
    private final Tagger tagger;
    private int users; // guarded by the lock

    Holder(Tagger tagger) {
      this.tagger = tagger;
    }
  }

  CurrentTagger(Tagger tagger) {
    this.holder = new Holder(tagger);
  }

  /** Calls {@code use} with the tagger, which stays open meanwhile. */
  <T> T with(Function<Tagger, T> use) {
    Holder held = acquire();
    try {
      return use.apply(held.tagger);
    } finally {
      release(held);
    }
  }

  private Holder acquire() {
    lock.lock();
    try {
      holder.users++;
      return holder;
    } finally {
      lock.unlock();
    }
  }

  private void release(Holder held) {
    lock.lock();
    try {
      held.users--;
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces the tagger and waits for the calls that use the former one.
   *
   * @return the former tagger, which the caller closes
   * @throws IllegalArgumentException if it is the tagger in use
   */
  Tagger replace(Tagger tagger) {
    Holder former;
    lock.lock();
    try {
      former = holder;
      if (former.tagger == tagger) {
        throw new IllegalArgumentException(
            "tagging: expected another tagger to replace the one in use, got the same; load the new one from its file");
      }
      holder = new Holder(tagger);
      awaitUnused(former);
    } finally {
      lock.unlock();
    }
    return former.tagger;
  }

  /** Waits for the calls that use the tagger, and closes it. */
  void close() {
    Holder last;
    lock.lock();
    try {
      last = holder;
      awaitUnused(last);
    } finally {
      lock.unlock();
    }
    last.tagger.close();
  }

  private void awaitUnused(Holder held) {
    while (held.users > 0) {
      returned.awaitUninterruptibly();
    }
  }
}

package org.tributary.tagger;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The tagger in use, replaceable while calls run: it is closed after its last call. Thread-safe.
 */
final class CurrentTagger {
  private volatile Holder holder;
  private boolean closing; // guarded by this

  /** A tagger, and the lock that each call that uses it holds for reading. */
  private static final class Holder {
    private final Tagger tagger;
    private final boolean readsFiles;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    Holder(Tagger tagger) {
      this.tagger = tagger;
      this.readsFiles = !tagger.files().isEmpty();
    }

    /** Waits for the calls that use the tagger: the lock can be had for writing after the last. */
    @SuppressWarnings("LockNotBeforeTry")
    void awaitUnused() {
      lock.writeLock().lock();
      lock.writeLock().unlock();
    }
  }

  CurrentTagger(Tagger tagger) {
    this.holder = new Holder(tagger);
  }

  /**
   * Returns whether the tagger's inputs read files, as token vectors do; does not wait for calls.
   */
  boolean readsFiles() {
    return holder.readsFiles;
  }

  /** Calls {@code use} with the tagger, which stays open meanwhile. */
  <T> T with(Function<Tagger, T> use) {
    while (true) {
      Holder held = holder;
      held.lock.readLock().lock();
      try {
        if (held == holder) { // else it was replaced before the lock
          return use.apply(held.tagger);
        }
      } finally {
        held.lock.readLock().unlock();
      }
    }
  }

  /**
   * Replaces the tagger and waits for the calls that use the former one.
   *
   * @return the former tagger, which the caller closes
   * @throws IllegalArgumentException if it is the tagger in use
   * @throws IllegalStateException after {@link #startClosing}
   */
  synchronized Tagger replace(Tagger tagger) {
    if (closing) {
      throw new IllegalStateException(
          "tagging: expected a running service to replace the tagger of, got a closed one");
    }
    Holder former = holder;
    if (former.tagger == tagger) {
      throw new IllegalArgumentException(
          "tagging: expected another tagger to replace the one in use, got the same; load the new one from its file");
    }
    holder = new Holder(tagger);
    former.awaitUnused();
    return former.tagger;
  }

  /** Refuses replacements from now on; returns whether this call is the first. */
  synchronized boolean startClosing() {
    boolean first = !closing;
    closing = true;
    return first;
  }

  /** Waits for the calls that use the tagger, and closes it; no other call may follow. */
  void close() {
    holder.awaitUnused();
    holder.tagger.close();
  }
}

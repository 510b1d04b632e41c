package org.tributary.tribuo.internal.model;

import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.tributary.head.DecodedSequence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.definition.FeatureSequence;

/**
 * The native part of a model, opened lazily by the first prediction: a model that is only loaded,
 * inspected or saved takes no native memory. Thread-safe. Closing waits for pending predictions.
 */
public final class NativeTagger implements AutoCloseable {
  private final Supplier<SequenceTagger> opener;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private SequenceTagger tagger;
  private boolean closed;

  public NativeTagger(Supplier<SequenceTagger> opener) {
    this.opener = opener;
  }

  /**
   * Predicts the best labels and all probabilities, in order.
   *
   * @throws IllegalStateException after closing
   */
  List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    lock.readLock().lock();
    try {
      return open().decode(sequences);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Returns the cached input projections of the open tagger, if it is open. */
  public TaggerCache cache() {
    return TaggerCache.of(() -> current().size(), () -> current().clear());
  }

  private synchronized TaggerCache current() {
    return tagger == null ? TaggerCache.none() : tagger.cache();
  }

  private synchronized SequenceTagger open() {
    if (closed) {
      throw new IllegalStateException(
          "LSTM tagger: this model was closed and cannot predict; load or train it again");
    }
    if (tagger == null) {
      tagger = opener.get();
    }
    return tagger;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      release();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private synchronized void release() {
    closed = true;
    if (tagger != null) {
      tagger.close();
      tagger = null;
    }
  }
}

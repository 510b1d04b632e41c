package org.tributary.tribuo;

import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.tributary.tagger.DecodedSequence;
import org.tributary.tagger.FeatureSequence;
import org.tributary.tagger.SequenceTagger;

/**
 * The native side of a model. The first prediction opens it, so a model that is only loaded, looked
 * at or saved takes no native memory; threads share it; closing waits for predictions under way.
 */
final class NativeTagger implements AutoCloseable {
  private final Supplier<SequenceTagger> opener;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private SequenceTagger tagger;
  private boolean closed;

  NativeTagger(Supplier<SequenceTagger> opener) {
    this.opener = opener;
  }

  /**
   * Predicts the best labels and all probabilities, in the order given.
   *
   * @throws IllegalStateException after closing
   */
  List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    use.readLock().lock();
    try {
      return opened().decode(sequences);
    } finally {
      use.readLock().unlock();
    }
  }

  private synchronized SequenceTagger opened() {
    if (closed) {
      throw new IllegalStateException(
          "LSTM tagger: this model was closed and cannot predict; load or train it anew");
    }
    if (tagger == null) {
      tagger = opener.get();
    }
    return tagger;
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      release();
    } finally {
      use.writeLock().unlock();
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

package org.tributary.tribuo.internal.model;

import java.util.List;
import java.util.function.Supplier;
import org.tributary.head.DecodedSequence;
import org.tributary.internal.runtime.UsageGuard;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.sequence.SequenceTagger;
import org.tributary.tagger.sequence.TaggerCache;

/**
 * The network of a model, created by the first prediction: a model that is only loaded, inspected
 * or saved has none. Thread-safe. Closing waits for pending predictions.
 */
public final class LazyTagger implements AutoCloseable {
  private final Supplier<SequenceTagger> opener;
  private final UsageGuard guard =
      new UsageGuard(
          "LSTM tagger",
          "LSTM tagger: this model was closed and cannot predict; load or train it again");
  private SequenceTagger tagger; // null before the first prediction

  /** Creates a tagger whose network {@code opener} creates. */
  public LazyTagger(Supplier<SequenceTagger> opener) {
    this.opener = opener;
  }

  /**
   * Predicts the best labels and all probabilities, in order.
   *
   * @throws IllegalStateException after closing
   */
  List<DecodedSequence> decode(List<FeatureSequence> sequences) {
    return guard.use(() -> open().decode(sequences));
  }

  /** Returns the cached input projections of the open tagger, if it is open. */
  public TaggerCache cache() {
    return TaggerCache.of(() -> current().size(), () -> current().clear());
  }

  private synchronized TaggerCache current() {
    return tagger == null ? TaggerCache.none() : tagger.cache();
  }

  private synchronized SequenceTagger open() {
    if (tagger == null) {
      tagger = opener.get();
    }
    return tagger;
  }

  @Override
  public void close() {
    guard.close(this::release);
  }

  private synchronized void release() {
    if (tagger != null) {
      tagger.close();
      tagger = null;
    }
  }
}

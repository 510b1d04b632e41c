package org.tributary.internal.prediction;

import java.util.List;
import org.tributary.tagger.definition.FeatureSequence;

/** A trained network that computes the logits of sequences. Thread-safe. */
public interface LogitsModel extends AutoCloseable {

  /**
   * Computes the logits of sequences.
   *
   * @param sequences at most {@link #maxRows}
   * @param columns the number of label columns, from the first
   * @return the logits of each column for each sequence, [T, S] each
   * @throws IllegalArgumentException if a sequence does not match the inputs
   */
  List<List<float[]>> logits(List<FeatureSequence> sequences, int columns);

  /** Returns the number of sequences of a batch from which on larger batches are no faster. */
  int maxRows();

  /**
   * Checks {@code sequence} against the inputs. A model with a cache checks steps when it first
   * reads them.
   *
   * @throws IllegalArgumentException if the sequence does not match the inputs
   */
  void require(FeatureSequence sequence);

  /** Returns the number of cached steps. */
  long cachedSteps();

  /** Removes all cached steps. */
  void clearCache();

  /** Frees the memory. Idempotent. */
  @Override
  void close();
}

package org.tributary.examples.taggers;

import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;

/** A tagging library under comparison. */
public interface TaggerLibrary {

  /** Returns the library's name in tables. */
  String name();

  /** Returns whether {@link #train} trains; otherwise the tagger was trained before. */
  default boolean trains() {
    return true;
  }

  /**
   * Trains a tagger.
   *
   * @param train the training data, with the file's metadata
   * @param dev the development data, for libraries that select the best epoch
   * @return the tagger, to be closed by the caller
   */
  ComparedTagger train(MutableSequenceDataset<Label> train, MutableSequenceDataset<Label> dev);
}

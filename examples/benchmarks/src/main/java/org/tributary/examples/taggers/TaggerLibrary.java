package org.tributary.examples.taggers;

import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;

/** A library that trains taggers. */
public interface TaggerLibrary {

  /** Its name in a table. */
  String name();

  /**
   * Trains a tagger.
   *
   * @param train what to learn from; words, labels and whatever else the file said of them
   * @param dev what to choose the best epoch by, for those that do so
   * @return the tagger, to be closed by the caller
   */
  ComparedTagger train(MutableSequenceDataset<Label> train, MutableSequenceDataset<Label> dev);
}

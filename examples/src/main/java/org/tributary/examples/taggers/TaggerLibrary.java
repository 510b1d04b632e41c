package org.tributary.examples.taggers;

import java.util.List;
import org.tributary.tagger.TaggedSentence;

/** A library that trains taggers. */
public interface TaggerLibrary {

  /** Its name in a table. */
  String name();

  /**
   * Trains a tagger.
   *
   * @param train what to learn from
   * @param dev what to choose the best epoch by, for those that do so
   * @return the tagger, to be closed by the caller
   */
  TrainedTagger train(List<TaggedSentence> train, List<TaggedSentence> dev);
}

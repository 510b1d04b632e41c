package org.tributary.examples.corpus;

import java.util.List;
import org.tributary.tagger.TaggedSentence;

/**
 * A corpus with three disjoint splits.
 *
 * @param train the training sentences
 * @param dev the development sentences, which select the best epoch
 * @param test the test sentences, for the final score
 */
public record TaggedCorpus(
    List<TaggedSentence> train, List<TaggedSentence> dev, List<TaggedSentence> test) {

  /** Makes immutable copies. */
  public TaggedCorpus {
    train = List.copyOf(train);
    dev = List.copyOf(dev);
    test = List.copyOf(test);
  }
}

package org.tributary.examples.corpus;

import java.util.List;
import org.tributary.tagger.TaggedSentence;

/**
 * A corpus in its three parts. No sentence stands in two of them.
 *
 * @param train what a tagger learns from
 * @param dev what its best epoch is chosen by
 * @param test what it is scored on, once
 */
public record TaggedCorpus(
    List<TaggedSentence> train, List<TaggedSentence> dev, List<TaggedSentence> test) {

  /** Takes immutable copies. */
  public TaggedCorpus {
    train = List.copyOf(train);
    dev = List.copyOf(dev);
    test = List.copyOf(test);
  }
}

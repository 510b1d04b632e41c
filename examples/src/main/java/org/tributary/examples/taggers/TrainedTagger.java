package org.tributary.examples.taggers;

import java.util.List;

/** A tagger in use, from words to labels. */
@FunctionalInterface
public interface TrainedTagger extends AutoCloseable {

  /**
   * Tags sentences.
   *
   * @param sentences the words of each, at least one
   * @return a label for each word of each sentence, in order
   */
  List<List<String>> tag(List<List<String>> sentences);

  @Override
  default void close() {}
}

package org.tributary.examples.taggers;

import java.util.List;

/** A tagger in use, from words to labels. */
@FunctionalInterface
public interface ComparedTagger extends AutoCloseable {

  /**
   * Tags sentences.
   *
   * @param sentences the words of each, at least one
   * @return a label for each word of each sentence, in order
   */
  List<List<String>> tag(List<List<String>> sentences);

  /**
   * The same tagger as it is before it has tagged anything, which the caller closes: one that
   * remembers words knows none. This one's, where there is nothing to remember.
   */
  default ComparedTagger afresh() {
    ComparedTagger here = this;
    return new ComparedTagger() {
      @Override
      public List<List<String>> tag(List<List<String>> sentences) {
        return here.tag(sentences);
      }
    };
  }

  @Override
  default void close() {}
}

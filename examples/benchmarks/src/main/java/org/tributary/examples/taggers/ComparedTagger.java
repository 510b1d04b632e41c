package org.tributary.examples.taggers;

import java.util.List;

/** A trained tagger under comparison, from words to labels. */
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
   * Returns an equal tagger with empty caches. It shares the model of this tagger, which stays open
   * when the other is closed, and whose caches may be emptied, too. The default is for taggers
   * without caches.
   */
  default ComparedTagger withEmptyCaches() {
    ComparedTagger delegate = this;
    return new ComparedTagger() {
      @Override
      public List<List<String>> tag(List<List<String>> sentences) {
        return delegate.tag(sentences);
      }
    };
  }

  @Override
  default void close() {}
}

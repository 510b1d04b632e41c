package org.tributary.examples.corpus;

import java.util.List;

/** The two tagged sentences of the tutorial that the project grew from (its cell 24). */
public final class SeedSentences {

  private SeedSentences() {}

  /**
   * The training data of the tutorial's tagger.
   *
   * @return two sentences, nine distinct words, the tags DET, NN and V
   */
  public static List<TaggedSentence> all() {
    return List.of(
        TaggedSentence.parse("The/DET dog/NN ate/V the/DET apple/NN"),
        TaggedSentence.parse("Everybody/NN read/V that/DET book/NN"));
  }
}

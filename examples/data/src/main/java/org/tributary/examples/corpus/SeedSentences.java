package org.tributary.examples.corpus;

import java.util.List;
import org.tributary.tagger.TaggedSentence;

/** The two tagged sentences of the PyTorch LSTM tutorial (its cell 24). */
public final class SeedSentences {

  private SeedSentences() {}

  /**
   * Returns the training data of the tutorial's tagger.
   *
   * @return two sentences of nine distinct words with the tags DET, NN and V
   */
  public static List<TaggedSentence> all() {
    return List.of(
        new TaggedSentence(
            List.of("The", "dog", "ate", "the", "apple"), List.of("DET", "NN", "V", "DET", "NN")),
        new TaggedSentence(
            List.of("Everybody", "read", "that", "book"), List.of("NN", "V", "DET", "NN")));
  }
}

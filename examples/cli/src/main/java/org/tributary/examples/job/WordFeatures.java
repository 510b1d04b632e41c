package org.tributary.examples.job;

import java.util.List;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.input.WordForms;

/** The features of a word that a tagger reads. */
public enum WordFeatures {
  /** The whole word; unknown words have no known feature. */
  WORDS,
  /** The word and its form: affixes, capitals and digits. */
  FORMS;

  /**
   * Returns the feature extractor.
   *
   * @return an extractor of the plugin
   */
  public TokenFeatureExtractor extractor() {
    return switch (this) {
      case WORDS -> new WordFeatureExtractor();
      case FORMS -> new WordFormFeatureExtractor();
    };
  }

  /**
   * Returns the inputs of a trainer for these features.
   *
   * @param wordSize the embedding size of words
   * @return one input, with an embedding table for each feature group
   */
  public List<TaggerInput> inputs(int wordSize) {
    return switch (this) {
      case WORDS -> List.of(new EmbeddedFeatures("word", wordSize));
      case FORMS -> List.of(new WordForms(wordSize));
    };
  }
}

package org.tributary.examples.job;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import java.util.List;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.input.WordForms;

/** The features of a word that a tagger reads. */
public enum Features {
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

  /**
   * Returns the feature extractor of a model's training data, from the model's provenance.
   *
   * @param model the model's provenance
   * @return an equal extractor
   * @throws JobException if the model was trained with another kind of extractor
   */
  public static TokenFeatureExtractor of(ModelProvenance model) {
    Provenance found = ModelFacts.source(model.getDatasetProvenance(), "extractor");
    if (found instanceof ConfiguredObjectProvenance extractor) {
      if (extractor.getClassName().equals(WordFeatureExtractor.class.getName())) {
        return new WordFeatureExtractor();
      }
      if (extractor.getClassName().equals(WordFormFeatureExtractor.class.getName())
          && extractor.getConfiguredParameters().get("longestPrefix")
              instanceof IntProvenance prefix
          && extractor.getConfiguredParameters().get("longestSuffix")
              instanceof IntProvenance suffix) {
        return new WordFormFeatureExtractor(prefix.getValue(), suffix.getValue());
      }
    }
    throw new JobException(
        "model: expected one trained on word or word-form features, got "
            + (found == null ? "no feature extractor in its provenance" : found)
            + "; use it through Tribuo with the extractor it was trained with");
  }
}

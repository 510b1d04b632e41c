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

/** What a tagger sees of a word. */
public enum Features {
  /** The word as a whole, so that one never seen says nothing. */
  WORDS,
  /** The word and its form: its endings, and where it has capitals and digits. */
  FORMS;

  /**
   * What makes the features.
   *
   * @return the plugin's extractor
   */
  public TokenFeatureExtractor extractor() {
    return switch (this) {
      case WORDS -> new WordFeatureExtractor();
      case FORMS -> new WordFormFeatureExtractor();
    };
  }

  /**
   * What a trainer reads of them.
   *
   * @param wordSize the size of words' vectors
   * @return a table for each kind of feature
   */
  public List<TaggerInput> inputs(int wordSize) {
    return switch (this) {
      case WORDS -> List.of(new EmbeddedFeatures("word", wordSize));
      case FORMS -> List.of(new WordForms(wordSize));
    };
  }

  /**
   * What made the features that a model was trained on, as its provenance tells.
   *
   * @param model the model's provenance
   * @return an extractor like it
   * @throws JobException where the model was trained on features that are not made here
   */
  public static TokenFeatureExtractor of(ModelProvenance model) {
    Provenance found = ModelFacts.source(model.getDatasetProvenance(), "extractor");
    if (found instanceof ConfiguredObjectProvenance made) {
      if (made.getClassName().equals(WordFeatureExtractor.class.getName())) {
        return new WordFeatureExtractor();
      }
      if (made.getClassName().equals(WordFormFeatureExtractor.class.getName())
          && made.getConfiguredParameters().get("longestPrefix") instanceof IntProvenance prefix
          && made.getConfiguredParameters().get("longestSuffix") instanceof IntProvenance suffix) {
        return new WordFormFeatureExtractor(prefix.getValue(), suffix.getValue());
      }
    }
    throw new JobException(
        "model: expected one trained on the features of words or of their forms, got "
            + (found == null ? "no word of how its features were made" : found)
            + "; use it through Tribuo, with the extractor it was trained with");
  }
}

package org.tributary.examples.programs;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.Feature;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/**
 * The features of a word's form and a constant one: Tribuo's CRF cannot predict a step of which it
 * knows no feature.
 */
public final class FormAndBias implements TokenFeatureExtractor {
  private final WordFormFeatureExtractor form = new WordFormFeatureExtractor();

  /** Creates an extractor; it has no options. */
  public FormAndBias() {}

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    List<Feature> features = new ArrayList<>(form.extract(tokens, index));
    features.add(new Feature("bias", 1.0));
    return features;
  }

  @Override
  public boolean readsTokenAlone() {
    return true;
  }
}

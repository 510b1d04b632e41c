package org.tributary.examples.job;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.tribuo.classification.Label;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/** Single facts of Tribuo models. */
public final class ModelFacts {
  private ModelFacts() {}

  /**
   * Returns the extractor of the features that a model was trained on.
   *
   * @param file the model's file
   * @param model the model
   * @return an equal extractor
   * @throws JobException if the model records none, or one of the user's own
   */
  public static TokenFeatureExtractor extractor(Path file, LstmTaggerModel model) {
    try {
      return model.extractor();
    } catch (IllegalStateException e) {
      throw new JobException("model %s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Returns the labels that a model can predict. */
  public static Set<String> labels(LstmTaggerModel model) {
    return model.getOutputIDInfo().getDomain().stream()
        .map(Label::getLabel)
        .collect(Collectors.toSet());
  }
}

package org.tributary.examples.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.prediction.ModelPredictions;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.evaluation.KnownWords;
import org.tributary.tribuo.provenance.EpochSummary;

/** A saved tagger to evaluate: a Tribuo model or a file of the core library. */
public final class EvaluatedModel implements AutoCloseable {
  private final ModelInfo info;
  private final Tagger tagger;
  private final Optional<LstmTaggerModel> tribuo; // owned by the tagger
  private final TokenFeatureExtractor extractor;

  private EvaluatedModel(
      Path file, Tagger tagger, Optional<LstmTaggerModel> tribuo, TokenFeatureExtractor extractor)
      throws IOException {
    this.info = ModelInfo.of(file, tagger);
    this.tagger = tagger;
    this.tribuo = tribuo;
    this.extractor = extractor;
  }

  /**
   * Loads a tagger.
   *
   * @throws IOException with a one-line reason if the file is no tagger
   * @throws JobException if its features can't be made again
   */
  public static EvaluatedModel load(Path file) throws IOException {
    if (!ModelInfo.isTribuo(file)) {
      Tagger tagger = Tagger.load(file);
      // the tagger makes its own features
      return new EvaluatedModel(file, tagger, Optional.empty(), new WordFeatureExtractor());
    }
    LstmTaggerModel model = LstmTaggerModel.load(file);
    try {
      TokenFeatureExtractor extractor = ModelFacts.extractor(file, model);
      return new EvaluatedModel(file, model.tagger(extractor), Optional.of(model), extractor);
    } catch (JobException e) {
      model.close();
      throw e;
    }
  }

  /** Returns what the file records. */
  public ModelInfo info() {
    return info;
  }

  /** Returns the labels that the model can predict. */
  public Set<String> labels() {
    return Set.copyOf(info.labels());
  }

  /** Returns the extractor to read test data with. */
  public TokenFeatureExtractor extractor() {
    return extractor;
  }

  /** Returns the predictions for a file. */
  ModelPredictions predict(LabelledFile test) {
    ModelPredictions predictions = ModelPredictions.of(tagger, test.taggedSentences());
    return tribuo
        .map(KnownWords::of)
        .map(words -> predictions.text().withKnownWords(words, test.sentences().getData()))
        .map(text -> new ModelPredictions(text, predictions.seconds()))
        .orElse(predictions);
  }

  /** Returns the learning curve, empty if the model records none. */
  List<EpochSummary> history() {
    return tribuo.map(LstmTaggerModel::history).orElse(List.of());
  }

  @Override
  public void close() {
    tagger.close();
  }
}

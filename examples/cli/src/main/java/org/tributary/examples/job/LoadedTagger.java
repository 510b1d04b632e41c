package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tributary.examples.report.ModelPredictions;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.evaluation.KnownWords;
import org.tributary.tribuo.evaluation.ScoredExamples;
import org.tributary.tribuo.provenance.EpochSummary;

/**
 * A loaded tagger and the facts of its file: a Tribuo model or a {@code .tributary} file.
 *
 * @param info the facts that the file records
 * @param tribuo the Tribuo model, which the tagger owns
 * @param extractor the extractor to read test data with
 */
public record LoadedTagger(
    ModelInfo info,
    Tagger tagger,
    Optional<LstmTaggerModel> tribuo,
    TokenFeatureExtractor extractor)
    implements AutoCloseable {

  /**
   * Loads a tagger.
   *
   * @throws IOException with a one-line reason if the file is no tagger
   * @throws JobException if its feature extractor cannot be created
   */
  public static LoadedTagger load(Path file) throws IOException {
    if (!ModelInfo.isTribuo(file)) {
      // the tagger makes its own features
      return of(file, Tagger.load(file), Optional.empty(), new WordFeatureExtractor());
    }
    LstmTaggerModel model = LstmTaggerModel.load(file);
    TokenFeatureExtractor extractor;
    try {
      extractor = extractor(file, model);
    } catch (JobException e) {
      model.close();
      throw e;
    }
    return of(file, model.tagger(extractor), Optional.of(model), extractor);
  }

  /**
   * Returns an extractor of the features that a model was trained on.
   *
   * @param file the model's file
   * @throws JobException if the model records none, or one of the user's own
   */
  public static TokenFeatureExtractor extractor(Path file, LstmTaggerModel model) {
    try {
      return model.extractor();
    } catch (IllegalStateException e) {
      throw new JobException("model %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Returns the tagger with the facts of its file; closes it if they cannot be read. */
  static LoadedTagger of(
      Path file, Tagger tagger, Optional<LstmTaggerModel> tribuo, TokenFeatureExtractor extractor)
      throws IOException {
    try {
      return new LoadedTagger(ModelInfo.of(file, tagger), tagger, tribuo, extractor);
    } catch (IOException e) {
      tagger.close();
      throw e;
    }
  }

  /** Returns the labels that the model can predict. */
  public Set<String> labels() {
    return Set.copyOf(info.labels());
  }

  /** Returns the predictions for a file. */
  ModelPredictions predict(LabelledFile test) {
    ModelPredictions predictions = ModelPredictions.of(tagger, test.taggedSentences());
    return knownWords()
        .map(
            words ->
                ScoredExamples.withKnownWords(
                    predictions.text(), words, test.sentences().getData()))
        .map(text -> new ModelPredictions(text, predictions.seconds()))
        .orElse(predictions);
  }

  /** Returns the words of the training data; empty for a tagger of another format. */
  private Optional<KnownWords> knownWords() {
    return tagger instanceof WordTagger words
        ? Optional.of(KnownWords.of(words))
        : tribuo.map(KnownWords::of);
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

package org.tributary.examples.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.prediction.ModelPredictions;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.provenance.EpochSummary;

/** A saved tagger to evaluate: a Tribuo model or a file of the core library. */
public abstract class EvaluatedModel implements AutoCloseable {
  private final ModelInfo info;

  EvaluatedModel(ModelInfo info) {
    this.info = info;
  }

  /**
   * Loads a tagger.
   *
   * @throws IOException with a one-line reason if the file is no tagger
   * @throws JobException if its features can't be made again
   */
  public static EvaluatedModel load(Path file) throws IOException {
    Tagger tagger = Tagger.load(file);
    ModelInfo info;
    try {
      info = ModelInfo.of(file, tagger);
    } catch (IOException | RuntimeException e) {
      tagger.close();
      throw e;
    }
    if (!info.isTribuo()) {
      return new CoreModel(info, tagger);
    }
    tagger.close();
    return new TribuoModel(info, LstmTaggerModel.load(file));
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
  public abstract TokenFeatureExtractor extractor();

  /** Returns the predictions for a file. */
  abstract ModelPredictions predict(LabelledFile test);

  /** Returns the role that a file had in the training, if it had one and the model records it. */
  abstract Optional<SeenData> seen(LabelledFile test);

  /** Returns the learning curve, empty if the model records none. */
  abstract List<EpochSummary> history();

  /** Returns Tribuo's own evaluation as text, or why there is none. */
  public abstract String tribuoEvaluation(LabelledFile test);

  @Override
  public abstract void close();
}

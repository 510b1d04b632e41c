package org.tributary.examples.evaluate;

import java.util.List;
import java.util.Optional;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.prediction.ModelPredictions;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.provenance.EpochSummary;

/** A Tribuo model to evaluate. */
final class TribuoModel extends EvaluatedModel {
  /**
   * Printing takes cubic time in the number of labels in Tribuo 4.3.2: minutes for 2,000 labels.
   */
  private static final int MAX_TRIBUO_LABELS = 500;

  private final LstmTaggerModel model;

  TribuoModel(ModelInfo info, LstmTaggerModel model) {
    super(info);
    this.model = model;
  }

  @Override
  public TokenFeatureExtractor extractor() {
    return ModelFacts.extractor(info().file(), model);
  }

  @Override
  ModelPredictions predict(LabelledFile test) {
    return ModelPredictions.of(model, test.sentences());
  }

  @Override
  Optional<SeenData> seen(LabelledFile test) {
    return SeenData.of(model.getProvenance(), test.sentences().getProvenance())
        .or(() -> SeenData.of(info(), test.sentences().getProvenance())); // made of a core tagger
  }

  @Override
  List<EpochSummary> history() {
    return model.history();
  }

  @Override
  public String tribuoEvaluation(LabelledFile test) {
    if (!labels().containsAll(test.labels())) {
      return "Tribuo's evaluation is omitted: it does not support labels unseen in training.\n";
    }
    if (labels().size() > MAX_TRIBUO_LABELS) {
      return "Tribuo's evaluation is omitted: it is too slow for more than %,d labels.\n"
          .formatted(MAX_TRIBUO_LABELS);
    }
    return "Tribuo's evaluation (its f1 column repeats the recall; see the table above for F1):\n\n"
        + new LabelSequenceEvaluator().evaluate(model, test.sentences());
  }

  @Override
  public void close() {
    model.close();
  }
}

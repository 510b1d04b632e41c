package org.tributary.tribuo.evaluation;

import java.util.List;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceDataSource;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceEvaluator;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;

/**
 * A token-level evaluator of sequence models. A gold label absent from the training data counts as
 * a mistake, where Tribuo's evaluator throws an exception.
 *
 * @param batchSize the number of sentences to predict at once
 * @param maxMistakes the number of mistakes to keep, the most confident ones
 */
public record TaggingEvaluator(int batchSize, int maxMistakes)
    implements SequenceEvaluator<Label, TaggingEvaluation> {

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException unless batchSize ≥ 1 and maxMistakes ≥ 0
   */
  public TaggingEvaluator {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batchSize: expected at least 1 sentence, got " + batchSize);
    }
    if (maxMistakes < 0) {
      throw new IllegalArgumentException(
          "maxMistakes: expected 0 (keep none) or more, got " + maxMistakes);
    }
  }

  /** Creates an evaluator that predicts 256 sentences at once and keeps 40 mistakes. */
  public TaggingEvaluator() {
    this(256, 40);
  }

  /**
   * Tags a dataset and scores the predictions, with one batch in memory at a time.
   *
   * @throws IllegalArgumentException if there is no sentence, or a token has no gold label
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  @Override
  public TaggingEvaluation evaluate(SequenceModel<Label> model, SequenceDataset<Label> dataset) {
    return evaluate(model, dataset, dataset.getProvenance());
  }

  /**
   * Tags the examples of a data source and scores the predictions, with one batch in memory at a
   * time.
   *
   * @throws IllegalArgumentException if there is no sentence, or a token has no gold label
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  @Override
  public TaggingEvaluation evaluate(
      SequenceModel<Label> model, SequenceDataSource<Label> datasource) {
    return evaluate(model, datasource, datasource.getProvenance());
  }

  /**
   * Scores existing predictions against the gold labels of their examples.
   *
   * @param model the model that made the predictions
   * @param predictions one list per sentence, one prediction per token
   * @param dataProvenance the provenance of the gold labels
   * @throws IllegalArgumentException if there is no sentence, or a token has no gold label
   */
  @Override
  public TaggingEvaluation evaluate(
      SequenceModel<Label> model,
      List<List<Prediction<Label>>> predictions,
      DataProvenance dataProvenance) {
    TaggingCounts counts = new TaggingCounts(model, maxMistakes);
    PredictedSentences.given(predictions, counts::add);
    return counts.evaluation(new EvaluationProvenance(model.getProvenance(), dataProvenance));
  }

  private TaggingEvaluation evaluate(
      SequenceModel<Label> model,
      Iterable<SequenceExample<Label>> examples,
      DataProvenance dataProvenance) {
    TaggingCounts counts = new TaggingCounts(model, maxMistakes);
    PredictedSentences.predict(model, examples, batchSize, counts::add);
    return counts.evaluation(new EvaluationProvenance(model.getProvenance(), dataProvenance));
  }
}

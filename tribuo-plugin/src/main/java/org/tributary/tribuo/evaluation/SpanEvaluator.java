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
import org.tributary.span.TagScheme;

/**
 * A span-level evaluator of sequence models, equivalent to conlleval. Labels may use any {@link
 * TagScheme}, and gold and predicted labels different ones; inconsistent labels are parsed by
 * conlleval's rules. Gold labels absent from the training data are allowed.
 */
public final class SpanEvaluator implements SequenceEvaluator<Label, SpanEvaluation> {
  /** Sentences to predict at once. */
  private static final int BATCH_SIZE = 256;

  /** Creates an evaluator. */
  public SpanEvaluator() {}

  /**
   * Tags a dataset and scores the predictions.
   *
   * @throws IllegalArgumentException if there is no sentence, a token has no gold label, or a label
   *     belongs to no scheme
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  @Override
  public SpanEvaluation evaluate(SequenceModel<Label> model, SequenceDataset<Label> dataset) {
    return evaluate(model, dataset, dataset.getProvenance());
  }

  /**
   * Tags the examples of a data source and scores the predictions.
   *
   * @throws IllegalArgumentException if there is no sentence, a token has no gold label, or a label
   *     belongs to no scheme
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  @Override
  public SpanEvaluation evaluate(SequenceModel<Label> model, SequenceDataSource<Label> datasource) {
    return evaluate(model, datasource, datasource.getProvenance());
  }

  /**
   * Scores existing predictions against the gold labels of their examples.
   *
   * @param model the model that made the predictions
   * @param predictions one list per sentence, one prediction per token
   * @param dataProvenance the provenance of the gold labels
   * @throws IllegalArgumentException if there is no sentence, a token has no gold label, or a label
   *     belongs to no scheme
   */
  @Override
  public SpanEvaluation evaluate(
      SequenceModel<Label> model,
      List<List<Prediction<Label>>> predictions,
      DataProvenance dataProvenance) {
    SentenceCounts counts = new SentenceCounts();
    PredictedSentences.given(predictions, counts::add);
    return counts.evaluation(new EvaluationProvenance(model.getProvenance(), dataProvenance));
  }

  private static SpanEvaluation evaluate(
      SequenceModel<Label> model,
      Iterable<SequenceExample<Label>> examples,
      DataProvenance dataProvenance) {
    SentenceCounts counts = new SentenceCounts();
    PredictedSentences.predict(model, examples, BATCH_SIZE, counts::add);
    return counts.evaluation(new EvaluationProvenance(model.getProvenance(), dataProvenance));
  }
}

package org.tributary.tribuo.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceDataSource;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceEvaluator;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.tribuo.span.SpanScheme;

/**
 * Scores a sequence model by the spans it finds, as conlleval does. Labels may be of any {@link
 * SpanScheme}, gold and predicted ones of different ones too, and are read by its rules where they
 * contradict each other. A gold label that the model was never trained on is no error.
 */
public final class SpanEvaluator implements SequenceEvaluator<Label, SpanEvaluation> {

  /** An evaluator; it has no options. */
  public SpanEvaluator() {}

  /**
   * Tags a dataset and scores the outcome.
   *
   * @throws IllegalArgumentException where there is no sentence, or a token without a gold label,
   *     or a label of no scheme
   * @throws IllegalStateException where the model breaks its contract of one prediction a token
   */
  @Override
  public SpanEvaluation evaluate(SequenceModel<Label> model, SequenceDataset<Label> dataset) {
    return evaluate(model, dataset, dataset.getProvenance());
  }

  /**
   * Tags what a data source holds and scores the outcome.
   *
   * @throws IllegalArgumentException where there is no sentence, or a token without a gold label,
   *     or a label of no scheme
   * @throws IllegalStateException where the model breaks its contract of one prediction a token
   */
  @Override
  public SpanEvaluation evaluate(SequenceModel<Label> model, SequenceDataSource<Label> datasource) {
    return evaluate(model, datasource, datasource.getProvenance());
  }

  /**
   * Scores predictions that were made before. The gold labels are those of the predictions'
   * examples.
   *
   * @param model the model that made the predictions
   * @param predictions one list a sentence, one prediction a token
   * @param dataProvenance where the gold labels came from
   * @throws IllegalArgumentException where there is no sentence, or a token without a gold label,
   *     or a label of no scheme
   */
  @Override
  public SpanEvaluation evaluate(
      SequenceModel<Label> model,
      List<List<Prediction<Label>>> predictions,
      DataProvenance dataProvenance) {
    SpanCounts counts = new SpanCounts();
    for (List<Prediction<Label>> sentence : predictions) {
      counts.add(sentence.stream().map(Prediction::getExample).toList(), sentence);
    }
    return counts.evaluation(new EvaluationProvenance(model.getProvenance(), dataProvenance));
  }

  private static SpanEvaluation evaluate(
      SequenceModel<Label> model,
      Iterable<SequenceExample<Label>> examples,
      DataProvenance dataProvenance) {
    List<SequenceExample<Label>> sentences = new ArrayList<>();
    examples.forEach(sentences::add);
    List<List<Prediction<Label>>> predictions = model.predict(sentences);
    SentenceChecks.requireAll(sentences, predictions);
    SpanCounts counts = new SpanCounts();
    for (int i = 0; i < sentences.size(); i++) {
      List<Example<Label>> tokens = new ArrayList<>();
      sentences.get(i).forEach(tokens::add);
      counts.add(tokens, predictions.get(i));
    }
    return counts.evaluation(new EvaluationProvenance(model.getProvenance(), dataProvenance));
  }
}

package org.tributary.tribuo.evaluation;

import java.util.List;
import java.util.Optional;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceDataSource;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceEvaluation;
import org.tribuo.sequence.SequenceEvaluator;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.evaluation.ScoredText;

/**
 * An evaluator of a model's predictions as a {@link ScoredText}.
 *
 * @param <E> the evaluation
 */
abstract class TextEvaluator<E extends SequenceEvaluation<Label>>
    implements SequenceEvaluator<Label, E> {
  /** Sentences to predict at once by default. */
  static final int BATCH_SIZE = 256;

  private final int batchSize;

  TextEvaluator(int batchSize) {
    this.batchSize = batchSize;
  }

  /** Returns the words that a model knows, which tokens are looked up in; empty if not needed. */
  abstract Optional<KnownWords> knownWords(SequenceModel<Label> model);

  abstract E evaluation(
      ScoredText text, SequenceModel<Label> model, EvaluationProvenance provenance);

  /**
   * Tags a dataset, in batches, and scores the predictions. The words and labels of all sentences
   * are in memory: in that of a {@link TaggingEvaluation} as long as it is referenced.
   *
   * @throws IllegalArgumentException if there is no token, or a token has no gold label
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  @Override
  public final E evaluate(SequenceModel<Label> model, SequenceDataset<Label> dataset) {
    return evaluate(model, dataset, dataset.getProvenance());
  }

  /**
   * Tags the examples of a data source, in batches, and scores the predictions. The words and
   * labels of all sentences are in memory, as in the other method.
   *
   * @throws IllegalArgumentException if there is no token, or a token has no gold label
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  @Override
  public final E evaluate(SequenceModel<Label> model, SequenceDataSource<Label> source) {
    return evaluate(model, source, source.getProvenance());
  }

  /**
   * Scores existing predictions against the gold labels of their examples.
   *
   * @param model the model that made the predictions
   * @param predictions one list per sentence, one prediction per token
   * @param dataProvenance the provenance of the gold labels
   * @throws IllegalArgumentException if there is no token, or a token has no gold label
   */
  @Override
  public final E evaluate(
      SequenceModel<Label> model,
      List<List<Prediction<Label>>> predictions,
      DataProvenance dataProvenance) {
    return evaluation(
        ScoredExamples.of(knownWords(model), predictions),
        model,
        new EvaluationProvenance(model.getProvenance(), dataProvenance));
  }

  private E evaluate(
      SequenceModel<Label> model,
      Iterable<SequenceExample<Label>> examples,
      DataProvenance dataProvenance) {
    return evaluation(
        ScoredExamples.predict(model, knownWords(model), examples, batchSize),
        model,
        new EvaluationProvenance(model.getProvenance(), dataProvenance));
  }
}

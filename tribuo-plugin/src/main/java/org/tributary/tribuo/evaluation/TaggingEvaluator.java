package org.tributary.tribuo.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;

/**
 * A token-level evaluator of sequence models. A gold label absent from the training data counts as
 * a mistake, where Tribuo's evaluator throws an exception.
 *
 * @param batchSize the number of sentences to predict at once
 * @param maxMistakes the number of mistakes to keep, the most confident ones
 */
public record TaggingEvaluator(int batchSize, int maxMistakes) {

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
   * Tags sentences and scores the predictions, with one batch in memory at a time.
   *
   * @param model the tagger
   * @param examples the gold-labelled sentences: a list, a dataset or a data source
   * @return the scores
   * @throws IllegalArgumentException if there is no sentence, or a token has no gold label
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  public TaggingEvaluation evaluate(
      SequenceModel<Label> model, Iterable<SequenceExample<Label>> examples) {
    TaggingCounts counts = new TaggingCounts(model, maxMistakes);
    List<SequenceExample<Label>> batch = new ArrayList<>(batchSize);
    for (SequenceExample<Label> example : examples) {
      batch.add(example);
      if (batch.size() == batchSize) {
        addBatch(counts, batch, model.predict(batch));
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      addBatch(counts, batch, model.predict(batch));
    }
    return counts.evaluation();
  }

  /**
   * Scores existing predictions against the gold labels of their examples.
   *
   * @param model the model that made the predictions
   * @param predictions one list per sentence, one prediction per token
   * @return the scores
   * @throws IllegalArgumentException if there is no sentence, or a token has no gold label
   */
  public TaggingEvaluation evaluate(
      SequenceModel<Label> model, List<List<Prediction<Label>>> predictions) {
    TaggingCounts counts = new TaggingCounts(model, maxMistakes);
    for (List<Prediction<Label>> sentence : predictions) {
      counts.add(sentence.stream().map(Prediction::getExample).toList(), sentence);
    }
    return counts.evaluation();
  }

  private static void addBatch(
      TaggingCounts counts,
      List<SequenceExample<Label>> batch,
      List<List<Prediction<Label>>> predictions) {
    SentenceChecks.requireAll(batch, predictions);
    for (int i = 0; i < batch.size(); i++) {
      List<Example<Label>> tokens = new ArrayList<>(batch.get(i).size());
      batch.get(i).forEach(tokens::add);
      counts.add(tokens, predictions.get(i));
    }
  }
}

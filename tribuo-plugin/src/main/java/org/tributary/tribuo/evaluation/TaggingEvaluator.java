package org.tributary.tribuo.evaluation;

import java.util.Optional;
import java.util.stream.Collectors;
import org.tribuo.classification.Label;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceModel;
import org.tributary.evaluation.ScoredText;

/**
 * A token-level evaluator of sequence models. A gold label absent from the training data counts as
 * a mistake, where Tribuo's evaluator throws an exception.
 */
public final class TaggingEvaluator extends TextEvaluator<TaggingEvaluation> {
  /** Creates an evaluator that predicts 256 sentences at once. */
  public TaggingEvaluator() {
    this(BATCH_SIZE);
  }

  /**
   * Creates an evaluator.
   *
   * @param batchSize the number of sentences to predict at once, at least 1
   */
  public TaggingEvaluator(int batchSize) {
    super(batchSize);
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batchSize: expected at least 1 sentence, got " + batchSize);
    }
  }

  @Override
  Optional<KnownWords> knownWords(SequenceModel<Label> model) {
    return Optional.of(KnownWords.of(model));
  }

  @Override
  TaggingEvaluation evaluation(
      ScoredText text, SequenceModel<Label> model, EvaluationProvenance provenance) {
    return new TaggingEvaluation(
        text,
        model.getOutputIDInfo().getDomain().stream()
            .map(Label::getLabel)
            .collect(Collectors.toSet()),
        provenance);
  }
}

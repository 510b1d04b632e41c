package org.tributary.tribuo.evaluation;

import java.util.Optional;
import java.util.stream.Collectors;
import org.tribuo.classification.Label;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceModel;

/**
 * A token-level evaluator of sequence models. A gold label absent from the training data counts as
 * a mistake, where Tribuo's evaluator throws an exception.
 */
public final class TaggingEvaluator extends TextEvaluator<TaggingEvaluation> {
  private static final int MISTAKES = 40;

  private final int maxMistakes;

  /** Creates an evaluator that predicts 256 sentences at once and keeps 40 mistakes. */
  public TaggingEvaluator() {
    this(BATCH_SIZE, MISTAKES);
  }

  /**
   * Creates an evaluator.
   *
   * @param batchSize the number of sentences to predict at once
   * @param maxMistakes the number of mistakes to keep, the most confident ones
   * @throws IllegalArgumentException unless batchSize ≥ 1 and maxMistakes ≥ 0
   */
  public TaggingEvaluator(int batchSize, int maxMistakes) {
    super(batchSize);
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "batchSize: expected at least 1 sentence, got " + batchSize);
    }
    if (maxMistakes < 0) {
      throw new IllegalArgumentException(
          "maxMistakes: expected 0 (keep none) or more, got " + maxMistakes);
    }
    this.maxMistakes = maxMistakes;
  }

  @Override
  Optional<KnownWords> knownWords(SequenceModel<Label> model) {
    return Optional.of(KnownWords.of(model));
  }

  @Override
  TaggingEvaluation evaluation(
      ScoredText text, SequenceModel<Label> model, EvaluationProvenance provenance) {
    return new TaggingEvaluation(
        text.size(),
        text.known(),
        text.unknown(),
        text.confusion(),
        model.getOutputIDInfo().getDomain().stream()
            .map(Label::getLabel)
            .collect(Collectors.toSet()),
        text.confidentMistakes(maxMistakes),
        provenance);
  }
}

package org.tributary.tribuo.evaluation;

import java.util.Optional;
import org.tribuo.classification.Label;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.sequence.SequenceModel;
import org.tributary.evaluation.ScoredText;
import org.tributary.span.TagScheme;

/**
 * A span-level evaluator of sequence models, equivalent to conlleval. Labels may use any {@link
 * TagScheme}, and gold and predicted labels different ones; inconsistent labels are parsed by
 * conlleval's rules. Gold labels absent from the training data are allowed. A label that belongs to
 * no scheme is refused by an {@link IllegalArgumentException}.
 */
public final class SpanEvaluator extends TextEvaluator<SpanEvaluation> {
  /** Creates an evaluator. */
  public SpanEvaluator() {
    super(BATCH_SIZE);
  }

  @Override
  Optional<KnownWords> knownWords(SequenceModel<Label> model) {
    return Optional.empty();
  }

  @Override
  SpanEvaluation evaluation(
      ScoredText text, SequenceModel<Label> model, EvaluationProvenance provenance) {
    return new SpanEvaluation(text.tally(), text.spanScores(), provenance);
  }
}

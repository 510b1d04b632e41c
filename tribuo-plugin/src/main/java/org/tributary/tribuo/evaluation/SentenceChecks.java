package org.tributary.tribuo.evaluation;

import java.util.List;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.sequence.SequenceExample;

/** Checks of predictions and gold labels, common to all evaluations. */
final class SentenceChecks {
  private SentenceChecks() {}

  static void requireSome(long sentences) {
    if (sentences == 0) {
      throw new IllegalArgumentException(
          "examples: expected at least one sentence to evaluate on, got none; is the file empty?");
    }
  }

  static void requireAll(
      List<SequenceExample<Label>> sentences, List<List<Prediction<Label>>> predictions) {
    if (predictions.size() != sentences.size()) {
      throw new IllegalStateException(
          "model: expected predictions for "
              + sentences.size()
              + " sentences, got "
              + predictions.size()
              + "; predict(Iterable) must answer every sentence, in order");
    }
  }

  /** Requires one prediction per token; {@code sentence} counts from 1. */
  static void requireOneEach(
      long sentence, List<Example<Label>> tokens, List<Prediction<Label>> predictions) {
    if (predictions.size() != tokens.size()) {
      throw new IllegalStateException(
          "model: expected "
              + tokens.size()
              + " predictions for sentence "
              + sentence
              + ", one a token, got "
              + predictions.size());
    }
  }

  /** Requires a gold label; {@code sentence} counts from 1, {@code index} from 0. */
  static void requireGold(long sentence, int index, Example<Label> token) {
    if (token.getOutput().equals(LabelFactory.UNKNOWN_LABEL)) {
      throw new IllegalArgumentException(
          "sentence "
              + sentence
              + ", token "
              + (index + 1)
              + ": expected a gold label, got none; was the data read without its labels?");
    }
  }
}

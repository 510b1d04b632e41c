package org.tributary.examples.report;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceModel;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.io.NumberFormats;

/**
 * A model and its scores on a text.
 *
 * @param name the name, such as a file name
 * @param evaluation its scores
 * @param seconds the tagging time in seconds; empty if it was not measured
 * @param bytes the size of the model file in bytes; empty without a file
 */
public record ScoredModel(
    String name, TextEvaluation evaluation, OptionalDouble seconds, OptionalLong bytes) {

  /**
   * Evaluates a Tribuo model of any kind.
   *
   * @param name the name
   * @param model the model
   * @param test sentences with gold labels
   * @return the model with its scores
   * @throws IllegalArgumentException if there is no token, or a token has no gold label
   */
  public static ScoredModel of(
      String name, SequenceModel<Label> model, SequenceDataset<Label> test) {
    ModelPredictions predictions = ModelPredictions.of(model, test);
    return new ScoredModel(
        name,
        TextEvaluation.of(predictions.text()),
        OptionalDouble.of(predictions.seconds()),
        OptionalLong.empty());
  }

  /** Returns the number of words of the text. */
  public long words() {
    return evaluation.text().tally().total();
  }

  /** Returns the rate of tagging in words per second, {@link NumberFormats#NONE} if unknown. */
  public String rate() {
    return seconds.isEmpty()
        ? NumberFormats.NONE
        : NumberFormats.rate(words(), seconds.getAsDouble());
  }

  /** Returns the size of the model file as text, {@link NumberFormats#NONE} without a file. */
  public String size() {
    return bytes.isEmpty() ? NumberFormats.NONE : NumberFormats.bytes(bytes.getAsLong());
  }
}

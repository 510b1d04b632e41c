package org.tributary.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The calibration of confidences: whether predictions of confidence c are right with a frequency of
 * c. The expected calibration error is that of Guo et al., On Calibration of Modern Neural
 * Networks, 2017, with 10 bins instead of 15.
 *
 * @param error the expected calibration error: the mean of |accuracy − mean confidence| over the
 *     bins, weighted by their numbers of predictions
 * @param bins bins of equal width in ascending order; the empty ones too
 * @param thresholds coverage and accuracy at confidence thresholds
 */
public record Calibration(double error, List<Bin> bins, List<Threshold> thresholds) {
  /** The number of bins. */
  public static final int BINS = 10;

  private static final List<Double> THRESHOLDS =
      List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999);

  /**
   * The predictions with a confidence in (low, high]; the first bin contains 0 too.
   *
   * @param low the lower end
   * @param high the upper end
   * @param count the number of predictions
   * @param confidence their mean confidence; empty without predictions
   * @param accuracy their accuracy; empty without predictions
   */
  public record Bin(
      double low, double high, long count, OptionalDouble confidence, OptionalDouble accuracy) {}

  /**
   * The predictions with at least a confidence.
   *
   * @param confidence the threshold
   * @param count the number of predictions
   * @param coverage their share of all predictions
   * @param accuracy their accuracy; empty without predictions
   */
  public record Threshold(
      double confidence, long count, double coverage, OptionalDouble accuracy) {}

  /** Copies the lists. */
  public Calibration {
    bins = List.copyOf(bins);
    thresholds = List.copyOf(thresholds);
  }

  /**
   * A prediction with its confidence.
   *
   * @param confidence a probability in [0, 1]
   * @param correct whether the prediction is right
   */
  public record Outcome(double confidence, boolean correct) {
    /**
     * Checks the confidence.
     *
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public Outcome {
      if (!(confidence >= 0 && confidence <= 1)) {
        throw new IllegalArgumentException(
            "confidence: expected a probability in [0, 1], got " + confidence);
      }
    }
  }

  /**
   * Measures the calibration of the labels of a text.
   *
   * @param text a text whose tokens have confidences
   * @return the calibration
   * @throws IllegalArgumentException if a token has none
   */
  public static Calibration of(ScoredText text) {
    if (!text.hasConfidences()) {
      throw new IllegalArgumentException(
          "text: expected a confidence of each token, got a token without one; are the predictions of a tool that gives no probabilities?");
    }
    return of(
        text.tokens()
            .map(token -> new Outcome(token.confidence().orElseThrow(), token.correct()))
            .toList());
  }

  /**
   * Measures the calibration of predictions.
   *
   * @param outcomes at least one prediction
   * @return the calibration
   * @throws IllegalArgumentException if there is none
   */
  public static Calibration of(List<Outcome> outcomes) {
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException(
          "outcomes: expected at least one prediction, got none; were no spans predicted?");
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int k = 0; k < BINS; k++) {
      double low = (double) k / BINS;
      double high = (double) (k + 1) / BINS;
      boolean first = k == 0;
      List<Outcome> inBin =
          outcomes.stream()
              .filter(o -> (first || o.confidence() > low) && o.confidence() <= high)
              .toList();
      OptionalDouble confidence = inBin.stream().mapToDouble(Outcome::confidence).average();
      OptionalDouble accuracy = accuracy(inBin);
      bins.add(new Bin(low, high, inBin.size(), confidence, accuracy));
      if (!inBin.isEmpty()) {
        error +=
            Math.abs(accuracy.getAsDouble() - confidence.getAsDouble())
                * inBin.size()
                / outcomes.size();
      }
    }
    List<Threshold> thresholds =
        THRESHOLDS.stream().map(threshold -> threshold(threshold, outcomes)).toList();
    return new Calibration(error, bins, thresholds);
  }

  private static Threshold threshold(double confidence, List<Outcome> outcomes) {
    List<Outcome> above = outcomes.stream().filter(o -> o.confidence() >= confidence).toList();
    return new Threshold(
        confidence, above.size(), (double) above.size() / outcomes.size(), accuracy(above));
  }

  private static OptionalDouble accuracy(List<Outcome> outcomes) {
    return outcomes.stream().mapToDouble(o -> o.correct() ? 1 : 0).average();
  }
}

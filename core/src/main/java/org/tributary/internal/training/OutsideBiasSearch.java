package org.tributary.internal.training;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.tributary.InterruptedCallException;
import org.tributary.head.LabelSet;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.train.OutsideBias;
import org.tributary.train.TrainingException;

/**
 * A search for the shift of the bias of the label O that has the best score. It tries shifts of
 * both signs in steps of {@value #STEP} until {@value #PATIENCE} in a row are no better, and half a
 * step on both sides of the best. Of equal scores the shift closer to 0 is chosen.
 */
public final class OutsideBiasSearch {
  static final double STEP = 0.5;
  static final int PATIENCE = 3;
  static final double LARGEST = 6;

  private static final String OUTSIDE = "O";

  private final ParameterValues trained;
  private final String bias;
  private final int label;
  private final ToDoubleFunction<ParameterValues> score;
  private final Map<Double, Double> scores = new HashMap<>();

  private OutsideBiasSearch(
      ParameterValues trained, String bias, int label, ToDoubleFunction<ParameterValues> score) {
    this.trained = trained;
    this.bias = bias;
    this.label = label;
    this.score = score;
  }

  /**
   * Returns a search.
   *
   * @param trained the parameters to shift
   * @param column the label column
   * @param labels its labels
   * @param score the score of parameters on the development data
   * @return empty if no label is O, or the head does not read one logit per label
   */
  public static Optional<OutsideBiasSearch> of(
      ParameterValues trained,
      LabelColumn column,
      LabelSet labels,
      ToDoubleFunction<ParameterValues> score) {
    int label = labels.names().map(names -> names.indexOf(OUTSIDE)).orElse(-1);
    return label < 0 || column.head().logitCount(labels) != labels.size()
        ? Optional.empty()
        : Optional.of(new OutsideBiasSearch(trained, column.linearName() + ".bias", label, score));
  }

  /**
   * Returns the best shift.
   *
   * @throws TrainingException if the thread is interrupted
   */
  public OutsideBias best() {
    try {
      double best = better(bestOfSign(1), bestOfSign(-1));
      best = better(best, better(best + STEP / 2, best - STEP / 2));
      return new OutsideBias(best, score(0), score(best));
    } catch (InterruptedCallException e) {
      throw new TrainingException(
          "training: interrupted while the bias of the label O was tuned, after the last epoch; a run with checkpoints can resume from its last one");
    }
  }

  private double bestOfSign(int sign) {
    double best = 0;
    int worse = 0;
    for (double size = STEP; size <= LARGEST && worse < PATIENCE; size += STEP) {
      double shift = sign * size;
      worse = score(shift) > score(best) ? 0 : worse + 1;
      best = better(best, shift);
    }
    return best;
  }

  private double better(double a, double b) {
    int order = Double.compare(score(a), score(b));
    return order == 0 ? (Math.abs(a) <= Math.abs(b) ? a : b) : order > 0 ? a : b;
  }

  private double score(double shift) {
    return scores.computeIfAbsent(
        shift + 0.0, // -0.0 is 0.0
        s -> {
          double value = score.applyAsDouble(shifted(s));
          return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
        });
  }

  /** Returns the parameters with {@code shift} added to the bias of O. */
  public ParameterValues shifted(double shift) {
    if (shift == 0) {
      return trained;
    }
    float[] values = trained.values(bias);
    values[label] += (float) shift;
    return trained.with(bias, FloatTensor.of(TensorShape.of(values.length), values));
  }
}

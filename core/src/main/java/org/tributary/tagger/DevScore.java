package org.tributary.tagger;

import java.util.List;
import java.util.OptionalDouble;

/** What the epochs of a training run are compared by: a score of predictions on held-out data. */
public interface DevScore {

  /** What tells this score from others; a run is taken up again with the same one only. */
  String name();

  /**
   * The score, the higher the better; NaN, as of a share of nothing, is below every other.
   *
   * @param gold the held-out sequences, with {@link LabelledSequence#NONE} where a step does not
   *     count and {@link LabelledSequence#UNSEEN} where its label is one that training never saw
   * @param predicted their predicted labels, one a step
   * @return empty where there is nothing to score
   */
  OptionalDouble of(List<LabelledSequence> gold, List<int[]> predicted);

  /** The share of labels that are predicted right. */
  static DevScore accuracy() {
    return new Accuracy();
  }

  /** {@link #accuracy}. */
  record Accuracy() implements DevScore {
    @Override
    public String name() {
      return "accuracy";
    }

    @Override
    public OptionalDouble of(List<LabelledSequence> gold, List<int[]> predicted) {
      long correct = 0;
      long counted = 0;
      for (int k = 0; k < gold.size(); k++) {
        LabelledSequence sequence = gold.get(k);
        for (int t = 0; t < sequence.steps(); t++) {
          if (sequence.label(t) != LabelledSequence.NONE) {
            counted++;
            correct += predicted.get(k)[t] == sequence.label(t) ? 1 : 0;
          }
        }
      }
      return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / counted);
    }
  }
}

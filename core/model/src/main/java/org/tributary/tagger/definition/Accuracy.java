package org.tributary.tagger.definition;

import java.util.List;
import java.util.OptionalDouble;

/** The fraction of correctly predicted labels. */
record Accuracy() implements DevScore {
  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public OptionalDouble of(List<LabelledSequence> gold, List<int[]> predicted) {
    LabelledSequence.requirePredicted(gold, predicted);
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

package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.training.DevLabels;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.TrainingLog;

/** A development score that selects the best epoch. */
public enum DevMeasure {
  /**
   * Span F1 if all labels are span labels such as {@code B-PER}, over the fully labelled sequences.
   * Accuracy otherwise, or if no sequence is fully labelled.
   */
  AUTO,
  /** Accuracy: the fraction of labelled steps with the correct prediction. */
  ACCURACY,
  /** Span F1 as computed by conlleval; every step needs a label. */
  SPAN_F1;

  /**
   * Returns the measure that applies to {@code dev}: ACCURACY or SPAN_F1. A warning is logged if
   * AUTO falls back to accuracy although labels of the training data encode spans.
   *
   * @param labels the label domain of the model
   * @throws IllegalArgumentException for SPAN_F1 if a label is not a span label, or a step has none
   */
  DevMeasure resolve(
      ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev, TrainingLog log) {
    if (this == ACCURACY) {
      return ACCURACY;
    }
    List<String> names = ExampleEncoder.labels(labels);
    List<List<String>> gold = gold(dev);
    if (this == SPAN_F1) {
      requireSpans(DevLabels.otherLabel(names, gold));
      requireLabels(dev);
      return SPAN_F1;
    }
    DevLabels.spanObstacle(names, gold)
        .ifPresent(
            reason ->
                log.warning(
                    "devMeasure: AUTO selects the best epoch by accuracy instead of span F1, since %s, or choose ACCURACY"
                        .formatted(reason)));
    return DevScore.ofLabels(names, gold).equals(DevScore.accuracy()) ? ACCURACY : SPAN_F1;
  }

  /** Returns the score on {@code dev}, for ACCURACY or SPAN_F1. */
  DevScore score(ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev) {
    return switch (this) {
      case ACCURACY -> DevScore.accuracy();
      case SPAN_F1 -> DevScore.spanF1(ExampleEncoder.labels(labels), gold(dev));
      case AUTO -> throw new IllegalStateException("devMeasure: AUTO is not resolved");
    };
  }

  /**
   * Warns if more than a tenth of the labels of {@code dev} are others than {@code labels}.
   *
   * @throws IllegalArgumentException as {@link DevLabels#check}
   */
  static void checkLabels(
      ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev, TrainingLog log) {
    String file =
        TrainingTexts.values(dev.getProvenance()).entrySet().stream()
            .filter(value -> value.getKey().matches("datasource\\.(source\\.)*path"))
            .map(value -> " " + value.getValue())
            .findFirst()
            .orElse("");
    DevLabels.check("development data" + file, ExampleEncoder.labels(labels), gold(dev))
        .ifPresent(log::warning);
  }

  /** Returns the labels of each sequence, an empty text for a step without one. */
  private static List<List<String>> gold(SequenceDataset<Label> dev) {
    List<List<String>> gold = new ArrayList<>();
    for (SequenceExample<Label> example : dev) {
      List<String> labels = new ArrayList<>();
      for (Example<Label> step : example) {
        labels.add(ExampleEncoder.isNone(step.getOutput()) ? "" : step.getOutput().getLabel());
      }
      gold.add(labels);
    }
    return gold;
  }

  private static void requireSpans(Optional<String> otherLabel) {
    if (otherLabel.isPresent()) {
      throw new IllegalArgumentException(
          "devMeasure: expected labels of spans for SPAN_F1, such as B-PER, got '%s'; use ACCURACY"
              .formatted(otherLabel.get()));
    }
  }

  private static void requireLabels(SequenceDataset<Label> dev) {
    int sequence = 0;
    for (SequenceExample<Label> example : dev) {
      for (int step = 0; step < example.size(); step++) {
        if (ExampleEncoder.isNone(example.get(step).getOutput())) {
          throw new IllegalArgumentException(
              "devMeasure: expected a label at every step of the development data for SPAN_F1, got none at step %d of sequence %d, counted from 0; label it, leave the sequence out, or use AUTO, which does"
                  .formatted(step, sequence));
        }
      }
      sequence++;
    }
  }
}

package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.DecodedSequence;
import org.tributary.tagger.FeatureSequence;
import org.tributary.tagger.LabelDistributions;
import org.tributary.tagger.LabelSet;
import org.tributary.tagger.LabelledSequence;
import org.tributary.tagger.TaggerSizes;

/**
 * Tribuo's sequences in the network's terms and back. The network's features are the feature
 * domain's, under its ids 0 to V - 1, and V for what is unknown; its labels are the label domain's.
 */
final class TaggerEncoding {
  private final ImmutableFeatureMap features;
  private final ImmutableOutputInfo<Label> labels;

  /**
   * @throws IllegalArgumentException if a domain's ids are not 0, 1, 2 …
   */
  TaggerEncoding(ImmutableFeatureMap features, ImmutableOutputInfo<Label> labels) {
    this.features = features;
    this.labels = labels;
    for (int id = 0; id < features.size(); id++) {
      requireId("feature", features.get(id), id, features.size());
    }
    for (int id = 0; id < labels.size(); id++) {
      requireId("label", labels.getOutput(id), id, labels.size());
    }
  }

  private static void requireId(String what, Object found, int id, int size) {
    if (found == null) {
      throw new IllegalArgumentException(
          "%s domain: expected the ids 0 to %d, got none with id %d".formatted(what, size - 1, id));
    }
  }

  /** V + 1 features and K labels. */
  TaggerSizes sizes() {
    List<String> names =
        IntStream.range(0, labels.size()).mapToObj(id -> labels.getOutput(id).getLabel()).toList();
    return new TaggerSizes(features.size() + 1, List.of(LabelSet.of(names)));
  }

  /** The feature that stands for everything unknown, V. */
  int unknown() {
    return features.size();
  }

  /** How often each feature came in the training data; never the unknown one. */
  int[] counts() {
    int[] counts = new int[features.size() + 1];
    for (int id = 0; id < features.size(); id++) {
      counts[id] = features.get(id).getCount();
    }
    return counts;
  }

  /**
   * What the network reads of {@code example}. The features of a step are taken in the order of
   * their ids, so a step reads the same in whatever order it holds them.
   *
   * @throws IllegalArgumentException if it is empty, or a value is too large for a weight
   */
  FeatureSequence features(SequenceExample<Label> example) {
    if (example.size() == 0) {
      throw new IllegalArgumentException(
          "sequence example: expected at least one step, got none; leave out empty sequences");
    }
    FeatureSequence.Builder builder = FeatureSequence.builder();
    for (int step = 0; step < example.size(); step++) {
      builder.step();
      List<Known> known = known(example.get(step), step);
      known.forEach(k -> builder.feature(k.id(), k.weight()));
      if (known.isEmpty()) {
        builder.feature(unknown(), 1f);
      }
    }
    return builder.build();
  }

  private record Known(int id, float weight) {}

  private List<Known> known(Example<Label> example, int step) {
    List<Known> known = new ArrayList<>(example.size());
    for (Feature feature : example) {
      int id = features.getID(feature.getName());
      if (id >= 0) {
        known.add(new Known(id, weight(feature, step)));
      }
    }
    known.sort(Comparator.comparingInt(Known::id));
    return known;
  }

  private static float weight(Feature feature, int step) {
    float weight = (float) feature.getValue();
    if (!Float.isFinite(weight)) {
      throw new IllegalArgumentException(
          ("feature '%s' at step %d: expected a value that is a finite 32-bit number, got %s;"
                  + " scale the feature or leave it out")
              .formatted(feature.getName(), step, feature.getValue()));
    }
    return weight;
  }

  /**
   * The sequences to train on: those of weight 0 are left out.
   *
   * @throws IllegalArgumentException if a weight is negative or not finite, a step has no label, or
   *     no sequence is left
   */
  List<LabelledSequence> training(Iterable<SequenceExample<Label>> examples) {
    List<LabelledSequence> sequences = new ArrayList<>();
    for (SequenceExample<Label> example : examples) {
      float weight = example.getWeight();
      if (!(weight >= 0) || Float.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "sequence example: expected a finite weight of at least 0, got %s".formatted(weight));
      }
      if (weight > 0) {
        sequences.add(requireLabels(labelled(example, weight)));
      }
    }
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException(
          "training data: expected at least one sequence with a weight above 0, got none");
    }
    return sequences;
  }

  private static LabelledSequence requireLabels(LabelledSequence sequence) {
    for (int step = 0; step < sequence.steps(); step++) {
      if (sequence.label(step) < 0) {
        throw new IllegalArgumentException(
            ("training data: expected a label of the label domain at every step, got none at step"
                    + " %d of a sequence of %d")
                .formatted(step, sequence.steps()));
      }
    }
    return sequence;
  }

  /**
   * The sequences to score on, each counting alike. A label that training never saw counts as a
   * mistake; a step without a label does not count.
   *
   * @throws IllegalArgumentException if no step has a label
   */
  List<LabelledSequence> scoring(Iterable<SequenceExample<Label>> examples) {
    List<LabelledSequence> sequences = new ArrayList<>();
    for (SequenceExample<Label> example : examples) {
      sequences.add(labelled(example, 1f));
    }
    if (sequences.stream().noneMatch(TaggerEncoding::hasLabel)) {
      throw new IllegalArgumentException(
          "development data: expected at least one labelled step to score on, got none in %d"
                  .formatted(sequences.size())
              + " sequences");
    }
    return sequences;
  }

  private static boolean hasLabel(LabelledSequence sequence) {
    return IntStream.range(0, sequence.steps())
        .anyMatch(step -> sequence.label(step) != LabelledSequence.NONE);
  }

  private LabelledSequence labelled(SequenceExample<Label> example, float weight) {
    FeatureSequence read = features(example);
    int[] ids = new int[read.steps()];
    for (int step = 0; step < ids.length; step++) {
      ids[step] = label(example.get(step).getOutput());
    }
    return new LabelledSequence(read, ids, weight);
  }

  private int label(Label label) {
    if (label.getLabel().equals(Label.UNKNOWN)) {
      return LabelledSequence.NONE;
    }
    int id = labels.getID(label);
    return id >= 0 ? id : LabelledSequence.UNSEEN;
  }

  /**
   * Tribuo's predictions for the steps of {@code example}.
   *
   * @param read what the network read of it
   * @throws IllegalArgumentException if the probabilities are not numbers
   */
  List<Prediction<Label>> predictions(
      SequenceExample<Label> example, FeatureSequence read, DecodedSequence decoded) {
    LabelDistributions distributions = decoded.distributions();
    List<Prediction<Label>> predictions = new ArrayList<>(read.steps());
    for (int step = 0; step < read.steps(); step++) {
      Map<String, Label> scores = new LinkedHashMap<>();
      for (int id = 0; id < distributions.labels(); id++) {
        float probability = distributions.probability(step, id);
        if (!(probability >= 0)) {
          throw new IllegalArgumentException(
              ("sequence example: the probabilities at step %d are not numbers; the model's weights"
                      + " or the example's feature values are too large to compute with")
                  .formatted(step));
        }
        String name = labels.getOutput(id).getLabel();
        scores.put(name, new Label(name, probability));
      }
      Label best = scores.get(labels.getOutput(decoded.label(step)).getLabel());
      predictions.add(new Prediction<>(best, scores, used(read, step), example.get(step), true));
    }
    return predictions;
  }

  /**
   * The network's labels of predictions for an example.
   *
   * @throws IllegalArgumentException if there is not one a step, or a label is not of the domain
   */
  int[] predicted(SequenceExample<Label> example, List<Prediction<Label>> predictions) {
    if (predictions.size() != example.size()) {
      throw new IllegalArgumentException(
          "predictions: expected %d, one a step of the example, got %d"
              .formatted(example.size(), predictions.size()));
    }
    int[] ids = new int[predictions.size()];
    for (int step = 0; step < ids.length; step++) {
      Label label = predictions.get(step).getOutput();
      ids[step] = labels.getID(label);
      if (ids[step] < 0) {
        throw new IllegalArgumentException(
            "predictions: expected labels of the model's, got '%s' at step %d; did another model predict it?"
                .formatted(label.getLabel(), step));
      }
    }
    return ids;
  }

  /** How many of a step's features are known. */
  private int used(FeatureSequence read, int step) {
    return read.feature(step, 0) == unknown() ? 0 : read.count(step);
  }
}

package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.input.Frequencies;
import org.tributary.tagger.DecodedSequence;
import org.tributary.tagger.FeatureSequence;
import org.tributary.tagger.LabelDistributions;
import org.tributary.tagger.LabelSet;
import org.tributary.tagger.LabelledSequence;
import org.tributary.tagger.TaggerSizes;
import org.tributary.tribuo.input.EncodedExample;
import org.tributary.tribuo.input.ExampleReader;
import org.tributary.tribuo.input.ResolvedInputs;

/**
 * Tribuo's sequences in the network's terms and back. What the network reads is the plan's; its
 * labels are the label domain's.
 */
final class ExampleEncoder {
  /** What rounding may take from a sum of probabilities or add to it, with very many labels. */
  private static final double TOLERANCE = 0.01;

  private final ImmutableOutputInfo<Label> labels;
  private final String[] names; // of the labels, by id
  private final ExampleReader reader;

  /**
   * @throws IllegalArgumentException if a domain's ids are not 0, 1, 2 …, the feature domain
   *     contradicts itself, or it is not the plan's
   */
  ExampleEncoder(
      ImmutableFeatureMap features, ImmutableOutputInfo<Label> labels, ResolvedInputs plan) {
    this.labels = labels;
    this.names = new String[labels.size()];
    for (int id = 0; id < labels.size(); id++) {
      requireId(labels.getOutput(id), id, labels.size());
      names[id] = labels.getOutput(id).getLabel();
    }
    this.reader = plan.reader(features);
  }

  private static void requireId(Label found, int id, int size) {
    if (found == null) {
      throw new IllegalArgumentException(
          "label domain: expected the ids 0 to %d, got none with id %d".formatted(size - 1, id));
    }
  }

  /** How much there is to read and to tell apart. */
  TaggerSizes sizes() {
    return new TaggerSizes(reader.entries(), List.of(LabelSet.of(List.of(names))));
  }

  /** How often what there is to read came in the training data. */
  List<Frequencies> occurrences() {
    return reader.occurrences();
  }

  /**
   * What the network reads of {@code example}.
   *
   * @throws IllegalArgumentException if it is empty, or a value is too large for a weight
   */
  EncodedExample read(SequenceExample<Label> example) {
    return reader.readCached(example);
  }

  /**
   * The sequences to train on: those of weight 0 are left out.
   *
   * @throws IllegalArgumentException if a weight is negative or not finite, a step has no label, or
   *     no sequence is left
   */
  List<LabelledSequence> training(
      Iterable<SequenceExample<Label>> examples, AuxiliaryTasks.Found others) {
    List<LabelledSequence> sequences = new ArrayList<>();
    for (SequenceExample<Label> example : examples) {
      float weight = example.getWeight();
      if (!(weight >= 0) || Float.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "sequence example: expected a finite weight of at least 0, got %s".formatted(weight));
      }
      if (weight > 0) {
        sequences.add(others.add(requireLabels(labelled(example, weight)), example));
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
  List<LabelledSequence> scoring(
      Iterable<SequenceExample<Label>> examples, AuxiliaryTasks.Found others) {
    List<LabelledSequence> sequences = new ArrayList<>();
    for (SequenceExample<Label> example : examples) {
      sequences.add(others.add(labelled(example, 1f), example));
    }
    if (sequences.stream().noneMatch(ExampleEncoder::hasLabel)) {
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
    FeatureSequence read = reader.read(example).features();
    int[] ids = new int[read.steps()];
    for (int step = 0; step < ids.length; step++) {
      ids[step] = label(example.get(step).getOutput());
    }
    return new LabelledSequence(read, ids, weight);
  }

  /** Whether a step of this label has none. */
  static boolean isNone(Label label) {
    return label.getLabel().equals(Label.UNKNOWN);
  }

  private int label(Label label) {
    if (isNone(label)) {
      return LabelledSequence.NONE;
    }
    int id = labels.getID(label);
    return id >= 0 ? id : LabelledSequence.UNSEEN;
  }

  /**
   * Tribuo's predictions for the steps of {@code example}.
   *
   * @param read what {@link #read} made of it
   * @throws IllegalArgumentException if the probabilities are not numbers that add up to 1
   */
  List<Prediction<Label>> predictions(
      SequenceExample<Label> example, EncodedExample read, DecodedSequence decoded) {
    LabelDistributions distributions = decoded.distributions();
    List<Prediction<Label>> predictions = new ArrayList<>(example.size());
    for (int step = 0; step < example.size(); step++) {
      float[] probabilities = new float[distributions.labels()];
      double sum = 0;
      for (int id = 0; id < probabilities.length; id++) {
        probabilities[id] = distributions.probability(step, id);
        sum += probabilities[id];
      }
      if (!(Math.abs(sum - 1) <= TOLERANCE)) {
        throw new IllegalArgumentException(
            ("sequence example: the probabilities at step %d are not numbers that add up to 1; the"
                    + " model's weights or the example's feature values are too large to compute with")
                .formatted(step));
      }
      LabelScores scores = new LabelScores(names, probabilities, decoded.label(step));
      predictions.add(
          new Prediction<>(scores.best(), scores, read.known(step), example.get(step), true));
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
}

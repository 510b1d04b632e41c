package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel.Subsequence;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.Frequencies;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelSet;
import org.tributary.internal.training.AuxiliaryColumns;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * An encoder of Tribuo sequence examples into network inputs and label ids, and a decoder of the
 * network's outputs into Tribuo predictions.
 */
public final class ExampleEncoder implements AutoCloseable {
  /** Maximum deviation from 1 of a sum of probabilities, for rounding with very many labels. */
  private static final double MAX_SUM_ERROR = 0.01;

  private final ImmutableOutputInfo<Label> labels;
  private final String[] names; // label names by id
  private final ExampleReader reader;

  /**
   * @throws IllegalArgumentException if a domain's ids are not 0, 1, 2 …, the feature domain is
   *     inconsistent, or it does not match the resolved inputs
   */
  public ExampleEncoder(
      ImmutableFeatureMap features, ImmutableOutputInfo<Label> labels, ResolvedInputs inputs) {
    this.labels = labels;
    this.names = names(labels);
    this.reader = inputs.reader(features);
  }

  private static String[] names(ImmutableOutputInfo<Label> labels) {
    String[] names = new String[labels.size()];
    for (int id = 0; id < labels.size(); id++) {
      requireId(labels.getOutput(id), id, labels.size());
      names[id] = labels.getOutput(id).getLabel();
    }
    return names;
  }

  /**
   * Returns the label set of a label domain.
   *
   * @throws IllegalArgumentException if its ids are not those from 0 to its size - 1
   */
  public static LabelSet labelSet(ImmutableOutputInfo<Label> labels) {
    return LabelSet.of(labels(labels));
  }

  /** Returns the names of a label domain by id. */
  public static List<String> labels(ImmutableOutputInfo<Label> labels) {
    return List.of(names(labels));
  }

  private static void requireId(Label found, int id, int size) {
    if (found == null) {
      throw new IllegalArgumentException(
          "label domain: expected the ids 0 to %d, got none with id %d".formatted(size - 1, id));
    }
  }

  /** Returns the vocabulary sizes of the inputs and the label set. */
  public TaggerSizes sizes() {
    return new TaggerSizes(reader.entries(), List.of(LabelSet.of(List.of(names))));
  }

  /** Returns each input's vocabulary frequencies in encoded sequences. */
  public List<Frequencies> frequencies(List<LabelledSequence> sequences) {
    return reader.frequencies(sequences.stream().map(LabelledSequence::features).toList());
  }

  /** Returns the reader of features, which closing this encoder closes. */
  public ExampleReader reader() {
    return reader;
  }

  /** Frees the native memory of the inputs' readers, after the calls that run. Idempotent. */
  @Override
  public void close() {
    reader.close();
  }

  /**
   * Encodes the training sequences, skipping those of weight 0.
   *
   * @throws IllegalArgumentException if a weight is negative or not finite, a step has no label, or
   *     every weight is 0
   */
  public List<LabelledSequence> training(
      Iterable<SequenceExample<Label>> examples,
      AuxiliaryColumns<SequenceExample<Label>> auxiliary) {
    List<SequenceExample<Label>> weighted = new ArrayList<>();
    for (SequenceExample<Label> example : examples) {
      float weight = example.getWeight();
      if (!(weight >= 0) || Float.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "sequence example: expected a finite weight of at least 0, got %s".formatted(weight));
      }
      if (weight > 0) {
        weighted.add(example);
      }
    }
    List<LabelledSequence> sequences =
        labelled(
            weighted,
            (features, example) -> requireLabels(labelled(features, example, example.getWeight())),
            auxiliary);
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException(
          "training data: expected at least one sequence with a weight above 0, got none");
    }
    return sequences;
  }

  /**
   * Encodes sequences whose labels training does not learn, all with weight 1; a label absent from
   * the label domain has no id.
   */
  public List<LabelledSequence> raw(
      Iterable<SequenceExample<Label>> examples,
      AuxiliaryColumns<SequenceExample<Label>> auxiliary) {
    List<SequenceExample<Label>> all = new ArrayList<>();
    examples.forEach(all::add);
    return labelled(all, (features, example) -> labelled(features, example, 1f), auxiliary);
  }

  private List<LabelledSequence> labelled(
      List<SequenceExample<Label>> examples,
      BiFunction<FeatureSequence, SequenceExample<Label>, LabelledSequence> labels,
      AuxiliaryColumns<SequenceExample<Label>> auxiliary) {
    List<EncodedExample> encoded = reader.readAll(examples);
    List<LabelledSequence> sequences = new ArrayList<>(examples.size());
    for (int k = 0; k < examples.size(); k++) {
      SequenceExample<Label> example = examples.get(k);
      sequences.add(auxiliary.add(labels.apply(encoded.get(k).features(), example), example));
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
   * Encodes the development sequences, all with weight 1. A label absent from the training data
   * counts as a mistake; a step without a label is not scored.
   *
   * @throws IllegalArgumentException if no step has a label, or none that of a training step
   */
  public List<LabelledSequence> scoring(
      Iterable<SequenceExample<Label>> examples,
      AuxiliaryColumns<SequenceExample<Label>> auxiliary) {
    List<LabelledSequence> sequences = raw(examples, auxiliary);
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

  private LabelledSequence labelled(
      FeatureSequence features, SequenceExample<Label> example, float weight) {
    int[] ids = new int[features.steps()];
    for (int step = 0; step < ids.length; step++) {
      ids[step] = label(example.get(step).getOutput());
    }
    return new LabelledSequence(features, ids, weight);
  }

  /** Returns whether {@code label} marks a step without a label. */
  public static boolean isNone(Label label) {
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
   * Converts decoded labels and probabilities to Tribuo predictions for {@code example}.
   *
   * @param encoded the result of {@link #reader} for the example
   * @throws IllegalArgumentException if the probabilities of a step do not sum to 1
   */
  List<Prediction<Label>> predictions(
      SequenceExample<Label> example, EncodedExample encoded, DecodedSequence decoded) {
    LabelDistributions distributions = decoded.distributions();
    List<Prediction<Label>> predictions = new ArrayList<>(example.size());
    for (int step = 0; step < example.size(); step++) {
      float[] probabilities = new float[distributions.labels()];
      double sum = 0;
      for (int id = 0; id < probabilities.length; id++) {
        probabilities[id] = distributions.probability(step, id);
        sum += probabilities[id];
      }
      if (!(Math.abs(sum - 1) <= MAX_SUM_ERROR)) {
        throw new IllegalArgumentException(
            ("sequence example: the probabilities at step %d are not numbers that add up to 1; the"
                    + " model's weights or the example's feature values are too large to compute with")
                .formatted(step));
      }
      LabelScores scores = new LabelScores(names, probabilities, decoded.label(step));
      predictions.add(
          new Prediction<>(scores.best(), scores, encoded.known()[step], example.get(step), true));
    }
    return predictions;
  }

  /**
   * Checks a span of an example's predictions.
   *
   * @throws IllegalArgumentException if it is empty or not within {@code steps}
   */
  public static void requireWithin(Subsequence span, int steps) {
    if (span.begin < 0 || span.begin >= span.end || span.end > steps) {
      throw new IllegalArgumentException(
          "span: expected some of the steps from 0 to %d, got from %d to before %d; is it of another example?"
              .formatted(steps - 1, span.begin, span.end));
    }
  }

  /**
   * Returns the label ids of an example's predictions.
   *
   * @throws IllegalArgumentException if the number of predictions differs from the number of steps,
   *     or a label is not in the label domain
   */
  public int[] predicted(SequenceExample<Label> example, List<Prediction<Label>> predictions) {
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

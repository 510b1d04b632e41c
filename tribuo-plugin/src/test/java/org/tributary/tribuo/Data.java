package org.tributary.tribuo;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ListExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.internal.model.TrainingLog;

/** Small sequences for tests. */
final class Data {
  private static final LabelFactory LABELS = new LabelFactory();

  /** The label that Tribuo counts as missing, by identity. */
  private static final Label UNLABELLED = LABELS.getUnknownOutput();

  static final TrainingLog NO_LOG = new TrainingLog(0);

  private Data() {}

  /** Returns a sequence of steps written {@code word/LABEL}. */
  static SequenceExample<Label> sentence(String... steps) {
    List<Example<Label>> examples = new ArrayList<>();
    for (String step : steps) {
      int slash = step.indexOf('/');
      examples.add(step(step.substring(slash + 1), new Feature(step.substring(0, slash), 1)));
    }
    return new SequenceExample<>(examples);
  }

  static Example<Label> step(String label, Feature... features) {
    boolean none = label.equals(Label.UNKNOWN);
    Example<Label> example = new ListExample<>(none ? UNLABELLED : new Label(label));
    for (Feature feature : features) {
      example.add(feature);
    }
    return example;
  }

  static SequenceDataset<Label> dataset(List<SequenceExample<Label>> sequences) {
    return new MutableSequenceDataset<>(
        sequences,
        new SimpleDataSourceProvenance(
            "test sequences", OffsetDateTime.parse("2026-01-01T00:00:00Z"), LABELS),
        LABELS);
  }

  /** Returns sequences of 1 to {@code longest} steps with one to three real-valued features. */
  static List<SequenceExample<Label>> random(int count, int longest, long seed) {
    Random random = new Random(seed);
    List<SequenceExample<Label>> sequences = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      SequenceExample<Label> sequence = new SequenceExample<>();
      for (int step = 0; step <= k % longest; step++) {
        Example<Label> example = new ListExample<>(new Label("L" + random.nextInt(17)));
        for (int f = random.nextInt(3); f >= 0; f--) {
          example.add(new Feature("f" + f + random.nextInt(150), 0.5 + random.nextDouble()));
        }
        sequence.addExample(example);
      }
      sequences.add(sequence);
    }
    return sequences;
  }

  /** Returns random sequences with a word feature per step, so that characters are read. */
  static List<SequenceExample<Label>> words(int count, int longest, long seed) {
    List<SequenceExample<Label>> sequences = random(count, longest, seed);
    Random random = new Random(seed);
    for (SequenceExample<Label> sequence : sequences) {
      sequence.forEach(
          step -> step.add(new Feature("word=" + Integer.toString(random.nextInt(5000), 36), 1)));
    }
    return sequences;
  }

  /** Returns a builder of small, quickly trained models. */
  static LstmTaggerTrainerBuilder smallTrainer() {
    return LstmTaggerTrainer.builder()
        .embeddingSize(10)
        .hiddenSize(20)
        .batchSize(2)
        .epochs(2)
        .layers(1)
        .connection(TaggerSkipConnection.NONE)
        .dropout(0.1)
        .lockedDropout(0)
        .averageDecay(0)
        .unknownRate(0.25)
        .learningRateSchedule(LearningRateSchedule.LINEAR)
        .learningRate(0.02)
        .finalLearningRate(0.005)
        .loggingInterval(0);
  }

  /** Returns all probabilities in step order. */
  static List<Double> probabilities(List<Prediction<Label>> predictions) {
    return predictions.stream()
        .flatMap(p -> p.getOutputScores().values().stream())
        .map(Label::getScore)
        .toList();
  }

  /** Returns the gold labels of {@code sequence}. */
  static List<String> labels(SequenceExample<Label> sequence) {
    List<String> labels = new ArrayList<>();
    sequence.forEach(step -> labels.add(step.getOutput().getLabel()));
    return labels;
  }

  /** Returns the predicted labels. */
  static List<String> labels(List<Prediction<Label>> predictions) {
    return predictions.stream().map(p -> p.getOutput().getLabel()).toList();
  }
}

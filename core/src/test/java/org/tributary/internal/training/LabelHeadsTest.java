package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.Variables;
import org.tributary.head.DecodedSequence;
import org.tributary.head.Head;
import org.tributary.head.LabelPath;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterDirection;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.span.TagScheme;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.PlainSgd;
import org.tributary.train.TrainingListener;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;

/** Losses and gradients of several heads on one encoder. */
class LabelHeadsTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(4)
          .embeddingStandardDeviation(0.7)
          .encoder(input -> Recurrent.lstm(input).hidden(3).bidirectional())
          .crf()
          .auxiliaryTask("xpos", 0.5)
          .auxiliaryTask("ner", 1.5, Head.crf(TagScheme.BIO).constrainTraining());

  private static final LabelSet NER = LabelSet.of(List.of("I-X", "O", "B-X"));
  private static final TaggerSizes SIZES =
      new TaggerSizes(7, List.of(LabelSet.ofSize(3), LabelSet.ofSize(4), NER));

  private static final List<LabelledSequence> DATA =
      List.of(
          new LabelledSequence(
                  FeatureSequence.ofWords(1, 4, 6), new int[] {0, 2, LabelledSequence.NONE}, 0.5f)
              .withColumn(LabelledSequence.NONE, 3, 1)
              .withColumn(2, 0, 1),
          new LabelledSequence(FeatureSequence.ofWords(1, 5, 3, 2), 1, -2, 2, 1)
              .withColumn(0, 3, 3, 2)
              .withColumn(1, -1, -1, 0),
          new LabelledSequence(FeatureSequence.ofWords(3), 1).withColumn(2).withColumn(-1));

  @Test
  void repeatedLabelNameIsRefused() {
    assertThatThrownBy(() -> LabelSet.of(List.of("A", "B", "A")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected each name once, got \"A\" twice");
  }

  @Test
  void sgdStepMatchesFiniteDifferencesOfTheWeightedLoss() {
    double rate = 1e-2;
    ParameterValues before =
        ParameterValues.draw(DEFINITION.parameters(SIZES), TorchRandom.seeded(9));
    ParameterValues after =
        new TaggerFitter(
                DEFINITION, SIZES, PlainSgd.options(rate).batchSize(DATA.size()), new int[7], 0)
            .train(before, DATA, List.of(), TrainingListener.silent())
            .parameters();
    Map<String, Double> largest = new TreeMap<>();
    Random random = new Random(3);
    for (String name : before.names()) {
      if (name.startsWith("lstm.") && !name.equals("lstm.weight_ih_l0")) {
        continue; // covered by the encoder's gradient tests
      }
      ParameterDirection direction = ParameterDirection.random(before, name, random);
      double expected = 0;
      for (int column : columnsOf(name)) {
        double above = loss(direction.move(before, 1e-2f), column);
        double below = loss(direction.move(before, -1e-2f), column);
        expected += DEFINITION.columns().get(column).lossWeight() * (above - below) / 2e-2;
      }
      assertThat(direction.ofStep(before, after, rate)).as(name).isCloseTo(expected, within(2e-4));
      largest.merge(name.split("[_.]", 2)[0], Math.abs(expected), Math::max);
    }
    assertThat(largest).containsKeys("word", "lstm", "crf");
    assertThat(largest.values()).allMatch(derivative -> derivative > 1e-3);
  }

  /** Returns the columns whose loss reads a parameter: all, unless it is one of a head. */
  private static List<Integer> columnsOf(String parameter) {
    List<Integer> columns = new ArrayList<>();
    for (int k = 0; k < DEFINITION.columns().size(); k++) {
      String name = DEFINITION.columns().get(k).name();
      if (parameter.startsWith("hidden2" + name) || parameter.startsWith("crf." + name + ".")) {
        return List.of(k);
      }
      columns.add(k);
    }
    return columns;
  }

  @Test
  void reportedLossIsTheWeightedSum() {
    ParameterValues initial =
        ParameterValues.draw(DEFINITION.parameters(SIZES), TorchRandom.seeded(3));
    TaggerFitter fitter =
        new TaggerFitter(
            DEFINITION, SIZES, PlainSgd.options(1e-9).batchSize(DATA.size()), new int[7], 0);
    double reported =
        fitter
            .train(initial, DATA, List.of(), TrainingListener.silent())
            .history()
            .get(0)
            .meanLoss();
    assertThat(reported).isCloseTo(loss(initial), within(1e-5));
  }

  @Test
  void developmentScoreMatchesInferenceTagger() {
    TaggerFitter.Trained trained =
        new TaggerFitter(DEFINITION, SIZES, SmallTraining.options().epochs(6), new int[7], 0)
            .train(DATA, DATA, TrainingListener.silent());
    double best =
        trained.history().stream().mapToDouble(e -> e.devScore().getAsDouble()).max().orElseThrow();
    try (SequenceTagger tagger = new SequenceTagger(DEFINITION, SIZES, trained.parameters())) {
      List<DecodedSequence> decoded =
          tagger.decode(DATA.stream().map(LabelledSequence::features).toList());
      int correct = 0;
      for (int n = 0; n < DATA.size(); n++) {
        for (int t = 0; t < DATA.get(n).steps(); t++) {
          correct += decoded.get(n).label(t) == DATA.get(n).label(t) ? 1 : 0;
        }
      }
      assertThat(correct / 7.0).isEqualTo(best);
    }
  }

  @Test
  void crfLearnsTransitionsFromUninformativeWords() {
    // the words are uninformative: only the alternation of labels, starting with 0, can be learned
    List<LabelledSequence> data =
        List.of(
            new LabelledSequence(FeatureSequence.ofWords(1, 1, 1, 1, 1), 0, 1, 0, 1, 0),
            new LabelledSequence(FeatureSequence.ofWords(1, 1, 1, 1), 0, 1, 0, 1));
    TaggerDefinition definition =
        SmallTraining.define().words(1).encoder(input -> Recurrent.lstm(input).hidden(1)).crf();
    TaggerSizes sizes = new TaggerSizes(2, 2);
    ParameterValues trained =
        new TaggerFitter(
                definition,
                sizes,
                SmallTraining.options().epochs(150).schedule(Schedule.constant(0.05)),
                new int[2],
                0)
            .train(data, List.of(), TrainingListener.silent())
            .parameters();
    float[] transitions = trained.values("crf.tag.transitions");
    assertThat(transitions[1]).isGreaterThan(transitions[0] + 1);
    assertThat(transitions[2]).isGreaterThan(transitions[3] + 1);
    assertThat(trained.values("crf.tag.start_transitions")[0])
        .isGreaterThan(trained.values("crf.tag.start_transitions")[1]);
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, trained)) {
      assertThat(tagger.decode(List.of(FeatureSequence.ofWords(1, 1, 1))).get(0).labels())
          .containsExactly(0, 1, 0);
    }
  }

  /** Decoding reads the transitions from the weights once, not from the graph in every run. */
  @Test
  void inferenceGraphHasNoTransitions() {
    List<String> built = new ArrayList<>();
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      ParameterValues values =
          ParameterValues.draw(DEFINITION.parameters(SIZES), TorchRandom.seeded(9));
      List<ParameterSpec> tables =
          DEFINITION.parameters(SIZES).stream()
              .filter(p -> DEFINITION.inputs().tables().contains(p.name()))
              .toList();
      new TaggerGraph(
              tf,
              DEFINITION,
              SIZES,
              new Variables(tf, tables),
              name -> {
                built.add(name);
                return tf.constant(
                    NativeTensors.shape(values.shape(name)), DataBuffers.of(values.values(name)));
              },
              OptionalInt.empty())
          .logits();
    }
    assertThat(built)
        .contains("hidden2tag.weight", "hidden2ner.bias")
        .noneMatch(name -> name.startsWith("crf"));
  }

  /**
   * Returns Σ weight · loss over the columns, each from a tagger's ranking of all label sequences.
   */
  private static double loss(ParameterValues values) {
    double sum = 0;
    for (int column = 0; column < 3; column++) {
      sum += DEFINITION.columns().get(column).lossWeight() * loss(values, column);
    }
    return sum;
  }

  private static double loss(ParameterValues values, int column) {
    LabelColumn defined = DEFINITION.columns().get(column);
    TaggerDefinition singleTask =
        new TaggerDefinition(
            DEFINITION.inputs(),
            DEFINITION.encoder(),
            0,
            0,
            List.of(new LabelColumn(LabelColumn.MAIN, 1, defined.head())));
    TaggerSizes sizes = new TaggerSizes(7, List.of(SIZES.columns().get(column)));
    ParameterValues.Builder builder = ParameterValues.builder();
    for (ParameterSpec spec : singleTask.parameters(sizes)) {
      String name =
          spec.name()
              .replace("hidden2tag", "hidden2" + defined.name())
              .replace("crf.tag", "crf." + defined.name());
      builder.add(spec.name(), spec.shape(), values.values(name));
    }
    double sum = 0;
    int counted = 0;
    try (SequenceTagger tagger = new SequenceTagger(singleTask, sizes, builder.build())) {
      for (LabelledSequence sequence : DATA) {
        List<LabelPath> all = tagger.nBest(List.of(sequence.features()), 10_000).get(0);
        double likelihood = 0;
        for (LabelPath path : all) {
          likelihood += agrees(path, sequence, column) ? Math.exp(path.score()) : 0;
        }
        sum -= sequence.weight() * Math.log(likelihood);
        for (int t = 0; t < sequence.steps(); t++) {
          counted += sequence.label(column, t) >= 0 ? 1 : 0;
        }
      }
    }
    return sum / counted;
  }

  private static boolean agrees(LabelPath path, LabelledSequence sequence, int column) {
    for (int t = 0; t < path.labels().size(); t++) {
      int label = sequence.label(column, t);
      if (label >= 0 && label != path.labels().get(t)) {
        return false;
      }
    }
    return true;
  }
}

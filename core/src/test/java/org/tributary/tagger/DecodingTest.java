package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelPath;
import org.tributary.head.LabelSet;
import org.tributary.head.TransitionConstraints;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.tagger.SmallTraining;

/** Decoding of head scores, checked against a ranking of all label sequences. */
class DecodingTest {
  private static final List<String> NAMES = List.of("I-A", "B-B", "O", "B-A", "I-B");
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(5)
          .embeddingStandardDeviation(3)
          .encoder(input -> Recurrent.lstm(input).hidden(7).bidirectional())
          .crf(TagScheme.BIO)
          .auxiliaryTask("xpos", 0.5);
  private static final TaggerSizes SIZES =
      new TaggerSizes(40, List.of(LabelSet.of(NAMES), LabelSet.ofSize(3)));

  private static SequenceTagger tagger(TaggerDefinition definition, TaggerSizes sizes) {
    ParameterValues drawn =
        ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(6));
    ParameterValues.Builder scaled = ParameterValues.builder();
    for (String name : drawn.names()) {
      float[] values = drawn.values(name);
      for (int k = 0; k < values.length && !name.startsWith("lstm"); k++) {
        values[k] *= name.startsWith("crf") ? 20 : 4;
      }
      scaled.add(name, drawn.shape(name), values);
    }
    return new SequenceTagger(definition, sizes, scaled.build());
  }

  private static List<FeatureSequence> sequences(int count, int maxSteps) {
    Random random = new Random(5);
    return IntStream.range(0, count)
        .mapToObj(
            n ->
                FeatureSequence.ofWords(
                    random.ints(1 + n % maxSteps, 0, SIZES.vocabularySizes().get(0)).toArray()))
        .toList();
  }

  @Test
  void labelsAndMarginalsMatchTheFullRanking() {
    TransitionConstraints rules = TransitionConstraints.of(TagScheme.BIO, NAMES);
    boolean bestOfEachDiffers = false;
    try (SequenceTagger tagger = tagger(DEFINITION, SIZES)) {
      List<FeatureSequence> sequences = sequences(40, 5);
      List<DecodedSequence> decoded = tagger.decode(sequences);
      List<LabelDistributions> predicted =
          tagger.decode(sequences).stream().map(DecodedSequence::distributions).toList();
      List<List<LabelPath>> ranked = tagger.nBest(sequences, 5000);
      for (int n = 0; n < sequences.size(); n++) {
        DecodedSequence best = decoded.get(n);
        List<LabelPath> all = ranked.get(n);
        assertThat(all).allMatch(path -> rules.allow(ints(path)));
        assertThat(all.stream().mapToDouble(p -> Math.exp(p.score())).sum())
            .isCloseTo(1, within(1e-9));
        assertThat(best.labels()).containsExactly(ints(all.get(0)));
        int steps = sequences.get(n).steps();
        assertThat(best.steps()).isEqualTo(steps);
        assertThat(best.probabilityOf(0, best.labels()))
            .isCloseTo(Math.exp(all.get(0).score()), within(1e-9));
        for (int t = 0; t < steps; t++) {
          for (int label = 0; label < NAMES.size(); label++) {
            assertThat((double) predicted.get(n).probability(t, label))
                .isCloseTo(mass(all, t, label), within(1e-6));
          }
          assertThat(best.probability(t))
              .isEqualTo(predicted.get(n).probability(t, best.label(t)))
              .isEqualTo(best.distributions().probability(t, best.label(t)));
          bestOfEachDiffers |= predicted.get(n).best(t) != best.label(t);
        }
        if (steps > 2) {
          int[] part = {best.label(1), best.label(2)};
          assertThat(best.probabilityOf(1, part)).isCloseTo(mass(all, 1, part), within(1e-9));
        }
      }
    }
    assertThat(bestOfEachDiffers).isTrue();
  }

  private static int[] ints(LabelPath path) {
    return path.labels().stream().mapToInt(label -> label).toArray();
  }

  private static double mass(List<LabelPath> paths, int from, int... labels) {
    return paths.stream()
        .filter(p -> Arrays.equals(ints(p), from, from + labels.length, labels, 0, labels.length))
        .mapToDouble(p -> Math.exp(p.score()))
        .sum();
  }

  @Test
  void softmaxColumnIsDecodedStepByStep() {
    TaggerDefinition softmax = DEFINITION.softmax();
    try (SequenceTagger tagger = tagger(softmax, SIZES)) {
      List<FeatureSequence> sequences = sequences(9, 4);
      List<LabelDistributions> predicted =
          tagger.decode(sequences).stream().map(DecodedSequence::distributions).toList();
      List<DecodedSequence> decoded = tagger.decode(sequences);
      List<List<LabelPath>> three = tagger.nBest(sequences, 3);
      for (int n = 0; n < sequences.size(); n++) {
        double product = 1;
        for (int t = 0; t < sequences.get(n).steps(); t++) {
          assertThat(decoded.get(n).label(t)).isEqualTo(predicted.get(n).best(t));
          product *= predicted.get(n).probability(t, predicted.get(n).best(t));
        }
        assertThat(decoded.get(n).probabilityOf(0, decoded.get(n).labels())).isEqualTo(product);
        assertThat(ints(three.get(n).get(0))).containsExactly(decoded.get(n).labels());
        assertThat(Math.exp(three.get(n).get(0).score())).isCloseTo(product, within(1e-6));
        assertThat(three.get(n)).hasSize(3);
      }
    }
  }

  @Test
  void everyColumnIsDecodedInOneRun() {
    try (SequenceTagger tagger = tagger(DEFINITION, SIZES)) {
      List<FeatureSequence> sequences = sequences(12, 6);
      List<Map<String, DecodedSequence>> columns = tagger.decodeColumns(sequences);
      List<DecodedSequence> main = tagger.decode(sequences);
      for (int n = 0; n < sequences.size(); n++) {
        assertThat(columns.get(n).keySet()).containsExactly("tag", "xpos");
        assertThat(columns.get(n).get("tag").labels()).containsExactly(main.get(n).labels());
        assertThat(columns.get(n).get("xpos").distributions().labels()).isEqualTo(3);
        assertThat(columns.get(n).get("xpos").steps()).isEqualTo(sequences.get(n).steps());
      }
    }
  }

  @Test
  void bitsDoNotDependOnTheBatch() {
    try (SequenceTagger tagger = tagger(DEFINITION, SIZES)) {
      List<FeatureSequence> sequences = sequences(50, 17);
      List<Map<String, DecodedSequence>> together = tagger.decodeColumns(sequences);
      List<List<LabelPath>> ranked = tagger.nBest(sequences, 4);
      for (int n = 0; n < sequences.size(); n++) {
        List<FeatureSequence> alone = List.of(sequences.get(n));
        assertThat(bits(tagger.decodeColumns(alone).get(0))).isEqualTo(bits(together.get(n)));
        assertThat(tagger.nBest(alone, 4).get(0)).isEqualTo(ranked.get(n));
      }
    }
  }

  @Test
  void nonFiniteWeightsAreRefused() {
    ParameterValues drawn =
        ParameterValues.draw(DEFINITION.parameters(SIZES), TorchRandom.seeded(1));
    String name = "lstm.bias_hh_l0";
    float[] corrupted = drawn.values(name);
    corrupted[3] = Float.NaN;
    ParameterValues values = drawn.with(name, FloatTensor.of(drawn.shape(name), corrupted));
    assertThatThrownBy(() -> new SequenceTagger(DEFINITION, SIZES, values).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "parameters: expected finite numbers, but lstm.bias_hh_l0 has the value NaN; did training diverge?");
    try (SequenceTagger tagger = tagger(DEFINITION, SIZES)) {
      assertThatThrownBy(() -> tagger.nBest(List.of(), 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("n best: expected n of at least 1, got 0");
    }
  }

  private static List<Number> bits(Map<String, DecodedSequence> columns) {
    List<Number> bits = new ArrayList<>();
    for (DecodedSequence column : columns.values()) {
      for (int t = 0; t < column.steps(); t++) {
        bits.add(column.label(t));
        for (int label = 0; label < column.distributions().labels(); label++) {
          bits.add(column.distributions().probability(t, label));
        }
      }
      bits.add(column.probabilityOf(0, column.labels()));
    }
    return bits;
  }

  @Test
  void unnamedLabelsAndRangesOutOfBoundsAreRefused() {
    TaggerSizes unnamed = new TaggerSizes(40, List.of(LabelSet.ofSize(5), LabelSet.ofSize(3)));
    assertThatThrownBy(() -> tagger(DEFINITION, unnamed))
        .hasMessage(
            "CRF: expected label names, which the rules of BIO refer to, got 5 labels without names; use LabelSet.of(names)");
    try (SequenceTagger tagger = tagger(DEFINITION, SIZES)) {
      assertThatThrownBy(() -> tagger.nBest(sequences(1, 1), 0))
          .hasMessage("n best: expected n of at least 1, got 0");
      assertThatThrownBy(() -> tagger.decode(List.of(FeatureSequence.ofWords(40))))
          .hasMessage("sequence: expected features from 0 to 39, got 40 at step 0 of input word");
      DecodedSequence two = tagger.decode(List.of(FeatureSequence.ofWords(1, 2))).get(0);
      assertThatThrownBy(() -> two.probabilityOf(1, 0, 0))
          .hasMessage(
              "decoded sequence: expected a range within steps 0 to 1, got from 1 to before 3");
      assertThatThrownBy(() -> two.probabilityOf(0))
          .hasMessage(
              "decoded sequence: expected a range within steps 0 to 1, got from 0 to before 0");
      assertThatThrownBy(() -> two.probabilityOf(0, 5))
          .hasMessage("decoded sequence: expected labels from 0 to 4, got 5");
    }
  }
}

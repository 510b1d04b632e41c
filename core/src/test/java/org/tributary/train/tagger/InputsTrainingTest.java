package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.NumberInput;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterDirection;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.RandomColumns;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.CaseSelection;
import org.tributary.testing.PlainSgd;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;

/** Training of taggers with a mixture of all input kinds. */
class InputsTrainingTest {
  private static final TaggerDefinition WORDS =
      SmallTraining.define()
          .words(3)
          .features("suffix", 2)
          .embeddingStandardDeviation(0.7)
          .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional());
  private static final TaggerDefinition WITH_LSTM =
      WORDS.characters(c -> c.size(3).lstm(2)).input(NumberInput.of("sensor", 2));
  private static final TaggerDefinition WITH_CNN =
      WORDS
          .input(NumberInput.of("sensor", 4).projectedTo(3))
          .characters(c -> c.size(3).cnn(2, 3, 1));

  static Stream<Arguments> definitions() {
    return Stream.of(
        Arguments.of(0, WITH_LSTM),
        Arguments.of(
            1,
            WITH_LSTM.input(EmbeddingInput.of("suffix", 2).standardDeviation(0.7).projectedTo(5))),
        Arguments.of(2, WITH_LSTM.characters(c -> c.size(3).lstm(2, CharacterPooling.MAX))),
        Arguments.of(3, WITH_CNN));
  }

  /**
   * By default checks every embedding table and a sixth of the other parameters, rotating over the
   * definitions.
   */
  @ParameterizedTest
  @MethodSource("definitions")
  void sgdStepMatchesFiniteDifferencesOfTheLoss(int number, TaggerDefinition definition) {
    double rate = 1e-2;
    TaggerSizes sizes = new TaggerSizes(List.of(7, 5, 11, 11), 3);
    List<LabelledSequence> data = data(definition, sizes);
    ParameterValues before =
        doubled(ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(9)));
    ParameterValues after =
        fitter(definition, sizes, PlainSgd.options(rate).batchSize(2))
            .train(before, data, List.of(), TrainingListener.silent())
            .parameters();
    Map<String, Double> largest = new TreeMap<>();
    Random random = new Random(2);
    List<String> names = List.copyOf(before.names());
    for (int at = 0; at < names.size(); at++) {
      String name = names.get(at);
      ParameterDirection direction = ParameterDirection.random(before, name, random);
      if (!name.endsWith("_emb.weight") && !CaseSelection.includes(6, number, at)) {
        continue;
      }
      double above = loss(definition, sizes, data, direction.move(before, 4e-3f));
      double below = loss(definition, sizes, data, direction.move(before, -4e-3f));
      double expected = (above - below) / 8e-3;
      assertThat(direction.ofStep(before, after, rate)).as(name).isCloseTo(expected, within(1e-4));
      largest.merge(name.split("[_.]", 2)[0], Math.abs(expected), Math::max);
    }
    assertThat(largest).containsKeys("word", "suffix", "char");
    assertThat(largest.values()).allMatch(gradient -> gradient > 1e-3);
  }

  @Test
  void parametersAreNamedAfterTheirInputs() {
    assertThat(WITH_LSTM.parameters(new TaggerSizes(List.of(7, 5, 11, 0), 3)))
        .extracting(ParameterSpec::name)
        .startsWith(
            "word_emb.weight", "suffix_emb.weight", "char_emb.weight", "char_lstm.weight_ih_l0")
        .contains("char_lstm.bias_hh_l0_reverse", "lstm.weight_ih_l0", "hidden2tag.bias");
    assertThat(WITH_CNN.parameters(new TaggerSizes(List.of(7, 5, 0, 11), 3)))
        .extracting(ParameterSpec::name)
        .containsSequence(
            "sensor_proj.weight",
            "sensor_proj.bias",
            "char_emb.weight",
            "char_cnn3.weight",
            "char_cnn3.bias",
            "char_cnn1.weight");
  }

  @Test
  void frozenTableIsUnchangedAndOthersAreTrained() {
    TaggerDefinition definition = WORDS.input(EmbeddingInput.of("suffix", 2).frozen());
    TaggerSizes sizes = new TaggerSizes(List.of(7, 5), 3);
    TaggerFitter fitter =
        fitter(definition, sizes, SmallTraining.options().epochs(2).unknownRate(0));
    ParameterValues before = fitter.initial();
    ParameterValues after =
        fitter.train(data(definition, sizes), List.of(), TrainingListener.silent()).parameters();
    assertThat(after.values("suffix_emb.weight")).isEqualTo(before.values("suffix_emb.weight"));
    assertThat(after.values("word_emb.weight")).isNotEqualTo(before.values("word_emb.weight"));
  }

  @Test
  void projectionOfAFrozenTableIsTrained() {
    TaggerDefinition definition =
        WORDS.input(EmbeddingInput.of("suffix", 2).frozen().projectedTo(3));
    TaggerSizes sizes = new TaggerSizes(List.of(7, 5), 3);
    TaggerFitter fitter = fitter(definition, sizes, SmallTraining.options().epochs(2));
    ParameterValues before = fitter.initial();
    ParameterValues after =
        fitter.train(data(definition, sizes), List.of(), TrainingListener.silent()).parameters();
    assertThat(after.values("suffix_emb.weight")).isEqualTo(before.values("suffix_emb.weight"));
    for (String name : List.of("suffix_proj.weight", "suffix_proj.bias")) {
      assertThat(after.values(name)).as(name).isNotEqualTo(before.values(name));
    }
  }

  @Test
  void mismatchedInputColumnsAreRefused() {
    TaggerSizes sizes = new TaggerSizes(List.of(7, 5), 3);
    try (SequenceTagger tagger =
        new SequenceTagger(
            WORDS, sizes, ParameterValues.draw(WORDS.parameters(sizes), TorchRandom.seeded(1)))) {
      assertThatThrownBy(() -> tagger.decode(List.of(FeatureSequence.ofWords(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("sequence: expected a column for each of the inputs [word, suffix], got 1");
      FeatureSequence wrong =
          FeatureSequence.of(FeatureColumn.ofWords(1), FeatureColumn.ofWords(5));
      assertThatThrownBy(() -> tagger.decode(List.of(wrong)))
          .hasMessage("sequence: expected features from 0 to 4, got 5 at step 0 of input suffix");
    }
  }

  private static List<LabelledSequence> data(TaggerDefinition definition, TaggerSizes sizes) {
    Random random = new Random(4);
    return List.of(
        new LabelledSequence(
            RandomColumns.sequence(definition, sizes, 3, random),
            new int[] {0, 2, LabelledSequence.NONE},
            0.5f),
        new LabelledSequence(RandomColumns.sequence(definition, sizes, 5, random), 1, 0, 2, -2, 1));
  }

  private static TaggerFitter fitter(
      TaggerDefinition definition, TaggerSizes sizes, TrainingOptions options) {
    List<Frequencies> none =
        definition.inputs().all().stream().map(i -> Frequencies.neverReplaced()).toList();
    return new TaggerFitter(definition, sizes, options, none);
  }

  /** Doubles the values, so that every gradient is well above rounding. */
  private static ParameterValues doubled(ParameterValues values) {
    ParameterValues.Builder builder = ParameterValues.builder();
    for (String each : values.names()) {
      float[] copy = values.values(each);
      for (int k = 0; k < copy.length; k++) {
        copy[k] *= 2;
      }
      builder.add(each, values.shape(each), copy);
    }
    return builder.build();
  }

  private static double loss(
      TaggerDefinition definition,
      TaggerSizes sizes,
      List<LabelledSequence> data,
      ParameterValues parameters) {
    double sum = 0;
    int counted = 0;
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, parameters)) {
      List<LabelDistributions> predicted =
          tagger.decode(data.stream().map(LabelledSequence::features).toList()).stream()
              .map(DecodedSequence::distributions)
              .toList();
      for (int n = 0; n < data.size(); n++) {
        for (int t = 0; t < data.get(n).steps(); t++) {
          int label = data.get(n).label(t);
          if (label >= 0) {
            sum -= data.get(n).weight() * Math.log(predicted.get(n).probability(t, label));
            counted++;
          }
        }
      }
    }
    return sum / counted;
  }
}

package org.tributary.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.InputColumn;
import org.tributary.feature.InputStep;
import org.tributary.feature.StepKey;
import org.tributary.feature.character.CharacterColumn;
import org.tributary.feature.character.CharacterSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.RandomColumns;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.FeatureSequenceTest;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.sequence.SequenceTagger;
import org.tributary.tagger.training.SmallTraining;
import org.tributary.testing.CaseSelection;

/** A tagger with cached input projections predicts the same as a graph without a cache. */
class InputProjectionCacheTest {
  private static final InputColumn NO_WORD = new CharacterColumn(List.of(CharacterSequence.of(1)));

  static List<IntFunction<Recurrent>> encoders() {
    return List.of(
        input -> Recurrent.lstm(input).hidden(12).layers(2).bidirectional().residual(),
        input -> Recurrent.lstm(input).hidden(9),
        input -> Recurrent.gru(input).hidden(8).layers(2).bidirectional().highway(),
        input -> Recurrent.rnn(input).hidden(7).layers(3).bidirectional());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void cachedProjectionsMatchUncachedGraph(IntFunction<Recurrent> encoder) {
    assertCachedMatchUncached(
        SmallTraining.define()
            .words(10)
            .features("suffix", 6)
            .characters(c -> c.size(5).lstm(4))
            .encoder(encoder));
  }

  /** By default the first and the third. */
  static List<IntFunction<Recurrent>> everySecondEncoder() {
    return CaseSelection.everyNth(2, encoders());
  }

  @ParameterizedTest
  @MethodSource("everySecondEncoder")
  void cachedProjectionsOfWordFormsMatchUncachedGraph(IntFunction<Recurrent> encoder) {
    assertCachedMatchUncached(
        SmallTraining.define().words(10).lowercase(7).features("suffix2", 6).encoder(encoder));
  }

  private static void assertCachedMatchUncached(TaggerDefinition definition) {
    Fixture fixture = new Fixture(definition, 60);
    try (SequenceTagger tagger = fixture.tagger()) {
      List<LabelDistributions> expected = fixture.predictWithoutCache();
      for (int pass = 0; pass < 2; pass++) {
        assertClose(tagger.predict(fixture.sequences), expected);
        assertThat(tagger.cache().size()).isPositive();
      }
      for (int k = 0; k < 5; k++) {
        assertClose(
            tagger.predict(fixture.sequences.subList(k, k + 1)), expected.subList(k, k + 1));
      }
    }
  }

  @Test
  void stepwiseSequencesGetTheSameBits() {
    Fixture fixture =
        new Fixture(
            SmallTraining.define()
                .words(10)
                .features("suffix", 6)
                .characters(c -> c.size(5).lstm(4))
                .encoder(input -> Recurrent.lstm(input).hidden(12).layers(2).bidirectional()),
            60);
    List<FeatureSequence> stepwise =
        fixture.sequences.stream().map(FeatureSequenceTest::stepwise).toList();
    try (SequenceTagger tagger = fixture.tagger();
        SequenceTagger other = fixture.tagger()) {
      List<LabelDistributions> expected = tagger.predict(fixture.sequences);
      assertSame(other.predict(stepwise), expected);
      assertSame(tagger.predict(stepwise), expected);
    }
  }

  @Test
  void wordsTooLongForTheCacheArePredictedCorrectly() {
    Fixture fixture =
        new Fixture(
            SmallTraining.define()
                .words(3)
                .characters(c -> c.size(2).lstm(2))
                .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional()),
            30);
    fixture.sequences =
        fixture.sequences.stream()
            .map(
                s ->
                    FeatureSequence.of(
                        s.columns().get(0),
                        new CharacterColumn(
                            IntStream.range(0, s.steps())
                                .mapToObj(t -> new Random(t).ints(40L * (t + 1), 0, 300).toArray())
                                .map(CharacterSequence::of)
                                .toList())))
            .toList();
    try (SequenceTagger tagger = fixture.tagger()) {
      List<LabelDistributions> expected = fixture.predictWithoutCache();
      for (int pass = 0; pass < 2; pass++) {
        assertClose(tagger.predict(fixture.sequences), expected);
      }
    }
  }

  @Test
  void projectionsOfOtherFeaturesAreNotCached() {
    Fixture fixture =
        new Fixture(
            SmallTraining.define()
                .words(3)
                .features("neighbours", 2)
                .encoder(input -> Recurrent.lstm(input).hidden(4)),
            5);
    try (SequenceTagger tagger = fixture.tagger()) {
      tagger.predict(fixture.sequences);
      assertThat(tagger.cache().size()).isZero();
    }
  }

  /** Covers a tagger with the cache and, with features that are no word forms, one without. */
  @Test
  void stepWithUnknownFeatureIsRefused() {
    TaggerDefinition features =
        SmallTraining.define()
            .words(3)
            .features("neighbours", 2)
            .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional());
    TaggerDefinition withCharacters =
        SmallTraining.define()
            .words(3)
            .characters(c -> c.size(2).lstm(2))
            .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional());
    for (TaggerDefinition definition : List.of(features, withCharacters)) {
      Fixture fixture = new Fixture(definition, 5);
      List<InputColumn> step = new ArrayList<>(fixture.sequences.get(2).columnsAt(1));
      step.set(0, FeatureColumn.ofWords(300));
      List<InputStep> steps =
          List.of(InputStep.of(fixture.sequences.get(2).columnsAt(0)), InputStep.of(step));
      List<InputStep> one = List.of(InputStep.of(List.of(NO_WORD)), InputStep.of(List.of(NO_WORD)));
      try (SequenceTagger tagger = fixture.tagger()) {
        for (int pass = 0; pass < 2; pass++) {
          assertThatThrownBy(() -> tagger.predict(List.of(FeatureSequence.ofSteps(steps))))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("expected features from 0 to 299, got 300");
          assertThatThrownBy(() -> tagger.predict(List.of(FeatureSequence.ofSteps(one))))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageMatching(
                  "sequence: expected a (FeatureColumn for input word|column for each of the inputs).*");
          tagger.predict(fixture.sequences);
        }
      }
    }
  }

  /** More words than the cache holds: at 8 · 1,100 numbers each plus the key, 64 MiB hold 1,879. */
  @Test
  void evictedProjectionsAreRecomputed() {
    Fixture fixture =
        new Fixture(
            SmallTraining.define()
                .words(3)
                .characters(c -> c.size(2).lstm(2))
                .encoder(input -> Recurrent.lstm(input).hidden(1100).bidirectional()),
            150);
    long distinct =
        fixture.sequences.stream()
            .flatMap(s -> IntStream.range(0, s.steps()).mapToObj(t -> StepKey.of(s.columns(), t)))
            .distinct()
            .count();
    assertThat(distinct).isGreaterThan(2000);
    try (SequenceTagger tagger = fixture.tagger()) {
      List<LabelDistributions> expected = fixture.predictWithoutCache();
      for (int pass = 0; pass < 2; pass++) {
        assertClose(tagger.predict(fixture.sequences), expected);
      }
    }
  }

  /** More than the 64 batches of 64 sequences that are prepared at once. */
  @Test
  void predictionsOfManySequencesMatchIndividualPredictions() {
    Fixture fixture =
        new Fixture(
            SmallTraining.define()
                .words(3)
                .characters(c -> c.size(2).lstm(2))
                .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional()),
            4200);
    try (SequenceTagger tagger = fixture.tagger()) {
      List<LabelDistributions> all = tagger.predict(fixture.sequences);
      assertThat(all).hasSize(4200);
      for (int k = 0; k < all.size(); k += 61) {
        assertClose(all.subList(k, k + 1), tagger.predict(fixture.sequences.subList(k, k + 1)));
      }
    }
  }

  private static void assertSame(
      List<LabelDistributions> actual, List<LabelDistributions> expected) {
    assertWithin(0f, actual, expected);
  }

  private static void assertClose(
      List<LabelDistributions> actual, List<LabelDistributions> expected) {
    assertWithin(1e-5f, actual, expected);
  }

  private static void assertWithin(
      float offset, List<LabelDistributions> actual, List<LabelDistributions> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < expected.size(); k++) {
      assertThat(actual.get(k).steps()).isEqualTo(expected.get(k).steps());
      for (int step = 0; step < expected.get(k).steps(); step++) {
        for (int label = 0; label < expected.get(k).labels(); label++) {
          assertThat(actual.get(k).probability(step, label))
              .isCloseTo(expected.get(k).probability(step, label), within(offset));
        }
      }
    }
  }

  /** A fixture: a definition, random parameters and random sequences of 1 to 30 steps. */
  private static final class Fixture {
    private final TaggerDefinition definition;
    private final TaggerSizes sizes;
    private final ParameterValues parameters;
    private List<FeatureSequence> sequences;

    Fixture(TaggerDefinition definition, int count) {
      this.definition = definition;
      this.sizes = new TaggerSizes(Collections.nCopies(definition.inputs().all().size(), 300), 5);
      this.parameters = ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(5));
      Random random = new Random(3);
      this.sequences =
          IntStream.range(0, count)
              .mapToObj(k -> RandomColumns.sequence(definition, sizes, 1 + k % 30, random))
              .toList();
    }

    SequenceTagger tagger() {
      return new SequenceTagger(definition, sizes, parameters);
    }

    /** Predicts like the scoring of development data in training, without a cache. */
    List<LabelDistributions> predictWithoutCache() {
      try (Graph graph = new Graph()) {
        TaggerGraph network =
            TaggerGraph.trainable(TensorFlowRuntime.ops(graph), definition, sizes);
        BatchPredictor predictor = new BatchPredictor(network);
        try (Session session = TensorFlowRuntime.open(graph)) {
          network.variables().assign(session, parameters);
          return predictor.distributions(network.loaded(session), sequences);
        }
      }
    }
  }
}

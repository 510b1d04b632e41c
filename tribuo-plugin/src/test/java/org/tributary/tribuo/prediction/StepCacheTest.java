package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggerCache;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.fixture.Data;

/** Independence of predictions from the cache of encoded steps. */
class StepCacheTest {
  private static final List<SequenceExample<Label>> SEQUENCES = Data.words(12, 12, 8);

  private static LstmTaggerModel model;

  @BeforeAll
  static void train() {
    model = Data.smallTrainer().epochs(1).build().train(Data.dataset(SEQUENCES));
    model.predict(SEQUENCES);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void cachedStepsPredictLikeUncachedOnes() {
    assertPredictsLikeFreshModel(SEQUENCES);
    assertPredictsLikeFreshModel(Data.words(8, 12, 9)); // most of these words are not known
  }

  /** Variants of cached steps: another value, another order, a missing and an unknown feature. */
  @Test
  void similarStepsHaveDistinctCacheKeys() {
    List<Function<List<Feature>, List<Feature>>> changes =
        List.of(
            features -> changed(features, 0, 2),
            features -> changed(features, features.size() - 1, -0.0),
            features -> features.subList(1, features.size()),
            features -> {
              List<Feature> more = new ArrayList<>(features);
              more.add(new Feature("unseen", 1));
              return more;
            },
            features -> {
              List<Feature> reversed = new ArrayList<>(features);
              Collections.reverse(reversed);
              return reversed;
            });
    for (Function<List<Feature>, List<Feature>> change : changes) {
      assertPredictsLikeFreshModel(SEQUENCES.stream().map(s -> with(s, change)).toList());
    }
  }

  @Test
  void veryLongWordIsPredicted() {
    SequenceExample<Label> longWords =
        new SequenceExample<>(
            List.of(
                Data.step("L1", new Feature("word=" + "a1".repeat(400), 1)),
                Data.step("L1", new Feature("word=" + "a2".repeat(400), 1))));
    assertPredictsLikeFreshModel(List.of(longWords, SEQUENCES.get(3), longWords));
  }

  @Test
  void stepWithVeryManyFeaturesIsPredicted() {
    Feature[] many =
        IntStream.range(0, 200).mapToObj(k -> new Feature("f0" + k, 0.5)).toArray(Feature[]::new);
    SequenceExample<Label> wide =
        new SequenceExample<>(List.of(Data.step("L1", many), Data.step("L1", many)));
    assertPredictsLikeFreshModel(List.of(wide, SEQUENCES.get(3), wide));
  }

  @Test
  void tooLargeValueIsRefusedEveryTime() {
    String known = SEQUENCES.get(0).get(0).iterator().next().getName();
    SequenceExample<Label> invalid =
        new SequenceExample<>(List.of(Data.step("L1", new Feature(known, 1e300))));
    for (int pass = 0; pass < 2; pass++) {
      assertThatThrownBy(() -> model.predict(invalid))
          .hasMessageContaining("expected a value that is a finite 32-bit number, got 1.0E300");
    }
  }

  private static void assertPredictsLikeFreshModel(List<SequenceExample<Label>> examples) {
    List<List<Prediction<Label>>> expected = new ArrayList<>();
    try (LstmTaggerModel other = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      TaggerCache cache = other.tagger(new WordFormFeatureExtractor()).cache();
      for (SequenceExample<Label> example : examples) {
        cache.clear();
        expected.add(other.predict(example));
      }
    }
    for (int pass = 0; pass < 2; pass++) {
      List<List<Prediction<Label>>> actual = model.predict(examples);
      for (int k = 0; k < expected.size(); k++) {
        assertThat(Data.probabilities(actual.get(k)))
            .isEqualTo(Data.probabilities(expected.get(k)));
        assertThat(actual.get(k))
            .extracting(Prediction::getNumActiveFeatures)
            .isEqualTo(expected.get(k).stream().map(Prediction::getNumActiveFeatures).toList());
      }
    }
  }

  private static List<Feature> changed(List<Feature> features, int at, double value) {
    List<Feature> changed = new ArrayList<>(features);
    changed.set(at, new Feature(features.get(at).getName(), value));
    return changed;
  }

  private static SequenceExample<Label> with(
      SequenceExample<Label> sequence, Function<List<Feature>, List<Feature>> change) {
    List<Example<Label>> steps = new ArrayList<>();
    for (Example<Label> step : sequence) {
      List<Feature> features = new ArrayList<>();
      step.forEach(features::add);
      steps.add(
          Data.step(step.getOutput().getLabel(), change.apply(features).toArray(Feature[]::new)));
    }
    return new SequenceExample<>(steps);
  }
}

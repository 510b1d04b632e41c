package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Inputs;
import org.tributary.head.DecodedSequence;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.PlainSgd;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.SmallTraining;

/** Tests of a training run driven step by step. */
class TrainingGraphTest {
  /** Uninformative words: a label depends on the CRF's transitions alone. */
  private static final List<LabelledSequence> DATA =
      List.of(
          new LabelledSequence(FeatureSequence.ofWords(1, 1, 1, 1, 1), 0, 1, 2, 0, 1),
          new LabelledSequence(FeatureSequence.ofWords(1, 1, 1, 1), 0, 1, 2, 0),
          new LabelledSequence(FeatureSequence.ofWords(1), 2));

  private static final List<LabelledSequence> MANY_WORDS =
      List.of(new LabelledSequence(FeatureSequence.ofWords(new int[40]), new int[40]));

  private static final Frequencies FREQUENT = Frequencies.of(new int[] {40, 0}, 1);

  private static final TaggerDefinition DEFINITION =
      SmallTraining.define().words(1).encoder(input -> Recurrent.lstm(input).hidden(1)).crf();
  private static final TaggerSizes SIZES = new TaggerSizes(2, 3);

  /** A score that records the predictions. */
  private record Recording(List<List<int[]>> predictions) implements DevScore {
    @Override
    public String name() {
      return "recording";
    }

    @Override
    public OptionalDouble of(List<LabelledSequence> gold, List<int[]> predicted) {
      predictions.add(predicted);
      return DevScore.accuracy().of(gold, predicted);
    }
  }

  /**
   * Scoring must decode with the transitions of the current epoch, not with those of an earlier
   * one.
   */
  @ParameterizedTest
  @ValueSource(strings = {"none", "exponential", "last epochs"})
  void devPredictionsMatchNewTaggerWithEpochWeights(String average) {
    TrainingOptions options = options(average);
    Recording recording = new Recording(new ArrayList<>());
    try (TrainingGraph run = run(options, DATA, recording)) {
      List<Float> transitions = new ArrayList<>();
      long step = 0;
      for (int epoch = 1; epoch <= 4; epoch++) {
        for (List<LabelledSequence> batch : run.batches(epoch)) {
          step(run, batch, ++step, 0.4);
        }
        run.epochEnded(epoch);
        double score = run.score(run.snapshot()).orElseThrow();
        ParameterValues weights = run.snapshot();
        transitions.add(weights.values("crf.tag.transitions")[0]);
        try (SequenceTagger fresh = new SequenceTagger(DEFINITION, SIZES, weights)) {
          List<int[]> expected = labels(fresh);
          assertThat(recording.predictions().get(epoch - 1))
              .as("predictions after epoch %d", epoch)
              .containsExactly(expected.toArray(int[][]::new));
          assertThat(score)
              .as("score after epoch %d", epoch)
              .isEqualTo(DevScore.accuracy().of(DATA, expected).orElseThrow());
        }
      }
      assertThat(transitions).doesNotHaveDuplicates();
      assertThat(recording.predictions().get(0).get(0))
          .as("predictions that change, so that stale transitions are detected")
          .isNotEqualTo(recording.predictions().get(3).get(0));
    }
  }

  /** A seed's step 1,000,003 + k had the draws of step k of the next seed. */
  @Test
  void seedsShareNoStepsDraws() {
    TrainingOptions options = options("none").wordDropout(0.5);
    Set<Double> losses = new HashSet<>();
    for (long seed = 1; seed <= 3; seed++) {
      for (long step : new long[] {1, 1_000_004, 2_000_007}) {
        try (TrainingGraph run =
            run(options.seed(seed), List.of(), DevScore.accuracy(), FREQUENT)) {
          losses.add(step(run, MANY_WORDS, step, 0.1).loss());
        }
      }
    }
    assertThat(losses)
        .as("losses of the same weights, which differ by the dropped words")
        .hasSize(9);
  }

  @Test
  void nothingIsScoredWithoutDevelopmentData() {
    try (TrainingGraph unscored = run(options("none"), List.of(), DevScore.accuracy())) {
      assertThat(unscored.score(unscored.snapshot())).isEmpty();
    }
  }

  /** A snapshot has no frozen table, which the network needs nonetheless. */
  @Test
  void scoresReadFrozenTables() {
    TaggerDefinition frozen = DEFINITION.inputs(Inputs.of(EmbeddingInput.of("word", 2).frozen()));
    ParameterValues initial = ParameterValues.draw(frozen.parameters(SIZES), TorchRandom.seeded(2));
    try (TrainingGraph run =
        new TrainingGraph(
            frozen,
            SIZES,
            options("none"),
            List.of(Frequencies.neverReplaced()),
            initial,
            DATA,
            DATA,
            DevScore.accuracy())) {
      assertThat(run.snapshot().names()).doesNotContain("word_emb.weight");
      try (SequenceTagger tagger = new SequenceTagger(frozen, SIZES, initial)) {
        List<int[]> expected = labels(tagger);
        assertThat(run.score(run.snapshot())).isEqualTo(DevScore.accuracy().of(DATA, expected));
      }
    }
  }

  private static TrainingLoop.StepOutcome step(
      TrainingGraph run, List<LabelledSequence> batch, long number, double rate) {
    try (Feed feed = run.prepare(batch, number)) {
      return run.step(feed, number, rate);
    }
  }

  private static TrainingOptions options(String average) {
    TrainingOptions options = PlainSgd.options(0.4).batchSize(3).epochs(4);
    return switch (average) {
      case "exponential" -> options.average(WeightAverage.exponential(0.5));
      case "last epochs" -> options.average(WeightAverage.ofLastEpochs(0.75));
      default -> options;
    };
  }

  private static TrainingGraph run(
      TrainingOptions options, List<LabelledSequence> dev, DevScore score) {
    return run(options, dev, score, Frequencies.neverReplaced());
  }

  private static TrainingGraph run(
      TrainingOptions options,
      List<LabelledSequence> dev,
      DevScore score,
      Frequencies frequencies) {
    return new TrainingGraph(
        DEFINITION,
        SIZES,
        options,
        List.of(frequencies),
        ParameterValues.draw(DEFINITION.parameters(SIZES), TorchRandom.seeded(2)),
        DATA,
        dev,
        score);
  }

  private static List<int[]> labels(SequenceTagger tagger) {
    return tagger.decode(DATA.stream().map(LabelledSequence::features).toList()).stream()
        .map(DecodedSequence::labels)
        .toList();
  }
}

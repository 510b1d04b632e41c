package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.PlainSgd;
import org.tributary.train.TrainingListener;

/** The notebook's tagger, cells 24 to 28: its printed scores, to four decimals. */
class SeedTaggerTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(6)
          .embeddingStandardDeviation(1)
          .encoder(input -> Recurrent.lstm(input).hidden(6));
  private static final TaggerSizes SIZES = new TaggerSizes(9, 3);

  private static final FeatureSequence THE_DOG_ATE_THE_APPLE =
      FeatureSequence.ofWords(0, 1, 2, 3, 4);
  private static final List<LabelledSequence> TRAIN =
      List.of(
          new LabelledSequence(THE_DOG_ATE_THE_APPLE, 0, 1, 2, 0, 1),
          new LabelledSequence(FeatureSequence.ofWords(5, 6, 7, 8), 1, 2, 0, 1));

  /** Printed by cell 26. */
  private static final double[][] BEFORE = {
    {-1.4727, -1.2174, -0.7451},
    {-1.4879, -1.1658, -0.7712},
    {-1.4218, -1.1337, -0.8281},
    {-1.2431, -1.0778, -0.9911},
    {-1.3597, -1.3337, -0.7345}
  };

  /** Printed by cell 27. */
  private static final double[][] AFTER = {
    {-0.1235, -3.0423, -2.6821},
    {-4.4550, -0.0218, -4.6157},
    {-3.1474, -4.6781, -0.0537},
    {-0.0183, -5.6775, -4.2190},
    {-3.8691, -0.0278, -5.0329}
  };

  @Test
  void untrainedScoresMatchTheSeedDocument() {
    assertScores(initial(), BEFORE);
  }

  @Test
  void scoresAfter300EpochsMatchTheSeedDocument() {
    TaggerFitter fitter =
        new TaggerFitter(DEFINITION, SIZES, PlainSgd.options(0.1).epochs(300), new int[9], 0);
    ParameterValues trained =
        fitter.train(initial(), TRAIN, List.of(), TrainingListener.silent()).parameters();
    assertScores(trained, AFTER);
  }

  /** Returns the initial weights; the generator continues from cell 20, which seeded it with 0. */
  private static ParameterValues initial() {
    TorchRandom random = TorchRandom.seeded(0);
    Recurrent cell20 = Recurrent.lstm(3).hidden(2).layers(2).bidirectional();
    ParameterValues.draw(cell20.parameters(), random);
    random.normal(4 * 5 * 3);
    return ParameterValues.draw(DEFINITION.parameters(SIZES), random);
  }

  private static void assertScores(ParameterValues parameters, double[][] expected) {
    try (SequenceTagger tagger = new SequenceTagger(DEFINITION, SIZES, parameters)) {
      LabelDistributions scores =
          tagger.decode(List.of(THE_DOG_ATE_THE_APPLE)).get(0).distributions();
      for (int t = 0; t < expected.length; t++) {
        for (int label = 0; label < expected[t].length; label++) {
          assertThat(Math.log(scores.probability(t, label)))
              .as("step %d, label %d", t, label)
              .isCloseTo(expected[t][label], within(5.1e-5));
        }
      }
    }
  }
}

package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterDirection;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.CaseSelection;
import org.tributary.testing.PlainSgd;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

class TaggerFitterTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(4)
          .embeddingStandardDeviation(0.7)
          .encoder(input -> Recurrent.lstm(input).hidden(3).layers(2).bidirectional());
  private static final TaggerSizes SIZES = new TaggerSizes(7, 3);

  /**
   * Several weighted features per step, a step without features, sequence weights, ignored labels.
   */
  private static final List<LabelledSequence> DATA =
      List.of(
          new LabelledSequence(
              FeatureSequence.of(
                  FeatureColumn.builder()
                      .step()
                      .feature(1, 1f)
                      .feature(4, -0.5f)
                      .step()
                      .step()
                      .feature(6, 2f)
                      .build()),
              new int[] {0, 2, LabelledSequence.NONE},
              0.5f),
          new LabelledSequence(FeatureSequence.ofWords(1, 5, 3, 3, 2), 1, 0, 2, -2, 1));

  /** By default checks every third parameter. */
  @Test
  void sgdStepMatchesFiniteDifferencesOfTheLoss() {
    double rate = 1e-2;
    ParameterValues before =
        ParameterValues.draw(DEFINITION.parameters(SIZES), TorchRandom.seeded(9));
    ParameterValues after =
        fitter(PlainSgd.options(rate).batchSize(2))
            .train(before, DATA, List.of(), TrainingListener.silent())
            .parameters();
    double largest = 0;
    Random random = new Random(3);
    List<String> names = List.copyOf(before.names());
    for (int at = 0; at < names.size(); at++) {
      if (!CaseSelection.includes(3, at)) {
        continue;
      }
      String name = names.get(at);
      ParameterDirection direction = ParameterDirection.random(before, name, random);
      double above = loss(direction.move(before, 1e-2f));
      double below = loss(direction.move(before, -1e-2f));
      double expected = (above - below) / 2e-2;
      assertThat(direction.ofStep(before, after, rate)).as(name).isCloseTo(expected, within(3e-4));
      largest = Math.max(largest, Math.abs(expected));
    }
    assertThat(largest).isGreaterThan(0.05);
  }

  @Test
  void sameSeedGivesSameModelAndOtherSeedGivesOther() {
    TrainingOptions options = SmallTraining.options().epochs(3).batchSize(1).unknownRate(1);
    ParameterValues first = train(DEFINITION.dropout(0.3), options);
    assertThat(train(DEFINITION.dropout(0.3), options)).isEqualTo(first);
    assertThat(train(DEFINITION.dropout(0.3), options.seed(2))).isNotEqualTo(first);
    assertThat(train(DEFINITION, options)).isNotEqualTo(first);
    assertThat(train(DEFINITION.dropout(0.3), options.unknownRate(0))).isNotEqualTo(first);
    assertThat(train(DEFINITION.dropout(0.3), options.wordDropout(0.5))).isNotEqualTo(first);
  }

  @Test
  void bestScoringEpochIsKept() {
    TaggerFitter fitter = fitter(SmallTraining.options().epochs(4));
    TaggerFitter.Trained trained = fitter.train(DATA, DATA, TrainingListener.silent());
    assertThat(trained.history()).hasSize(4).allMatch(e -> e.devScore().isPresent());
    double best =
        trained.history().stream().mapToDouble(e -> e.devScore().getAsDouble()).max().orElseThrow();
    assertThat(accuracy(trained.parameters())).isEqualTo(best);
  }

  /** One batch per epoch and a constant rate: a run of n epochs ends with the weights of step n. */
  @Test
  void averagedWeightsAreScoredAndKept() {
    TrainingOptions options =
        SmallTraining.options().schedule(Schedule.constant(0.1)).unknownRate(0);
    List<ParameterValues> steps =
        IntStream.rangeClosed(1, 4).mapToObj(n -> train(DEFINITION, options.epochs(n))).toList();
    TrainingOptions all = options.epochs(4);
    assertMean(
        train(DEFINITION, all.average(WeightAverage.ofLastEpochs(0.5))),
        steps,
        new double[] {0, 0, 0.5, 0.5});
    double d = 0.75;
    double total = 1 - Math.pow(d, 4);
    double[] shares = new double[4];
    for (int k = 0; k < 4; k++) {
      shares[k] = (1 - d) * Math.pow(d, 3 - k) / total;
    }
    assertMean(train(DEFINITION, all.average(WeightAverage.exponential(d))), steps, shares);

    double[] halves = {1 / 15.0, 2 / 15.0, 4 / 15.0, 8 / 15.0};
    assertMean(train(DEFINITION, all.average(WeightAverage.exponential(d, 0.5))), steps, halves);

    TaggerFitter.Trained scored =
        fitter(all.average(WeightAverage.exponential(d)))
            .train(DATA, DATA, TrainingListener.silent());
    double best =
        scored.history().stream().mapToDouble(e -> e.devScore().orElseThrow()).max().orElseThrow();
    assertThat(accuracy(scored.parameters())).isEqualTo(best);
  }

  private static void assertMean(
      ParameterValues actual, List<ParameterValues> of, double[] shares) {
    for (String name : actual.names()) {
      float[] values = actual.values(name);
      for (int k = 0; k < values.length; k++) {
        double expected = 0;
        for (int n = 0; n < shares.length; n++) {
          expected += shares[n] * of.get(n).values(name)[k];
        }
        assertThat((double) values[k]).as(name).isCloseTo(expected, within(2e-6));
      }
    }
  }

  @Test
  void trainingStopsEarly() {
    TaggerFitter fitter = fitter(PlainSgd.options(1e-9).batchSize(2).epochs(9).patience(2));
    assertThat(fitter.train(DATA, DATA, TrainingListener.silent()).history()).hasSize(3);
    assertThatThrownBy(() -> fitter.train(DATA, List.of(), TrainingListener.silent()))
        .hasMessage(
            "tagger training: expected development data for early stopping or a schedule that"
                + " follows the score, got none; give some, or train without patience and such a"
                + " schedule");
  }

  /** Loss and gradients of the only step are finite; the updated weights are not. */
  @Test
  void infiniteWeightsAreNotKept() {
    TrainingOptions options =
        PlainSgd.options(1e38).batchSize(2).optimizer(Optimizer.sgd().weightDecay(100));
    assertThatThrownBy(() -> train(DEFINITION, options))
        .isInstanceOf(TrainingException.class)
        .hasMessageMatching(
            "training: after epoch 1 \\(step 1\\) parameter \\S+ has the value (-Infinity|Infinity|NaN);"
                + " try a lower learning rate or gradient clipping");
  }

  /** A CRF cannot decode with infinite weights, so there is no score. */
  @Test
  void infiniteWeightsAreReportedBeforeScoring() {
    TrainingOptions options =
        PlainSgd.options(1e38).batchSize(2).optimizer(Optimizer.sgd().weightDecay(100));
    TaggerFitter fitter =
        new TaggerFitter(
            DEFINITION.crf(), SIZES, options, new int[SIZES.vocabularySizes().get(0)], 0);
    assertThatThrownBy(() -> fitter.train(DATA, DATA, TrainingListener.silent()))
        .isInstanceOf(TrainingException.class)
        .hasMessageMatching(
            "training: after epoch 1 \\(step \\d\\) parameter \\S+ has the value (-Infinity|Infinity|NaN);"
                + " try a lower learning rate or gradient clipping");
  }

  @Test
  void mismatchedCountsAndSequencesAreRefused() {
    assertThatThrownBy(
            () -> new TaggerFitter(DEFINITION, SIZES, SmallTraining.options(), new int[6], 0))
        .hasMessage("input word: expected a count for each of 7 entries, got 6");
    assertThatThrownBy(
            () -> new TaggerFitter(DEFINITION, SIZES, SmallTraining.options(), new int[7], 7))
        .hasMessage("frequencies: expected the unknown entry from 0 to 6, got 7");
    assertThatThrownBy(
            () ->
                new TaggerFitter(
                    DEFINITION,
                    SIZES,
                    SmallTraining.options(),
                    List.of(Frequencies.neverReplaced(), Frequencies.neverReplaced())))
        .hasMessage("tagger training: expected frequencies for each of 1 inputs, got 2");
    TaggerFitter fitter = fitter(SmallTraining.options());
    assertThatThrownBy(() -> fitter.train(List.of(), List.of(), TrainingListener.silent()))
        .hasMessage("tagger training: expected at least one sequence to train on, got none");
    assertThatThrownBy(() -> train(fitter, new LabelledSequence(FeatureSequence.ofWords(1), 3)))
        .hasMessage("tagger training: expected labels from 0 to 2, got 3");
    assertThatThrownBy(() -> train(fitter, new LabelledSequence(FeatureSequence.ofWords(7), 1)))
        .hasMessage("sequence: expected features from 0 to 6, got 7 at step 0 of input word");
  }

  /** A refused training allocates no native memory, by JavaCPP's own count. */
  @Test
  void weightsOfAnotherModelAreRefusedBeforeNativeAllocation() {
    TaggerFitter fitter = fitter(SmallTraining.options());
    ParameterValues foreign = ParameterValues.builder().build();
    long before = Pointer.totalCount();
    assertThatThrownBy(() -> fitter.train(foreign, DATA, List.of(), TrainingListener.silent()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("parameters: expected [word_emb.weight, ");
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  private static void train(TaggerFitter fitter, LabelledSequence sequence) {
    fitter.train(List.of(sequence), List.of(), TrainingListener.silent());
  }

  private static ParameterValues train(TaggerDefinition definition, TrainingOptions options) {
    return new TaggerFitter(definition, SIZES, options, new int[] {0, 2, 1, 2, 1, 1, 1}, 0)
        .train(DATA, List.of(), TrainingListener.silent())
        .parameters();
  }

  private static TaggerFitter fitter(TrainingOptions options) {
    return new TaggerFitter(DEFINITION, SIZES, options, new int[7], 0);
  }

  /**
   * Returns the mean weighted negative log-likelihood, from the probabilities of an inference
   * tagger.
   */
  private static double loss(ParameterValues parameters) {
    double sum = 0;
    int counted = 0;
    List<LabelDistributions> predicted = predict(parameters);
    for (int n = 0; n < DATA.size(); n++) {
      for (int t = 0; t < DATA.get(n).steps(); t++) {
        int label = DATA.get(n).label(t);
        if (label >= 0) {
          sum -= DATA.get(n).weight() * Math.log(predicted.get(n).probability(t, label));
          counted++;
        }
      }
    }
    return sum / counted;
  }

  /** Returns the accuracy; NONE is ignored, UNSEEN is an error. */
  private static double accuracy(ParameterValues parameters) {
    int correct = 0;
    List<LabelDistributions> predicted = predict(parameters);
    for (int n = 0; n < DATA.size(); n++) {
      for (int t = 0; t < DATA.get(n).steps(); t++) {
        correct += predicted.get(n).best(t) == DATA.get(n).label(t) ? 1 : 0;
      }
    }
    return correct / 7.0;
  }

  private static List<LabelDistributions> predict(ParameterValues parameters) {
    try (SequenceTagger tagger = new SequenceTagger(DEFINITION, SIZES, parameters)) {
      return tagger.decode(DATA.stream().map(LabelledSequence::features).toList()).stream()
          .map(DecodedSequence::distributions)
          .toList();
    }
  }
}

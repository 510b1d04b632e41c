package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;

/** Tagger training with a learning rate at which the loss grows but stays finite. */
class DivergenceTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(4)
          .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional())
          .lockedDropout(0.5);
  private static final TaggerSizes SIZES = new TaggerSizes(9, 3);
  private static final int[] COUNTS = {0, 1, 2, 1, 1, 3, 1, 2, 1};
  private static final List<LabelledSequence> DATA =
      IntStream.range(0, 12)
          .mapToObj(
              k ->
                  new LabelledSequence(
                      FeatureSequence.ofWords(1 + k % 8, 1 + 3 * k % 8, 5), k % 3, k % 2, 2))
          .toList();

  @TempDir private Path folder;

  @Test
  void learningRateOfAMillionEndsTrainingInItsFirstEpoch() {
    assertThatThrownBy(() -> train(options(1e6, Optimizer.adam()), DEFINITION))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("training: diverged; expected a mean loss of at most 1")
        .hasMessageContaining("10 times that of untrained weights")
        .hasMessageEndingWith(
            "epoch 1 (step 12) at learning rate 1000000.0; try a lower learning rate");
  }

  @Test
  void learningRateOfAMillionEndsTrainingOfCrf() {
    assertThatThrownBy(() -> train(options(1e6, Optimizer.sgd()), DEFINITION.crf()))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("training: diverged; expected a mean loss");
  }

  /** High, but usual rates for each optimizer; with noise of dropout and single sentences. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void highLearningRatesDoNotEndTraining(boolean crf) {
    TaggerDefinition definition = crf ? DEFINITION.crf() : DEFINITION;
    for (TrainingOptions options :
        List.of(
            options(1, Optimizer.sgd()),
            options(0.1, Optimizer.sgd().momentum(0.9)),
            options(0.1, Optimizer.adam()),
            options(0.1, Optimizer.adamW()))) {
      assertThat(train(options, definition).history()).hasSize(4);
    }
  }

  /**
   * The loss of untrained weights is that of the whole run's first step, not of the resumed one.
   */
  @Test
  void resumedRunEndsLikeAnUninterruptedOne() {
    TrainingOptions options = options(1e6, Optimizer.adam());
    String[] whole = {""};
    assertThatThrownBy(() -> train(options, DEFINITION)).satisfies(e -> whole[0] = e.getMessage());
    TaggerFitter fitter =
        fitter(options, DEFINITION)
            .checkpoints(Checkpoints.in(folder.resolve("run")).everySteps(5));
    assertThatThrownBy(
            () -> fitter.train(DATA, List.of(), Interruptions.after(7, new ArrayList<>())))
        .isInstanceOf(Interruptions.Interruption.class);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> fitter.train(DATA, List.of(), TrainingListener.silent()))
          .isInstanceOf(TrainingException.class)
          .hasMessage(whole[0]);
    }
  }

  /** Weights of examples scale the loss, and a uniform guess's with it. */
  @Test
  void heavyExamplesDoNotEndTraining() {
    List<LabelledSequence> weighted = new ArrayList<>(DATA);
    int[] labels = {0, 1, 2};
    for (int k = 0; k < 12; k++) {
      weighted.set(
          k,
          new LabelledSequence(
              FeatureSequence.ofWords(1 + k % 8, 2, 5), labels, k % 2 == 0 ? 0.01f : 100));
    }
    TaggerFitter.Trained trained =
        fitter(options(0.001, Optimizer.adam()), DEFINITION)
            .train(weighted, List.of(), TrainingListener.silent());
    assertThat(trained.history()).hasSize(4);
  }

  private static TrainingOptions options(double rate, Optimizer optimizer) {
    return SmallTraining.options()
        .epochs(4)
        .batchSize(1)
        .optimizer(optimizer)
        .schedule(Schedule.constant(rate));
  }

  private static TaggerFitter fitter(TrainingOptions options, TaggerDefinition definition) {
    return new TaggerFitter(definition, SIZES, options, COUNTS, 0);
  }

  private static TaggerFitter.Trained train(TrainingOptions options, TaggerDefinition definition) {
    return fitter(options, definition).train(DATA, List.of(), TrainingListener.silent());
  }
}

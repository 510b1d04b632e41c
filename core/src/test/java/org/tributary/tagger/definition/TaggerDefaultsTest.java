package org.tributary.tagger.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.Tagger;
import org.tributary.testing.PlainSgd;
import org.tributary.train.TrainingOptions;
import org.tributary.train.TrainingOptions.BatchSize;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/** The default configuration, and its rules for label counts and small data. */
class TaggerDefaultsTest {
  private static final LabelSet TAGS = LabelSet.of(List.of("NOUN", "B-PART"));
  private static final LabelSet SPANS = LabelSet.of(List.of("O", "B-person", "I-person"));

  private static TaggerSizes sizes(TaggerDefinition definition, int labels) {
    List<Integer> vocabularies = definition.inputs().all().stream().map(input -> 5).toList();
    return new TaggerSizes(vocabularies, List.of(LabelSet.ofSize(labels)));
  }

  @Test
  void hiddenSizeFollowsTheNumberOfLabels() {
    TaggerDefinition definition = Tagger.define();
    for (int labels : new int[] {2, 32}) {
      assertThat(definition.resolved(sizes(definition, labels)).encoder())
          .isEqualTo(
              Recurrent.lstm(definition.inputs().outputSize())
                  .hidden(128)
                  .layers(2)
                  .bidirectional()
                  .residual());
    }
    TaggerDefinition fine = definition.resolved(sizes(definition, 33));
    assertThat(fine.encoder().hiddenSize()).isEqualTo(256);
    assertThat(definition.parameters(sizes(definition, 33)))
        .isEqualTo(fine.parameters(sizes(definition, 33)));
    assertThat(fine.resolved(sizes(definition, 2))).isEqualTo(fine);
    TaggerDefinition chosen = definition.encoder(input -> Recurrent.lstm(input).hidden(8));
    assertThat(chosen.resolved(sizes(chosen, 33)).encoder().hiddenSize()).isEqualTo(8);
  }

  /** The automatic size stays when inputs, dropout or the head change. */
  @Test
  void otherChangesKeepTheAutomaticSize() {
    TaggerDefinition changed =
        Tagger.define().words(7).dropout(0.1).lockedDropout(0.2).crf().auxiliaryTask("xpos");
    assertThat(changed.automatic().hiddenSize()).isTrue();
    TaggerSizes sizes =
        new TaggerSizes(List.of(5), List.of(LabelSet.ofSize(40), LabelSet.ofSize(3)));
    Recurrent encoder = changed.resolved(sizes).encoder();
    assertThat(encoder.hiddenSize()).isEqualTo(256);
    assertThat(encoder.inputSize()).isEqualTo(7);
    assertThat(changed.columns().get(1).lossWeight()).isEqualTo(0.2);
  }

  @Test
  void firstInputReplacesTheDefaultOnes() {
    assertThat(Tagger.define().inputs().all())
        .contains(
            EmbeddingInput.of("word", 64),
            EmbeddingInput.of("lower", 64),
            CharacterInput.of("char").size(30).lstm(32));
    assertThat(Tagger.define().words(7).lowercase(3).inputs().all())
        .extracting(Input::name)
        .containsExactly("word", "lower");
    assertThat(Tagger.define().embeddingStandardDeviation(0.5).words(7).inputs().all())
        .extracting(Input::name)
        .containsExactly("word");
    assertThat(Tagger.define().characters().inputs().all())
        .containsExactly(CharacterInput.of("char").size(30).lstm(32));
  }

  @Test
  void optionsAreThoseOfTheReportedTagger() {
    TrainingOptions defaults = TrainingOptions.defaults();
    assertThat(defaults.loop().epochs()).isEqualTo(30);
    assertThat(defaults.loop().schedule()).isEqualTo(Schedule.cosine(0.002, 0.0001));
    assertThat(defaults.batchSize()).isEqualTo(BatchSize.sequences(32));
    assertThat(defaults.optimizer()).isEqualTo(Optimizer.adam());
    assertThat(defaults.average()).isEqualTo(WeightAverage.exponential(0.999, 0.25));
    assertThat(defaults.clipNorm()).isEqualTo(OptionalDouble.of(5));
    assertThat(defaults.unknownRate()).isEqualTo(5);
    assertThat(defaults.wordDropout()).isZero();
    assertThat(defaults.seed()).isEqualTo(1);
    assertThat(Tagger.define().lockedDropout()).isEqualTo(0.5);
    assertThat(Tagger.define().dropout()).isZero();
    assertThat(defaults.learningRate(0.4).loop().schedule()).isEqualTo(Schedule.cosine(0.4, 0.02));
  }

  /** At least 1,000 steps: smaller batches first, then more epochs. */
  @Test
  void fewDataGetSmallerBatchesAndThenMoreEpochs() {
    assertRun(12_544, 32, 30);
    assertRun(1_067, 32, 30);
    assertRun(1_066, 31, 30);
    assertRun(500, 15, 30);
    assertRun(100, 3, 30);
    assertRun(34, 1, 30);
    assertRun(20, 1, 50);
    assertRun(3, 1, 334);
    assertRun(1, 1, 1000);
    for (int sequences = 1; sequences < 1_200; sequences++) {
      TrainingOptions run = TrainingOptions.defaults().resolved(sequences, TAGS);
      int batches = (int) Math.ceil(sequences / (double) run.batchSize().count());
      assertThat(batches * run.loop().epochs()).isGreaterThanOrEqualTo(1_000);
      assertThat(run.resolved(7, TAGS)).isEqualTo(run);
    }
  }

  private static void assertRun(int sequences, int batchSize, int epochs) {
    TrainingOptions run = TrainingOptions.defaults().resolved(sequences, TAGS);
    assertThat(run.batchSize()).isEqualTo(BatchSize.sequences(batchSize));
    assertThat(run.loop().epochs()).isEqualTo(epochs);
  }

  /** The settings that docs/results.md reports for WNUT 2017. */
  @Test
  void spanLabelsHaveTheirOwnDefaults() {
    TrainingOptions run = TrainingOptions.defaults().resolved(3_394, SPANS);
    assertThat(run.batchSize()).isEqualTo(BatchSize.sequences(8));
    assertThat(run.loop().epochs()).isEqualTo(12);
    assertThat(run.unknownRate()).isEqualTo(20);
    assertThat(run.wordDropout()).isEqualTo(0.1);
    assertThat(run.loop().schedule()).isEqualTo(TrainingOptions.defaults().loop().schedule());
    TrainingOptions few = TrainingOptions.defaults().resolved(300, SPANS);
    assertThat(few.batchSize()).as("for 1,000 steps").isEqualTo(BatchSize.sequences(3));
    assertThat(few.loop().epochs()).isEqualTo(12);

    TaggerDefinition definition = Tagger.define();
    List<Integer> vocabularies = definition.inputs().all().stream().map(input -> 5).toList();
    TaggerSizes sizes = new TaggerSizes(vocabularies, List.of(SPANS));
    assertThat(definition.resolved(sizes).encoder().hiddenSize()).isEqualTo(200);
    List<String> many = new ArrayList<>(List.of("O"));
    for (int type = 0; type < 18; type++) {
      many.addAll(List.of("B-" + type, "I-" + type));
    }
    TaggerSizes fine = new TaggerSizes(vocabularies, List.of(LabelSet.of(many)));
    assertThat(definition.resolved(fine).encoder().hiddenSize()).isEqualTo(256);
  }

  @Test
  void chosenOptionsAreKeptForSpanLabels() {
    TrainingOptions chosen = TrainingOptions.defaults().unknownRate(5).wordDropout(0).epochs(30);
    assertThat(chosen.resolved(3_394, SPANS)).isEqualTo(chosen.batchSize(8).resolved(3_394, TAGS));
    TrainingOptions sized = TrainingOptions.defaults().batchSize(32).resolved(3_394, SPANS);
    assertThat(sized.batchSize()).isEqualTo(BatchSize.sequences(32));
    assertThat(sized.loop().epochs()).isEqualTo(12);
    TrainingOptions words = TrainingOptions.defaults().batchWords(90).resolved(3_394, SPANS);
    assertThat(words.batchSize()).isEqualTo(BatchSize.words(90));
  }

  @Test
  void chosenEpochsAndBatchesAreKept() {
    TrainingOptions defaults = TrainingOptions.defaults();
    for (TrainingOptions chosen :
        List.of(defaults.epochs(2), defaults.batchSize(32), defaults.batchWords(50))) {
      TrainingOptions run = chosen.resolved(3, TAGS);
      assertThat(run.loop()).isEqualTo(chosen.loop());
      assertThat(run.batchSize()).isEqualTo(chosen.batchSize());
    }
    TrainingOptions again = defaults.epochs(2).minSteps(6).resolved(3, TAGS);
    assertThat(again.batchSize()).isEqualTo(BatchSize.sequences(1));
    assertThat(again.loop().epochs()).isEqualTo(2);
  }

  /** Setters of different options, in every order of two of them. */
  @Test
  void orderOfSettersDoesNotMatter() {
    List<UnaryOperator<TrainingOptions>> setters =
        List.of(
            o -> o.epochs(7),
            o -> o.batchSize(9),
            o -> o.minSteps(600),
            o -> o.learningRate(0.25),
            o -> o.patience(3),
            o -> o.clipNorm(2),
            o -> o.unknownRate(0.5),
            o -> o.wordDropout(0.1),
            o -> o.order(BatchOrder.AS_GIVEN),
            o -> o.optimizer(Optimizer.sgd()),
            o -> o.average(WeightAverage.none()),
            o -> o.seed(17));
    for (TrainingOptions start : List.of(TrainingOptions.defaults(), PlainSgd.options(1))) {
      for (UnaryOperator<TrainingOptions> first : setters) {
        for (UnaryOperator<TrainingOptions> second : setters) {
          assertThat(second.apply(first.apply(start)).resolved(40, TAGS))
              .isEqualTo(first.apply(second.apply(start)).resolved(40, TAGS));
        }
      }
    }
    TrainingOptions minimum = TrainingOptions.defaults().minSteps(6).epochs(2);
    assertThat(minimum.minSteps()).isEqualTo(6);
    assertThat(minimum.resolved(3, TAGS).batchSize()).isEqualTo(BatchSize.sequences(1));
  }

  @Test
  void embeddingDeviationIsThatOfEveryInput() {
    TaggerDefinition before = Tagger.define().embeddingStandardDeviation(0.3).words(5).lowercase(4);
    TaggerDefinition after = Tagger.define().words(5).lowercase(4).embeddingStandardDeviation(0.3);
    assertThat(before).isEqualTo(after);
    for (Input<?> input : before.inputs().all()) {
      assertThat(((EmbeddingInput) input).standardDeviation()).isEqualTo(0.3);
    }
  }

  @Test
  void characterSizeAndDeviationAreSetInAnyOrder() {
    CharacterInput input = CharacterInput.of("char");
    assertThat(input.standardDeviation(0.7).size(12))
        .isEqualTo(input.size(12).standardDeviation(0.7));
    assertThat(deviation(input.size(12).standardDeviation(0.7))).isCloseTo(0.7, within(0.05));
    assertThat(deviation(input.size(100))).as("1/√E").isCloseTo(0.1, within(0.01));
  }

  /** Returns the deviation of drawn vectors of 500 characters. */
  private static double deviation(CharacterInput input) {
    ParameterSpec table = input.parameters(500).get(0);
    float[] drawn =
        ParameterValues.draw(List.of(table), TorchRandom.seeded(1)).values(table.name());
    double squares = 0;
    for (float value : drawn) {
      squares += value * value;
    }
    return Math.sqrt(squares / drawn.length);
  }

  @Test
  void invalidMinimumOfStepsIsRefused() {
    assertThatThrownBy(() -> TrainingOptions.defaults().minSteps(5).batchWords(9))
        .hasMessage(
            "training: expected a batch size in sequences with a minimum number of steps, got BatchSize[count=9, unit=WORDS]; set the batch size in sequences, or epochs instead of the minimum");
    assertThatThrownBy(() -> TrainingOptions.defaults().minSteps(-1))
        .hasMessage("training: expected a minimum of at least 0 steps, got -1");
    assertThatThrownBy(() -> TrainingOptions.defaults().batchWords(9).minSteps(5))
        .hasMessage(
            "training: expected a batch size in sequences with a minimum number of steps, got BatchSize[count=9, unit=WORDS]; set the batch size in sequences, or epochs instead of the minimum");
  }

  /** A checkpoint resumes a run of the same text only. */
  @Test
  void textIsThatOfEarlierVersions() {
    assertThat(TrainingOptions.defaults().resolved(40, SPANS))
        .hasToString(
            "TrainingOptions[loop=LoopOptions[epochs=25, schedule=cosine from 0.002 to 1.0E-4,"
                + " patience=OptionalInt.empty], batchSize=BatchSize[count=1, unit=SEQUENCES],"
                + " order=BY_LENGTH, optimizer=Adam[beta1=0.9, beta2=0.999, epsilon=1.0E-8,"
                + " weightDecay=0.0], clipNorm=OptionalDouble[5.0], average=exponential with decay"
                + " 0.999, over at most 0.25 of the steps, unknownRate=20.0, wordDropout=0.1,"
                + " minSteps=0, automatic=AutomaticTraining[epochs=false, batchSize=false,"
                + " unknownRate=false, wordDropout=false, minSteps=false], tuneOutsideBias=true,"
                + " seed=1]");
  }
}

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Inputs;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.fixture.Data;

/** The mapping of a trainer's fields to core options. */
class SettingsMappingTest {
  private static final Inputs WORDS = new Inputs(List.of(EmbeddingInput.of("word", 3)));

  private static LstmTaggerTrainerBuilder builder() {
    return LstmTaggerTrainer.builder();
  }

  @Test
  void networkFieldsMapToTheDefinition() {
    TaggerDefinition core =
        Tagger.define()
            .words(3)
            .encoder(input -> Recurrent.gru(input).hidden(6).layers(2).highway())
            .lockedDropout(0.25)
            .dropout(0.125)
            .head(Head.crf(TagScheme.IOB1).constrainTraining())
            .withoutAuxiliaryTasks();
    assertThat(
            builder()
                .cell(TaggerCell.GRU)
                .hiddenSize(6)
                .layers(2)
                .forwardOnly()
                .connection(TaggerSkipConnection.HIGHWAY)
                .lockedDropout(0.25)
                .dropout(0.125)
                .crf(TagScheme.IOB1)
                .constrainTraining()
                .build()
                .definition(WORDS, LabelSet.ofSize(32), List.of()))
        .isEqualTo(core);
    TaggerDefinition residual =
        builder()
            .cell(TaggerCell.RNN)
            .layers(1)
            .lockedDropout(0)
            .connection(TaggerSkipConnection.RESIDUAL)
            .build()
            .definition(WORDS, LabelSet.ofSize(32), List.of());
    assertThat(residual.encoder())
        .isEqualTo(
            core.encoder(input -> Recurrent.rnn(input).hidden(128).bidirectional().residual())
                .encoder());
    assertThat(residual.inputs()).isEqualTo(WORDS);
  }

  @Test
  void defaultHiddenSizeDoublesAboveThirtyTwoLabels() {
    assertThat(
            builder()
                .build()
                .definition(WORDS, LabelSet.ofSize(33), List.of())
                .encoder()
                .hiddenSize())
        .isEqualTo(256);
    assertThat(
            builder()
                .hiddenSize(0)
                .build()
                .definition(WORDS, LabelSet.ofSize(33), List.of())
                .encoder()
                .hiddenSize())
        .isEqualTo(256);
    assertThat(
            builder()
                .hiddenSize(6)
                .build()
                .definition(WORDS, LabelSet.ofSize(33), List.of())
                .encoder()
                .hiddenSize())
        .isEqualTo(6);
  }

  @Test
  void headFollowsFromTheLabelsUnlessItIsSet() {
    List<List<String>> bio = List.of(List.of("O", "B-A", "I-A"), List.of("B-A", "B-B"));
    List<List<String>> bioes = List.of(List.of("S-A", "B-A", "E-A", "O"));
    List<List<String>> tags = List.of(List.of("B", "NOUN"));
    assertThat(head(builder(), bio)).isEqualTo(Head.crf(TagScheme.BIO));
    assertThat(head(builder(), bioes)).isEqualTo(Head.crf(TagScheme.BIOES));
    assertThat(head(builder(), tags)).isEqualTo(Head.softmax());
    assertThat(head(builder(), List.of(List.of("O")))).isEqualTo(Head.softmax());
    assertThat(
            builder()
                .build()
                .definition(WORDS, LabelSet.of(List.of("O", "B-A", "I-A", "B-B", "x")), bio)
                .columns()
                .get(0)
                .head())
        .as("a label of a sequence with weight 0 is none of a span")
        .isEqualTo(Head.softmax());
    assertThat(head(builder(), List.of(List.of("I-A", "E-B"), List.of("S-A", "I-A"))))
        .as("no scheme that most sequences comply with")
        .isEqualTo(Head.crf());
    assertThat(head(builder().softmax(), bio)).isEqualTo(Head.softmax());
    assertThat(head(builder().crf(), bio)).isEqualTo(Head.crf());
    assertThat(head(builder().crf(TagScheme.IOB1), bio)).isEqualTo(Head.crf(TagScheme.IOB1));
  }

  private static Head head(LstmTaggerTrainerBuilder trainer, List<List<String>> labels) {
    return trainer
        .build()
        .definition(
            WORDS, LabelSet.of(labels.stream().flatMap(List::stream).distinct().toList()), labels)
        .columns()
        .get(0)
        .head();
  }

  @Test
  void trainingFieldsMapToTheOptions() {
    TrainingOptions core =
        TrainingOptions.defaults()
            .epochs(7)
            .batchWords(90)
            .patience(4)
            .optimizer(Optimizer.sgd().momentum(0.5))
            .schedule(
                Schedule.reduceOnPlateau(0.25)
                    .minRate(0.125)
                    .factor(0.5)
                    .patience(2)
                    .threshold(0.0625)
                    .warmUpFraction(0.25))
            .average(WeightAverage.ofLastEpochs(0.5))
            .wordDropout(0.25)
            .labelSmoothing(0.125)
            .order(BatchOrder.AS_GIVEN)
            .unknownRate(3)
            .withoutOutsideBiasTuning()
            .withoutClipping()
            .seed(5);
    assertThat(
            builder()
                .epochs(7)
                .batchWords(90)
                .patience(4)
                .optimizer(new SgdOptimizer(0.5))
                .learningRate(0.25)
                .finalLearningRate(0.125)
                .learningRateSchedule(LearningRateSchedule.PLATEAU)
                .plateau(0.5, 2, 0.0625)
                .warmUp(0.25)
                .averageLastEpochs(0.5)
                .wordDropout(0.25)
                .labelSmoothing(0.125)
                .batchOrder(BatchOrder.AS_GIVEN)
                .unknownRate(3)
                .withoutOutsideBiasTuning()
                .gradientClip(0)
                .seed(5)
                .build()
                .training())
        .isEqualTo(core);
  }

  @Test
  void schedulesMapToCoreSchedules() {
    assertThat(schedule(LearningRateSchedule.CONSTANT)).isEqualTo(Schedule.constant(0.5));
    assertThat(schedule(LearningRateSchedule.LINEAR)).isEqualTo(Schedule.linear(0.5, 0.25));
    assertThat(schedule(LearningRateSchedule.COSINE)).isEqualTo(Schedule.cosine(0.5, 0.25));
    assertThat(schedule(LearningRateSchedule.PLATEAU))
        .isEqualTo(Schedule.reduceOnPlateau(0.5).minRate(0.25));
  }

  private static Schedule schedule(LearningRateSchedule schedule) {
    return builder()
        .learningRateSchedule(schedule)
        .learningRate(0.5)
        .finalLearningRate(0.25)
        .build()
        .training()
        .loop()
        .schedule();
  }

  @Test
  void patienceAndPlateauNeedDevelopmentData() {
    SequenceDataset<Label> data = Data.dataset(List.of(Data.sentence("a/X", "b/Y")));
    LstmTaggerTrainerBuilder small = Data.smallTrainer();
    for (LstmTaggerTrainer trainer :
        List.of(
            small.patience(1).build(),
            small.learningRateSchedule(LearningRateSchedule.PLATEAU).build())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.train(data))
          .withMessageContaining("expected development data for early stopping or a schedule");
      trainer.train(TrainingRequest.on(data).dev(data).listener(TrainingListener.silent())).close();
    }
  }

  @Test
  void patienceStopsTraining() {
    // X and Y are equally frequent and indistinguishable, so the score stops improving
    SequenceDataset<Label> data = Data.dataset(List.of(Data.sentence("a/X"), Data.sentence("a/Y")));
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .epochs(30)
            .patience(3)
            .build()
            .train(TrainingRequest.on(data).dev(data).listener(TrainingListener.silent()))) {
      assertThat(model.history()).hasSize(4);
    }
  }
}

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tribuo.WeightedExamples;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.LogRecords;
import org.tributary.tribuo.provenance.EpochSummary;
import org.tributary.tribuo.provenance.RunProvenance;

/** Arguments of a {@code train} call, and the messages of one without a listener. */
class TrainingRequestTest {
  private static final SequenceDataset<Label> DATA =
      Data.dataset(
          List.of(Data.sentence("a/X", "b/Y"), Data.sentence("b/Y"), Data.sentence("c/X", "a/X")));

  private static LstmTaggerTrainerBuilder logging(int interval) {
    return Data.smallTrainer().epochs(2).loggingInterval(interval);
  }

  @Test
  void developmentDataAndRunProvenanceGoTogether() {
    StringProvenance fold = new StringProvenance("fold", "7");
    LstmTaggerTrainer trainer = Data.smallTrainer().build();
    TrainingRequest request =
        TrainingRequest.on(DATA).dev(DATA).provenance(Map.of("fold", fold)).invocation(3);
    try (LstmTaggerModel model = trainer.train(request)) {
      Map<String, ?> run = model.getProvenance().getInstanceProvenance().getMap();
      assertThat(run.get("fold")).isEqualTo(fold);
      assertThat(run.get(RunProvenance.DEV)).isEqualTo(DATA.getProvenance());
      assertThat(model.history()).allMatch(epoch -> epoch.devScore().isPresent());
      assertThat(trainer.getInvocationCount()).isEqualTo(4);
      assertThat(model.getProvenance().getTrainerProvenance().getInstanceValues().toString())
          .contains("train-invocation-count=3");
    }
  }

  @Test
  void requestsAreImmutable() {
    TrainingRequest request = TrainingRequest.on(DATA);
    request.dev(DATA).listener(TrainingListener.silent()).invocation(3);
    assertThat(request.dev).isEmpty();
    assertThat(request.listener).isEmpty();
    assertThat(request.invocation).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request.invocation(-1))
        .withMessage("invocation: expected a number of at least 0, got -1");
  }

  /** Three sequences in batches of two are two steps an epoch. */
  @Test
  void progressIsLoggedByDefault() {
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class);
        LstmTaggerModel model = logging(3).build().train(TrainingRequest.on(DATA).dev(DATA))) {
      assertThat(log.messages()).hasSize(5).allMatch(message -> message.startsWith("INFO "));
      assertThat(log.messages().get(0))
          .startsWith("INFO Inputs: no characters, since the training data have no feature named")
          .endsWith(
              "if words are in one of the groups [], name it as wordGroup; features are read as"
                  + " they are");
      assertThat(log.messages().get(1)).isEqualTo("INFO Training LSTM tagger with 3 examples");
      EpochSummary first = model.history().get(0);
      assertThat(log.messages().get(2))
          .isEqualTo(
              "INFO Finished epoch 1, average loss = %.4f, development score = %.4f, the best so far"
                  .formatted(first.loss(), first.devScore().orElseThrow()));
      assertThat(log.messages().get(3)).startsWith("INFO At epoch 2, step 1 of 2, average loss = ");
      assertThat(log.messages().get(4)).startsWith("INFO Finished epoch 2, average loss = ");
    }
  }

  @Test
  void listenerReplacesTheLogAndZeroTurnsItOff() {
    List<EpochReport> reports = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            reports.add(report);
          }
        };
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class)) {
      logging(1).build().train(TrainingRequest.on(DATA).listener(listener)).close();
      assertThat(reports).hasSize(2);
      assertThat(log.messages()).noneMatch(message -> message.contains("epoch"));
    }
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class)) {
      logging(0).build().train(DATA).close();
      logging(-1).build().train(DATA).close();
      assertThat(log.messages()).isEmpty();
    }
  }

  @Test
  void trainerDeclaresThatItHonoursWeights() {
    assertThat(Data.smallTrainer().build()).isInstanceOf(WeightedExamples.class);
  }
}

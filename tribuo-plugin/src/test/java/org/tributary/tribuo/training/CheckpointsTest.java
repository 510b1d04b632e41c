package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.train.Checkpoints;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;

/** Equality of resumed and uninterrupted training. */
class CheckpointsTest {
  private static final SequenceDataset<Label> DATA =
      Data.dataset(
          List.of(
              Data.sentence("dogs/NOUN", "bark/VERB"),
              Data.sentence("the/DET", "dogs/NOUN", "sleep/VERB"),
              Data.sentence("cats/NOUN", "see/VERB", "the/DET", "dogs/NOUN"),
              Data.sentence("the/DET", "cats/NOUN", "sleep/VERB"),
              Data.sentence("sleep/NOUN", "helps/VERB")));

  @TempDir private Path folder;

  private static LstmTaggerTrainerBuilder options() {
    return Data.smallTrainer()
        .cell(TaggerCell.GRU)
        .hiddenSize(8)
        .forwardOnly()
        .layers(2)
        .connection(TaggerSkipConnection.HIGHWAY)
        .optimizer(new SgdOptimizer(0.9))
        .lockedDropout(0.2)
        .averageLastEpochs(0.5)
        .epochs(4);
  }

  /** A listener that aborts the run at step 2 of 3 of the third epoch. */
  private static final class Stopping implements TrainingListener {
    private int steps;

    @Override
    public void stepFinished(StepReport report) {
      steps++;
      if (report.epoch() == 3 && report.step() == 2) {
        throw new IllegalStateException("stopped");
      }
    }
  }

  @Test
  void resumedRunYieldsTheBytesOfAnUninterruptedOne() {
    ByteString whole =
        bytes(
            options()
                .build()
                .train(TrainingRequest.on(DATA).dev(DATA).listener(TrainingListener.silent())));
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run")).everySteps(1);
    Stopping stopping = new Stopping();
    TrainingRequest scored = TrainingRequest.on(DATA).dev(DATA);
    LstmTaggerTrainer stopped = options().build();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> stopped.train(scored.listener(stopping).checkpoints(checkpoints)))
        .withMessage("stopped");
    assertThat(stopping.steps).isEqualTo(8);
    assertThat(checkpoints.file()).isNotEmptyFile();

    int[] steps = {0};
    TrainingListener counting =
        new TrainingListener() {
          @Override
          public void stepFinished(StepReport report) {
            steps[0]++;
          }
        };
    try (LstmTaggerModel resumed =
        options().build().train(scored.listener(counting).checkpoints(checkpoints))) {
      assertThat(steps).as("the remaining steps of 12").containsExactly(4);
      assertThat(resumed.history()).hasSize(4);
      assertThat(Stored.withoutProvenance(resumed)).isEqualTo(whole);
      assertThat(resumed.getProvenance().toString()).doesNotContain(folder.toString());
    }
  }

  @Test
  void runResumesWithoutDevelopmentDataInTheSameProcess() {
    LstmTaggerTrainer trainer = options().build();
    ByteString whole = bytes(trainer.train(DATA));
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run"));
    trainer.setInvocationCount(0);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                trainer.train(
                    TrainingRequest.on(DATA).listener(new Stopping()).checkpoints(checkpoints)));
    trainer.setInvocationCount(0);
    assertThat(bytes(trainer.train(TrainingRequest.on(DATA).checkpoints(checkpoints))))
        .isEqualTo(whole);
  }

  @Test
  void checkpointOfAnotherRunIsRefusedAndKept() throws Exception {
    Path file = folder.resolve("run");
    LstmTaggerTrainer trainer = options().build();
    trainer.train(TrainingRequest.on(DATA).checkpoints(Checkpoints.in(file))).close();
    byte[] before = Files.readAllBytes(file);
    for (LstmTaggerTrainer other : List.of(trainer, options().cell(TaggerCell.RNN).build())) {
      assertThatExceptionOfType(TrainingException.class)
          .isThrownBy(() -> other.train(TrainingRequest.on(DATA).checkpoints(Checkpoints.in(file))))
          .withMessageContaining("this is another run's");
    }
    assertThat(file).hasBinaryContent(before);
  }

  /** The check precedes the first epoch, not the first checkpoint. */
  @Test
  void missingFolderIsReportedBeforeTheFirstStep() {
    Checkpoints lost = Checkpoints.in(folder.resolve("no").resolve("run"));
    Stopping listener = new Stopping();
    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(
            () ->
                options()
                    .build()
                    .train(TrainingRequest.on(DATA).listener(listener).checkpoints(lost)))
        .withMessageEndingWith(
            "the folder %s does not exist; create it first", folder.resolve("no"));
    assertThat(listener.steps).isZero();
  }

  private static ByteString bytes(LstmTaggerModel model) {
    try (model) {
      return Stored.withoutProvenance(model);
    }
  }
}

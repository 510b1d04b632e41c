package org.tributary.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingPlan;

class TrainingDisplayTest {

  private final RecordingConsole recording = new RecordingConsole();

  private static void train(TrainingDisplay progress) {
    progress.trainingStarted(new TrainingPlan(12, 3, 30_000));
    progress.stepFinished(new StepReport(1, 1, 3, 2.5, 9_000, 4));
    progress.stepFinished(new StepReport(1, 2, 3, 1.25, 20_000, 11));
    progress.stepFinished(new StepReport(1, 3, 3, 1, 30_000, 15));
    progress.epochFinished(new EpochReport(1, 1.5833, OptionalDouble.of(0.9), true, 30_000, 15));
    progress.stepFinished(new StepReport(2, 1, 3, 0.5, 9_000, 5));
    progress.epochFinished(new EpochReport(2, 0.5, OptionalDouble.of(0.8), false, 30_000, 15));
  }

  @Test
  void progressLinesAreTenSecondsApartWithoutATerminal() {
    try (TrainingDisplay progress = new TrainingDisplay(recording.console(), () -> false)) {
      train(progress);
    }
    assertThat(recording.error())
        .isEqualToNormalizingNewlines("epoch 1/12: 67 %, loss 1.2500, 1,818 words/s, 5.5 s left\n");
    assertThat(recording.output())
        .isEqualTo(
            """
            epoch  1/12  loss 1.5833  dev  90.00 %    2,000 words/s    15 s  best
            epoch  2/12  loss 0.5000  dev  80.00 %    2,000 words/s    15 s
            """);
  }

  @Test
  void terminalShowsAProgressBar() {
    try (TrainingDisplay progress =
        new TrainingDisplay(recording.console().onTerminal(), () -> false)) {
      train(progress);
    }
    assertThat(recording.error())
        .contains("epoch 1/12", "30000/30000", "/s", "loss 1.0000", "epoch 2/12")
        .doesNotContain("left");
    assertThat(recording.output()).hasLineCount(2);
  }
}

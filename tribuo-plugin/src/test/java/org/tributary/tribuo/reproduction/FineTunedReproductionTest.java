package org.tributary.tribuo.reproduction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;

/** Reproduction of models whose training started from a base model. */
class FineTunedReproductionTest {
  @TempDir private Path folder;
  private ColumnRuns runs;

  @BeforeEach
  void write() throws IOException {
    runs = new ColumnRuns(folder);
  }

  @Test
  void fineTunedModelIsReproducedFromItsBase() throws Exception {
    Path file = folder.resolve("tuned");
    try (LstmTaggerModel base = runs.trained(ColumnRuns.options().build())) {
      LstmTaggerTrainer trainer = ColumnRuns.options().seed(3).learningRate(0.001).build();
      try (LstmTaggerModel tuned = trainer.train(runs.request().from(base))) {
        tuned.save(file);
      }
      try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
        RecoveredTraining training = RecoveredTraining.of(loaded.getProvenance()).from(base);
        assertThat(Reproduction.of(loaded, training, TrainingListener.silent()).isSame()).isTrue();
      }
    }
  }

  @Test
  void missingAndOtherBasesAreRefused() throws Exception {
    try (LstmTaggerModel base = runs.trained(ColumnRuns.wordOptions().build());
        LstmTaggerModel other = runs.trained(ColumnRuns.wordOptions().seed(2).build());
        LstmTaggerModel tuned = ColumnRuns.wordOptions().build().train(runs.request().from(base))) {
      RecoveredTraining training = RecoveredTraining.of(tuned.getProvenance());
      ColumnRuns.assertIrreproducible(
          training,
          "base model: expected the model that the training started from, trained at %s, with parameters of SHA-256 %s, got none; name it by RecoveredTraining.from: the provenance describes it but has no weights"
              .formatted(base.getProvenance().getTrainingTime(), base.parametersSha256()));
      ColumnRuns.assertIrreproducible(
          training.from(other),
          "base model: expected parameters of SHA-256 %s, from which the training started, got %s; is it another model?"
              .formatted(base.parametersSha256(), other.parametersSha256()));
      ColumnRuns.assertIrreproducible(
          RecoveredTraining.of(base.getProvenance()).from(other),
          "base model: expected none, since the training started from random weights, got one");
    }
  }
}

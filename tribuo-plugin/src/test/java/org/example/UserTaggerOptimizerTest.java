package org.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.text.ColumnDataSource;
import org.tributary.tribuo.reproduction.RecoveredTraining;
import org.tributary.tribuo.reproduction.Reproduction;

/** A Tribuo trainer with an optimizer of the user's own. */
class UserTaggerOptimizerTest {
  @TempDir private Path folder;

  /** Provenance has the class and its fields, which is all that reproduction needs. */
  @Test
  void savedModelIsReproducedFromItsProvenance() throws Exception {
    Path text = Files.writeString(folder.resolve("train.conll"), "Ann\tN\nsaw\tV\n\nran\tV\n\n");
    Path file = folder.resolve("model");
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder()
            .embeddingSize(4)
            .hiddenSize(3)
            .layers(1)
            .epochs(2)
            .optimizer(new SignSgd(0.25))
            .build();
    try (LstmTaggerModel model =
        trainer.train(
            new MutableSequenceDataset<>(
                new ColumnDataSource(text, 1, 2, new WordFeatureExtractor())))) {
      model.save(file);
    }
    try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
      assertThat(loaded.getProvenance().getTrainerProvenance().toString())
          .contains("org.example.SignSgd", "scale=0.25");
      Reproduction reproduction =
          Reproduction.of(
              loaded, RecoveredTraining.of(loaded.getProvenance()), TrainingListener.silent());
      assertThat(reproduction.isSame()).isTrue();
    }
  }
}

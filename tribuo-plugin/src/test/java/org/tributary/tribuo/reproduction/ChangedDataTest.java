package org.tributary.tribuo.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.sequence.ImmutableSequenceDataset;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.text.ColumnDataSource;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.WordForms;

/** Recovery of training whose files moved or changed, or whose data cannot be read again. */
class ChangedDataTest {
  @TempDir private Path folder;
  private ColumnRuns runs;

  @BeforeEach
  void write() throws IOException {
    runs = new ColumnRuns(folder);
  }

  @Test
  void movedFilesAreFoundByName() throws Exception {
    try (LstmTaggerModel model = runs.trained(ColumnRuns.wordOptions().build())) {
      Path moved = Files.createDirectory(folder.resolve("moved"));
      Files.move(runs.train, moved.resolve("train.conll"));
      Files.move(runs.dev, moved.resolve("dev.conll"));
      RecoveredTraining training = RecoveredTraining.of(model.getProvenance());
      ColumnRuns.assertIrreproducible(
          training,
          "training data: expected the file %s, got none; was it moved to another folder? name that by RecoveredTraining.filesIn"
              .formatted(runs.train));
      assertThat(
              Reproduction.of(model, training.filesIn(moved), TrainingListener.silent()).isSame())
          .isTrue();
      Files.delete(moved.resolve("dev.conll"));
      ColumnRuns.assertIrreproducible(
          training.filesIn(moved),
          "development data: expected the file %s, got none; was it moved to another folder? name that by RecoveredTraining.filesIn"
              .formatted(moved.resolve("dev.conll")));
    }
  }

  @Test
  void movedVectorsAreFoundAndChangedOnesRefused() throws Exception {
    Path vectors = folder.resolve("some.vectors");
    Files.writeString(vectors, "Ann 0.25 -1\nran 3 0.5\n");
    LstmTaggerTrainer trainer =
        ColumnRuns.options()
            .inputs(List.of(new WordForms(3), new PretrainedVectors(new WordVectorFile(vectors))))
            .build();
    try (LstmTaggerModel model = trainer.train(ColumnRuns.data(runs.train))) {
      Path moved = Files.createDirectory(folder.resolve("elsewhere"));
      Files.move(runs.train, moved.resolve("train.conll"));
      Files.move(vectors, moved.resolve("some.vectors"));
      RecoveredTraining training = RecoveredTraining.of(model.getProvenance()).filesIn(moved);
      assertThat(Reproduction.of(model, training, TrainingListener.silent()).isSame()).isTrue();
      Files.writeString(moved.resolve("some.vectors"), "Ann 0.25 -1\nran 3 0.75\n");
      ColumnRuns.assertIrreproducible(
          training,
          "trainer: the file %s has changed since training: expected 22 bytes, got 23 bytes"
              .formatted(moved.resolve("some.vectors")));
      Files.writeString(moved.resolve("some.vectors"), "Ann 0.25 -1\nran 3 0.4\n");
      assertThatExceptionOfType(IrreproducibleException.class)
          .isThrownBy(training::recover)
          .withMessageStartingWith("trainer: the file ")
          .withMessageContaining("expected SHA-256 ");
      Files.delete(moved.resolve("some.vectors"));
      ColumnRuns.assertIrreproducible(
          training,
          "trainer: expected the file %s, got none; was it moved to another folder? name that by RecoveredTraining.filesIn"
              .formatted(moved.resolve("some.vectors")));
    }
  }

  @Test
  void changedFileIsRefusedBySizeThenHash() throws Exception {
    try (LstmTaggerModel model = runs.trained(ColumnRuns.wordOptions().build())) {
      RecoveredTraining training = RecoveredTraining.of(model.getProvenance());
      Files.writeString(runs.train, ColumnRuns.TRAIN + "\n");
      ColumnRuns.assertIrreproducible(
          training,
          "training data: the file %s has changed since training: expected %d bytes, got %d bytes"
              .formatted(runs.train, ColumnRuns.TRAIN.length(), ColumnRuns.TRAIN.length() + 1));
      Files.writeString(runs.train, ColumnRuns.TRAIN);
      Files.writeString(runs.dev, "a\tX\n");
      ColumnRuns.assertIrreproducible(
          training,
          "development data: the file %s has changed since training: expected %d bytes, got 4 bytes"
              .formatted(runs.dev, ColumnRuns.DEV.length()));
    }
    // the hash is that of printf 'a\tX\n' | sha256sum
    Files.writeString(runs.train, "a\tX\n");
    try (LstmTaggerModel model =
        ColumnRuns.wordOptions().build().train(ColumnRuns.data(runs.train))) {
      Files.writeString(runs.train, "b\tX\n");
      assertThatExceptionOfType(IrreproducibleException.class)
          .isThrownBy(RecoveredTraining.of(model.getProvenance())::recover)
          .withMessageStartingWith(
              "training data: the file %s has changed since training: expected SHA-256"
                      .formatted(runs.train)
                  + " 2026e876bf56311f7cf2292ee397015129c28b4db3e2349ca8948b9f36a24c51, got"
                  + " SHA-256 ");
    }
  }

  @Test
  void inMemorySentencesAreIrreproducible() {
    TokenListDataSource source =
        new TokenListDataSource(
            "one sentence", List.of(new TaggedSentence(List.of("a", "b"), List.of("X", "Y"))));
    try (LstmTaggerModel model =
        ColumnRuns.wordOptions().build().train(new MutableSequenceDataset<>(source))) {
      ColumnRuns.assertIrreproducible(
          RecoveredTraining.of(model.getProvenance()),
          "training data: expected a configurable data source, such as one that reads a"
              + " file, got org.tributary.tribuo.data.TokenListDataSource; if the model was converted,"
              + " reproduce the one that training saved");
    }
  }

  @Test
  void dataChangedAfterReadingIsRefused() throws Exception {
    MutableSequenceDataset<Label> longer =
        new MutableSequenceDataset<>(new ColumnDataSource(runs.train, 1, 2));
    longer.add(new SequenceExample<>(longer.getExample(0)));
    try (LstmTaggerModel model = ColumnRuns.wordOptions().build().train(longer)) {
      assertThatExceptionOfType(IrreproducibleException.class)
          .isThrownBy(RecoveredTraining.of(model.getProvenance())::recover)
          .withMessageStartingWith("training data: expected 4 sequences, got 3 from ")
          .withMessageEndingWith("; were some added or removed after reading?");
    }
    try (LstmTaggerModel model =
        ColumnRuns.wordOptions().build().train(ImmutableSequenceDataset.copyDataset(longer))) {
      ColumnRuns.assertIrreproducible(
          RecoveredTraining.of(model.getProvenance()),
          "training data: expected a MutableSequenceDataset of a whole data source, got a"
              + " org.tribuo.sequence.ImmutableSequenceDataset");
    }
  }
}

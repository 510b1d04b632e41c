package org.tributary.tribuo.reproduction;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.text.ColumnDataSource;
import org.tributary.tribuo.input.EmbeddedFeatures;

/** Two column files in a folder, and small models trained on them. */
final class ColumnRuns {
  static final String TRAIN =
      "Ann\tN\nsaw\tV\nRome\tN\n\nthe\tD\ndog\tN\nran\tV\n\nAnn\tN\nran\tV\n\n";
  static final String DEV = "the\tN\nsaw\tN\nran\tV\n\n";

  final Path train;
  final Path dev;

  /** Writes the files. */
  ColumnRuns(Path folder) throws IOException {
    train = Files.writeString(folder.resolve("train.conll"), TRAIN);
    dev = Files.writeString(folder.resolve("dev.conll"), DEV);
  }

  static LstmTaggerTrainerBuilder options() {
    return LstmTaggerTrainer.builder()
        .embeddingSize(4)
        .hiddenSize(5)
        .layers(1)
        .connection(TaggerSkipConnection.NONE)
        .batchSize(2)
        .epochs(3)
        .dropout(0.2)
        .learningRate(0.02)
        .loggingInterval(0);
  }

  /** Returns options of a smaller network, which is built faster. */
  static LstmTaggerTrainerBuilder wordOptions() {
    return options().forwardOnly().inputs(List.of(new EmbeddedFeatures("word", 3)));
  }

  static SequenceDataset<Label> data(Path file) throws IOException {
    return new MutableSequenceDataset<>(
        new ColumnDataSource(file, 1, 2, new WordFormFeatureExtractor(1, 2)));
  }

  /** Returns a request to train on one file with the other as development data. */
  TrainingRequest request() throws IOException {
    return TrainingRequest.on(data(train)).dev(data(dev)).listener(TrainingListener.silent());
  }

  LstmTaggerModel trained(LstmTaggerTrainer trainer) throws IOException {
    return trainer.train(request());
  }

  static Reproduction reproduce(LstmTaggerModel model) throws IrreproducibleException {
    return Reproduction.of(
        model, RecoveredTraining.of(model.getProvenance()), TrainingListener.silent());
  }

  static void assertIrreproducible(RecoveredTraining training, String message) {
    assertThatExceptionOfType(IrreproducibleException.class)
        .isThrownBy(training::recover)
        .withMessage(message);
  }
}

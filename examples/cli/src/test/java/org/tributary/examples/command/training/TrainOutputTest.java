package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.feature.GazetteerInput;
import org.tributary.tagger.WordTagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** Output files of {@code train}: models and checkpoints. */
class TrainOutputTest {
  @TempDir private Path folder;
  private SmallTraining small;

  @BeforeEach
  void setUp() {
    small = new SmallTraining(folder);
  }

  /** Each seed has a checkpoint of its own, beside the file that is named. */
  @Test
  void checkpointOfEachRunIsChecked() throws IOException {
    small
        .train(
            "--seeds",
            "2",
            "--checkpoint",
            folder + "/run",
            "--vectors",
            Files.writeString(folder.resolve("run.seed2"), "1 1\na 1\n") + "")
        .isWrongUsage(
            "tributary train",
            "--checkpoint: expected a different file from --vectors, got %s/run.seed2 for both"
                .formatted(folder));
    Files.createDirectory(folder.resolve("other.seed2"));
    Cli failed = small.train("--seeds", "2", "--checkpoint", folder + "/other");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.output()).doesNotContain("train  ");
    assertThat(failed.error()).contains("other.seed2");
  }

  @Test
  void outputFilesMustDifferFromInputsAndEachOther() throws IOException {
    String model = small.model().toString();
    small
        .train("--checkpoint", folder + "/./model")
        .isWrongUsage(
            "tributary train",
            "--checkpoint: expected a different file from --model, got %s/./model for both"
                .formatted(folder));
    String data = small.data().toString();
    Cli.run("train", "--column", "2", "--train", data, "--dev", data, "--model", data)
        .isWrongUsage(
            "tributary train",
            "--model: expected a different file from --train, got %s for both".formatted(data));
    Path vectors = Files.writeString(folder.resolve("vectors"), "2 1\na 1\nb 2\n");
    String file = vectors.toString();
    small
        .train("--vectors", file, "--checkpoint", file)
        .isWrongUsage(
            "tributary train",
            "--checkpoint: expected a different file from --vectors, got %s for both"
                .formatted(file));
    Cli.run(
            "train",
            "--column",
            "2",
            "--train",
            data,
            "--dev",
            data,
            "--vectors",
            file,
            "--model",
            file)
        .isWrongUsage(
            "tributary train",
            "--model: expected a different file from --vectors, got %s for both".formatted(file));
    assertThat(small.data()).content().contains("Ann B-PER");
    assertThat(Path.of(model)).doesNotExist();
  }

  @Test
  void endingOfTheNameIsTheFormatOfTheModel() throws IOException {
    Path tributary = folder.resolve("my.tributary");
    small.train("--model", tributary.toString()).succeeds();
    try (WordTagger tagger = WordTagger.load(tributary)) {
      assertThat(tagger.labels()).contains("B-PER", "I-PER", "O");
    }
    Path tribuo = folder.resolve("my.Tribuo");
    small.train("--model", tribuo.toString()).succeeds();
    small.train().succeeds(); // a name without an ending
    try (LstmTaggerModel model = LstmTaggerModel.load(tribuo);
        LstmTaggerModel unnamed = LstmTaggerModel.load(small.model());
        WordTagger words = model.toWordTagger();
        WordTagger written = WordTagger.load(tributary)) {
      assertThat(words.parameters()).isEqualTo(written.parameters());
      assertThat(unnamed.parameters()).isEqualTo(model.parameters());
    }
  }

  /** Before anything is read or trained. */
  @Test
  void formatsThatTrainingCannotWriteAreRefused() throws IOException {
    small
        .train("--model", folder + "/my.onnx")
        .isWrongUsage(
            "tributary train",
            "--model: expected a name that ends in .tribuo or .tributary, got %s/my.onnx; train a .tribuo file and convert it: tributary convert --to onnx"
                .formatted(folder));
    Path gazetteer = Files.writeString(folder.resolve("names"), "PER\tAnn\n");
    small
        .train("--model", folder + "/my.tributary", "--gazetteer", gazetteer.toString())
        .isWrongUsage(
            "tributary train",
            "--gazetteer: expected a --model whose name ends in .tribuo, got %s/my.tributary; a .tributary file reads words alone"
                .formatted(folder));
    assertThat(folder.resolve("my.tributary")).doesNotExist();
  }

  @Test
  void fileStoresTheGazetteerOfTheBaseModel() throws IOException {
    Path gazetteer = Files.writeString(folder.resolve("names"), "PER\tAnn\n");
    small.train("--gazetteer", gazetteer.toString()).succeeds();
    Path tributary = folder.resolve("my.tributary");
    Cli run =
        Cli.run(
            "train",
            "--column=2",
            "--epochs=1",
            "--from=" + small.model(),
            "--train=" + small.data(),
            "--dev=" + small.data(),
            "--model=" + tributary);
    run.succeeds();
    Files.delete(gazetteer);
    try (WordTagger words = WordTagger.load(tributary)) {
      assertThat(words.definition().inputs().all()).last().isInstanceOf(GazetteerInput.class);
    }
  }

  @Test
  void finishedRunResumesFromItsCheckpoint() throws IOException {
    String[] options = {
      "--layers",
      "1",
      "--character-encoder",
      "none",
      "--checkpoint",
      folder.resolve("run").toString()
    };
    Cli first = small.train(options);
    first.succeeds();
    assertThat(first.output()).contains("epoch  1/1");
    byte[] weights = weights();
    Cli again = small.train(options);
    again.succeeds();
    assertThat(again.output())
        .doesNotContain("epoch  1/1")
        .contains("best   epoch 1, dev span F1", "saved");
    assertThat(weights()).isEqualTo(weights);
    Cli other = small.train("--layers", "1", "--checkpoint", folder.resolve("run").toString());
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.error()).contains("checkpoint").contains("another run");
  }

  private byte[] weights() throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(small.model())) {
      return model
          .serialize()
          .getSerializedData()
          .unpack(LstmTaggerProto.class)
          .getSafetensors()
          .toByteArray();
    }
  }
}

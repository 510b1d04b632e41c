package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.provenance.RunProvenance;

/** Fine-tuning: {@code train --from}, and the commands on its model. */
class TrainFromTest {
  @TempDir private static Path shared;
  private static SmallTraining small;

  @TempDir private Path folder;
  private Path base;
  private Path data;

  @BeforeAll
  static void trainBase() throws IOException {
    small = new SmallTraining(shared);
    small.train("--features", "words", "--layers", "1", "--character-encoder", "none").succeeds();
  }

  @BeforeEach
  void write() throws IOException {
    base = Files.copy(small.model(), folder.resolve("base"));
    data = Files.writeString(folder.resolve("new.txt"), "Zoe B-PER\nruns O\n\nLee B-PER\n");
  }

  private Cli from(Path train, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--column", "2", "--epochs", "1", "--ema-decay", "0"));
    arguments.addAll(List.of("--from", base.toString(), "--train", train.toString()));
    arguments.addAll(List.of("--dev", data.toString(), "--model", model().toString()));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(new String[0]));
  }

  private Path model() {
    return folder.resolve("model");
  }

  @Test
  void modelStartsFromTheBaseWithItsFeaturesAndNetwork() throws IOException {
    Cli cli = from(data, "--learning-rate", "1e-30").succeeds();
    assertThat(cli.output()).contains("from   " + base).doesNotContain("lstm");
    try (LstmTaggerModel before = LstmTaggerModel.load(base);
        LstmTaggerModel after = LstmTaggerModel.load(model())) {
      assertThat(after.parametersSha256()).isEqualTo(before.parametersSha256());
      assertThat(after.extractor()).hasToString("WordFeatureExtractor()");
      assertThat(RunProvenance.base(after.getProvenance())).hasValue(before.getProvenance());
    }
    for (Path seen : List.of(data, small.data())) {
      assertThat(
              Cli.run(
                      "evaluate",
                      "--model",
                      model().toString(),
                      "--column",
                      "2",
                      "--test",
                      "" + seen)
                  .succeeds()
                  .output())
          .contains("warning the model was trained on this file");
    }
  }

  @Test
  void reproductionNeedsTheBase() {
    from(data).succeeds();
    String model = model().toString();
    assertThat(Cli.run("reproduce", "--model", model).error())
        .startsWith("tributary: " + model + ": base model: expected the model that the training")
        .hasLineCount(1);
    assertThat(Cli.run("reproduce", "--model", model, "--from", "" + base).succeeds().output())
        .contains("weights      bit-identical");
  }

  @Test
  void optionsOfTheNetworkAreRefused() {
    String[][] all = {
      {"--preset", "fast"},
      {"--features", "forms"},
      {"--character-encoder", "none"},
      {"--vectors", "v"},
      {"--vector-words", "all"},
      {"--vector-training", "frozen"},
      {"--vector-projection", "3"},
      {"--vector-dropout", "0"},
      {"--vector-precision", "f16"},
      {"--embedding-size", "4"},
      {"--cell", "gru"},
      {"--hidden-size", "3"},
      {"--layers", "1"},
      {"--skip-connection", "none"},
      {"--crf"},
      {"--softmax"},
      {"--scheme", "bio"}
    };
    for (String[] option : all) {
      from(data, option)
          .isWrongUsage(
              "tributary train",
              option[0]
                  + ": expected no such option with --from, since the base model has its own; leave it out");
    }
  }

  @Test
  void unknownLabelsAndTheBaseAsOutputAreRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other.txt"), "Ann B-LOC\nruns O\n");
    from(other)
        .failsSaying(
            "base model: expected its labels [B-PER, I-PER, O] in the training data, got [B-LOC] too; leave out the sequences with other labels, or train a new model on all data");
    Files.copy(base, model());
    base = model();
    from(data)
        .isWrongUsage(
            "tributary train",
            "--model: expected a different file from --from, got %s for both".formatted(base));
  }
}

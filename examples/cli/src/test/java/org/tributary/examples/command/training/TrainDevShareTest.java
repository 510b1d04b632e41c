package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;

/** Training without {@code --dev}: a share of the training sentences is held out. */
class TrainDevShareTest {
  @TempDir private Path folder;
  private Path data;
  private String model;

  @BeforeEach
  void write() throws IOException {
    data = Files.writeString(folder.resolve("data"), "Ann N\nran V\n\nthe D\ndog N\n\n".repeat(10));
    model = folder.resolve("model").toString();
  }

  private Cli train(String... options) {
    List<String> arguments = new ArrayList<>(List.of("train", "--column", "2", "--epochs", "1"));
    arguments.addAll(List.of("--train", data.toString(), "--model", model));
    arguments.addAll(List.of("--hidden-size", "3", "--embedding-size", "4", "--layers", "1"));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(new String[0]));
  }

  @Test
  void tenthIsHeldOutAndReproduced() {
    assertThat(train("--seed", "3").succeeds().output())
        .contains(
            "train  " + data + " (18 sentences, 36 words",
            "dev    " + data + " (2 sentences, 4 words",
            "note   without --dev, 2 of 20 training sentences (10.0 %, chosen by seed 3) are held out as development sentences\n")
        .containsPattern("epoch  1/1  loss [0-9.]+  dev  +[0-9.]+ %");
    assertThat(Cli.run("reproduce", "--model", model).succeeds().output())
        .contains("weights      bit-identical", "predictions  bit-identical");
    assertThat(Cli.run("info", model).succeeds().output())
        .contains(
            "training    "
                + data
                + ", column 2, 18 sentences (without those held out at share 0.1, seed 3)",
            "dev         " + data + ", column 2, 2 sentences (held out at share 0.1, seed 3)");
    assertThat(Cli.run("evaluate", "--model", model, "--test", data.toString()).succeeds().output())
        .contains("warning the model was trained on this file");
    assertThat(Cli.runWith("Ann ran\n", "tag", "--model", model, "--format", "json").error())
        .isEmpty();
  }

  @Test
  void labelsOfHeldOutSentencesAloneAreNoted() throws IOException {
    Files.writeString(data, "Ann N\nran V\n\nBob N\nsat W\n\n");
    assertThat(train().succeeds().output())
        .contains(
            "note   without --dev, 1 of 2 training sentences (50.0 %, chosen by seed 1) is held")
        .contains(
            "note   %s, held-out sentences: 1 of its words have a label that the rest lacks, which"
                .formatted(data));
  }

  @Test
  void heldOutSentencesWithoutALabelOfTheRestAreRefused() throws IOException {
    Files.writeString(data, "Ann N\nran V\n\nBob X\nsat W\n\n");
    train()
        .failsSaying(
            data
                + ": expected held-out sentences with a label of the other training sentences, such as W, got none in 1 held out of 2; add sentences, name others with --dev FILE, or hold none out with --dev-share 0");
    train("--dev-share", "0").succeeds();
    Path base = Files.move(Path.of(model), folder.resolve("base"));
    Cli.run(
            "train",
            "--from",
            base.toString(),
            "--train",
            data.toString(),
            "--column",
            "2",
            "--epochs",
            "1",
            "--model",
            model)
        .succeeds();
  }

  @Test
  void shareIsChosen() {
    assertThat(train("--dev-share", "0.5", "--quiet").succeeds().output())
        .startsWith(
            "note   without --dev, 10 of 20 training sentences (50.0 %, chosen by seed 1) are held out as development sentences\n")
        .hasLineCount(1);
    train("--dev-share", "1")
        .isWrongUsage(
            "tributary train", "--dev-share: expected a number from 0 to below 1, got 1.0");
    train("--dev-share", "0.2", "--dev", data.toString())
        .isWrongUsage(
            "tributary train",
            "--dev-share: expected no --dev, whose sentences are all used; leave out one of both");
  }

  @Test
  void noneAreHeldOut() throws IOException {
    Files.writeString(data, "Ann N\nran V\n\n"); // even of a single sentence
    String[] output = train("--dev-share", "0").succeeds().output().split("\n");
    assertThat(output)
        .noneMatch(line -> line.startsWith("best") || line.contains("dev"))
        .anyMatch(line -> line.matches("epoch  1/1  loss [0-9.]+  +[0-9,]+ words/s .*"));
    assertThat(Cli.run("reproduce", "--model", model).succeeds().output())
        .contains("weights      bit-identical");
    train("--dev-share", "0", "--seeds=2")
        .isWrongUsage(
            "tributary train",
            "--dev-share: expected a number above 0, since the best of several models is chosen on development sentences, got 0; train a single one");
  }

  @Test
  void measureWithoutDevelopmentSentencesIsRefused() {
    train("--dev-share", "0", "--dev-measure", "accuracy")
        .isWrongUsage(
            "tributary train",
            "--dev-measure: expected development sentences, which it scores, got none by --dev-share 0; leave out one of both");
    train("--dev-share", "0.5", "--dev-measure", "accuracy").succeeds();
  }

  @Test
  void singleSentenceIsRefused() throws IOException {
    Files.writeString(data, "Ann N\nran V\n\n");
    train()
        .failsSaying(
            data
                + ": expected at least 2 sentences to hold some out for choosing the best epoch, got 1; name other sentences with --dev, or hold none out with --dev-share 0");
    assertThat(Path.of(model)).doesNotExist();
  }
}

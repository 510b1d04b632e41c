package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tagging of files with one token per line. */
class TagColumnsTest {
  private static final String GOLD =
      "-DOCSTART- x x\n\nNNP Ann B-PER\nVBZ runs O\n\nNNP Bob B-PER\nVBZ sits O\n";

  @TempDir private static Path folder;
  private static String model;

  @BeforeAll
  static void train() throws IOException {
    String data = Files.writeString(folder.resolve("data"), GOLD.repeat(9)).toString();
    model = folder.resolve("model").toString();
    Cli.run(
            "train",
            "--column",
            "3",
            "--token-column",
            "2",
            "--train",
            data,
            "--dev",
            data,
            "--model",
            model,
            "--epochs",
            "40",
            "--hidden-size",
            "8",
            "--learning-rate",
            "0.05",
            "--locked-dropout",
            "0",
            "--character-encoder",
            "none")
        .succeeds();
  }

  @Test
  void labelIsAppendedToEachTokenLine() throws IOException {
    assertThat(
            Cli.runWith(GOLD, "tag", "--model", model, "--format", "columns").succeeds().output())
        .isEqualTo(
            "-DOCSTART- x x O\n\nNNP Ann B-PER B-PER\nVBZ runs O O\n\nNNP Bob B-PER B-PER\nVBZ sits O O\n");
    assertThat(
            Cli.runWith(
                    "Bob\tx\n\n \nruns\ty",
                    "tag",
                    "--model",
                    model,
                    "--format",
                    "columns",
                    "--token-column",
                    "1")
                .succeeds()
                .output())
        .isEqualTo("Bob\tx\tB-PER\n\n \nruns\ty\tO\n");
    Cli tooFewColumns = Cli.runWith("one\n", "tag", "--model", model, "--format", "columns");
    assertThat(tooFewColumns.exitCode()).isEqualTo(1);
    assertThat(tooFewColumns.error())
        .startsWith("tributary: standard input, line 1: expected at least 2 columns, the token");
  }

  @Test
  void fileNameSelectsColumns() throws IOException {
    String input = Files.writeString(folder.resolve("words.TSV"), "x\tBob\n\n").toString();
    assertThat(Cli.run("tag", "--model", model, "--input", input).succeeds().output())
        .isEqualTo("x\tBob\tB-PER\n\n");
    assertThat(
            Cli.run("tag", "--model", model, "--input", input, "--format", "tokens")
                .succeeds()
                .output())
        .isEqualTo("Bob/B-PER\n");
  }

  @Test
  void evaluationReadsTheColumnsOfTheTraining() throws IOException {
    Path test = Files.writeString(folder.resolve("test"), GOLD);
    assertThat(Cli.run("evaluate", "--model", model, "--test", test.toString()).succeeds().output())
        .contains(" 2 labels)")
        .doesNotContain("every word is unknown");
  }

  /** The words' default column is known only with the model. */
  @Test
  void labelsMayBeInTheFirstColumn() throws IOException {
    String data =
        Files.writeString(folder.resolve("first"), "B Ann\nO runs\n\n".repeat(9)).toString();
    String tagger = folder.resolve("first-model").toString();
    Cli.run(
            ("train --column 1 --token-column 2 --epochs 1 --hidden-size 4 --dev-share 0 --train %s --model %s")
                .formatted(data, tagger)
                .split(" "))
        .succeeds();
    Cli evaluated =
        Cli.run("evaluate", "--model", tagger, "--test", data, "--format", "columns").succeeds();
    assertThat(evaluated.output()).contains("(9 sentences, 18 words, 2 labels)");
    Cli.run(
            "evaluate",
            "--model=m",
            "--test=t",
            "--format=columns",
            "--column=3",
            "--token-column=3")
        .isWrongUsage(
            "tributary evaluate",
            "--column and --token-column: expected two columns, got 3 for both");
  }

  @Test
  void columnsOptionsAreRejectedWithOtherFormats() {
    Cli.run("tag", "--model", "m", "--token-column", "2")
        .isWrongUsage(
            "tributary tag",
            "--token-column: expected input in columns, got tokens; add --format columns");
    Cli.run("tag", "--model", "m", "--format", "columns", "--token-column", "0")
        .isWrongUsage("tributary tag", "--token-column: expected at least 1, got 0");
    Cli.run("tag", "--model", "m", "--format", "columns", "--column", "upos")
        .isWrongUsage(
            "tributary tag",
            "--column: expected CoNLL-U input, got columns; add --format conllu or leave out --column");
    Cli.run("tag", "--model", "m", "--tokenize", "--column", "upos")
        .isWrongUsage(
            "tributary tag",
            "--column: expected CoNLL-U input, got plain text; add --format conllu or leave out --column");
  }
}

package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invalid files are rejected with one line before any work begins, and no output remains. */
class BadFilesTest {

  private static final String VALID = "1\tthe\t_\tDET\t_\t_\t_\t_\t_\t_\n\n";

  @TempDir Path folder;
  private String validFile;

  @BeforeEach
  void writeValidFile() throws IOException {
    validFile = write("valid.conllu", VALID);
  }

  @AfterEach
  void noModelRemains() {
    assertThat(folder.toFile().list()).noneMatch(name -> name.contains("model"));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Cli train(String train, String dev, String column, String model) {
    return Cli.run(
        "train", "--train", train, "--dev", dev, "--column", column, "--model", path(model));
  }

  @Test
  void missingFileIsRejected() {
    train(path("none"), validFile, "upos", "model")
        .failsSaying(path("none") + ": no such file; check the path");
    assertThat(train(path("none"), validFile, "upos", "model").output())
        .as("no line before the files are read")
        .isEmpty();
    train(validFile, path("none"), "upos", "model")
        .failsSaying(path("none") + ": no such file; check the path");
  }

  @Test
  void folderInPlaceOfAFileIsRejected() {
    train(validFile, folder.toString(), "upos", "model")
        .failsSaying(folder + ": expected a file, found a folder");
  }

  @Test
  void emptyFileIsRejected() throws IOException {
    String empty = write("empty", "");
    train(empty, validFile, "upos", "model")
        .failsSaying(
            empty
                + ": expected at least one sentence, got none; is the file empty, or the wrong"
                + " one?");
  }

  @Test
  void tooFewColumnsAreRejected() throws IOException {
    String few = write("few", VALID + "1\tthe\t_\tDET\n");
    Cli cli = train(few, validFile, "upos", "model");
    assertThat(cli.error())
        .startsWith("tributary: " + few + ", line 3: expected 10 columns separated by tabs, got 4")
        .hasLineCount(1);
    assertThat(cli.exitCode()).isEqualTo(1);
  }

  @Test
  void missingLabelColumnIsRejected() throws IOException {
    Cli cli = train(validFile, validFile, "xpos", "model");
    assertThat(cli.error())
        .startsWith(
            "tributary: " + validFile + ": expected labels in column 5 (XPOS), got _ for every")
        .hasLineCount(1);
    assertThat(cli.exitCode()).isEqualTo(1);
    String columns = write("columns", "the DET\ncup NOUN\n");
    assertThat(train(columns, columns, "3", "model").error())
        .startsWith("tributary: " + columns + ", line 1: expected at least 3 columns")
        .hasLineCount(1);
  }

  @Test
  void devFileWithoutTrainingLabelsIsRejected() throws IOException {
    String dev = write("dev", VALID.replaceAll("\t(DET|NOUN|VERB|PUNCT)\t", "\tINTJ\t"));
    train(validFile, dev, "upos", "model")
        .failsSaying(
            "development data %s: expected labels that the tagger can predict, [DET], got others for 100.0 %% of the tokens: [INTJ]; are they of another label column, tag set or scheme? choose the label column of the training data for both"
                .formatted(dev));
  }

  @Test
  void unwritableOutputIsRejected() throws IOException {
    Path none = folder.resolve("none");
    train(validFile, validFile, "upos", "none/model")
        .failsSaying(none.resolve("model") + ": there is no folder " + none + "; make it first");
    train(validFile, validFile, "upos", "valid.conllu/model")
        .failsSaying(path("valid.conllu/model") + ": " + validFile + " is a file, not a folder");
    train(validFile, validFile, "upos", "")
        .failsSaying(folder + ": is a folder; give a file name in it");
    Cli.run(
            "train",
            "--train",
            validFile,
            "--dev",
            validFile,
            "--column",
            "upos",
            "--model",
            path("model"),
            "--checkpoint",
            path("none/run"))
        .failsSaying(
            "checkpoint %s: the folder %s does not exist; create it first"
                .formatted(path("none/run"), path("none")));
    Cli.run(
            "evaluate",
            "--model",
            path("none"),
            "--test",
            validFile,
            "--column",
            "upos",
            "--report",
            path("report"))
        .failsSaying("tagger %s: expected a file, got none; check the path".formatted(none));
    assertThat(folder.resolve("report")).doesNotExist();
    for (String command : List.of("tour", "data")) {
      Cli.run(command, "--output", validFile)
          .failsSaying(
              validFile
                  + ": the folder cannot be created; does a file of that name exist, or is writing not permitted?");
    }
  }

  @Test
  void missingOrInvalidModelIsRejected() throws IOException {
    String[] evaluate = {"evaluate", "--test", validFile, "--column", "upos", "--model"};
    with(evaluate, path("none"))
        .failsSaying("tagger " + path("none") + ": expected a file, got none; check the path");
    assertOneLine(
        with(evaluate, write("empty", "")),
        "tagger " + path("empty") + ": expected a stored tagger, got no bytes");
    assertOneLine(
        with(evaluate, validFile),
        "tagger " + validFile + ": expected a file of WordTagger.save or a Tribuo model");
    String[] tag = {"tag", "--model"};
    with(tag, path("none"))
        .failsSaying("tagger " + path("none") + ": expected a file, got none; check the path");
    assertOneLine(with(tag, path("empty")), "tagger " + path("empty") + ": expected ");
    assertOneLine(
        with(tag, validFile),
        "tagger " + validFile + ": expected a file of WordTagger.save or a Tribuo model");
  }

  private static void assertOneLine(Cli cli, String start) {
    assertThat(cli.error()).startsWith("tributary: " + start).hasLineCount(1);
    assertThat(cli.exitCode()).isEqualTo(1);
  }

  private static Cli with(String[] command, String last) {
    String[] arguments = Arrays.copyOf(command, command.length + 1);
    arguments[command.length] = last;
    return Cli.run(arguments);
  }

  @Test
  void debugOptionPrintsTheStackTrace() {
    Cli cli = Cli.run("tag", "--debug", "--model", path("none"));
    assertThat(cli.error()).startsWith("tributary: tagger").contains("\tat org.tributary");
    assertThat(cli.exitCode()).isEqualTo(1);
  }
}

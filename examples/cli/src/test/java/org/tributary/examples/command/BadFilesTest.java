package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every bad file fails with one line before any work begins, and leaves nothing behind. */
class BadFilesTest {

  private static final String GOOD = "1\tthe\t_\tDET\t_\t_\t_\t_\t_\t_\n\n";

  @TempDir Path folder;
  private String good;

  @BeforeEach
  void writeAGoodFile() throws IOException {
    good = write("good.conllu", GOOD);
  }

  @AfterEach
  void noModelAndNoTemporaryFile() {
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
  void noSuchFile() {
    train(path("none"), good, "upos", "model")
        .failsSaying(path("none") + ": no such file; check the path");
    train(good, path("none"), "upos", "model")
        .failsSaying(path("none") + ": no such file; check the path");
  }

  @Test
  void aFolder() {
    train(good, folder.toString(), "upos", "model")
        .failsSaying(folder + ": expected a file, found a folder");
  }

  @Test
  void anEmptyFile() throws IOException {
    String empty = write("empty", "");
    train(empty, good, "upos", "model")
        .failsSaying(
            empty
                + ": expected at least one sentence, got none; is the file empty, or the wrong"
                + " one?");
  }

  @Test
  void tooFewColumns() throws IOException {
    String few = write("few", GOOD + "1\tthe\t_\tDET\n");
    Cli cli = train(few, good, "upos", "model");
    assertThat(cli.error())
        .startsWith("tributary: " + few + ", line 3: expected 10 columns separated by tabs, got 4")
        .hasLineCount(1);
    assertThat(cli.exitCode()).isEqualTo(1);
  }

  @Test
  void aColumnThatIsNotThere() throws IOException {
    Cli cli = train(good, good, "xpos", "model");
    assertThat(cli.error())
        .startsWith("tributary: " + good + ": expected labels in column 5 (XPOS), got _ for every")
        .hasLineCount(1);
    assertThat(cli.exitCode()).isEqualTo(1);
    String columns = write("columns", "the DET\ncup NOUN\n");
    assertThat(train(columns, columns, "3", "model").error())
        .startsWith("tributary: " + columns + ", line 1: expected at least 3 columns")
        .hasLineCount(1);
  }

  @Test
  void aDevFileOfOtherLabelsAltogether() throws IOException {
    String dev = write("dev", GOOD.replaceAll("\t(DET|NOUN|VERB|PUNCT)\t", "\tINTJ\t"));
    assertThat(train(good, dev, "upos", "model").error())
        .startsWith("tributary: " + dev + ": expected labels of the training file " + good)
        .contains("got only others: 'INTJ' (first in sentence 1); is the column the same");
  }

  @Test
  void anOutputThatCannotBe() throws IOException {
    Path none = folder.resolve("none");
    train(good, good, "upos", "none/model")
        .failsSaying(none.resolve("model") + ": there is no folder " + none + "; make it first");
    train(good, good, "upos", "good.conllu/model")
        .failsSaying(path("good.conllu/model") + ": " + good + " is a file, not a folder");
    train(good, good, "upos", "").failsSaying(folder + ": is a folder; give a file name in it");
    Cli.run(
            "train",
            "--train",
            good,
            "--dev",
            good,
            "--column",
            "upos",
            "--model",
            path("model"),
            "--checkpoints",
            path("none/run"))
        .failsSaying(
            "checkpoint %s: the folder %s does not exist; create it first"
                .formatted(path("none/run"), path("none")));
    Cli.run(
            "evaluate",
            "--model",
            path("none"),
            "--test",
            good,
            "--column",
            "upos",
            "--report",
            path("report"))
        .failsSaying("model %s: no such file".formatted(none));
    assertThat(folder.resolve("report")).doesNotExist();
    Cli.run("tour", "--output", good)
        .failsSaying(
            good
                + ": the folder cannot be created; does a file of that name exist, or is writing not permitted?");
  }

  @Test
  void noModel() throws IOException {
    for (String[] command :
        new String[][] {
          {"tag", "--model"}, {"evaluate", "--test", good, "--column", "upos", "--model"}
        }) {
      with(command, path("none")).failsSaying("model " + path("none") + ": no such file");
      with(command, write("empty", ""))
          .failsSaying("model " + path("empty") + ": the file is empty");
      Cli text = with(command, good);
      assertThat(text.error())
          .startsWith("tributary: model " + good + ": not a model file of Tribuo's")
          .hasLineCount(1);
      assertThat(text.exitCode()).isEqualTo(1);
    }
  }

  private static Cli with(String[] command, String last) {
    String[] arguments = Arrays.copyOf(command, command.length + 1);
    arguments[command.length] = last;
    return Cli.run(arguments);
  }

  @Test
  void debugShowsTheStackTrace() {
    Cli cli = Cli.run("tag", "--debug", "--model", path("none"));
    assertThat(cli.error()).startsWith("tributary: model").contains("\tat org.tributary");
    assertThat(cli.exitCode()).isEqualTo(1);
  }
}

package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small tagger trained, evaluated and applied by commands. */
class TrainEvaluateTagTest {

  @TempDir private static Path folder;
  private static Cli trained;

  /** Trains on the XPOS column of fifty sentences of four words. */
  @BeforeAll
  static void train() throws IOException {
    XposCorpus.write(folder);
    trained =
        Cli.run(
            "train",
            "--train",
            path("train.conllu"),
            "--dev",
            path("test.conllu"),
            "--column",
            "xpos",
            "--model",
            path("model"),
            "--epochs",
            "8",
            "--hidden-size",
            "8",
            "--embedding-size",
            "10",
            "--learning-rate",
            "0.05",
            "--batch-size",
            "10",
            "--dropout",
            "0.1");
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void trainingReportsProgress() {
    assertThat(trained.succeeds().output())
        .contains("embedding-size 10, hidden-size 8, dropout 0.1, epochs 8, batch-size 10")
        .contains("(50 sentences, 200 words, 4 labels)", "epoch  1/8  loss", "epoch  8/8  loss")
        .containsPattern("best   epoch \\d, dev accuracy 100.00 %")
        .contains("saved  " + path("model"))
        .containsPattern("saved  .* \\([\\d.]+ kB\\)\n"); // without the name of a single run
    assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void evaluationPrintsAndWritesScores() throws IOException {
    Cli cli =
        Cli.run(
                "evaluate",
                "--model",
                path("model"),
                "--test",
                path("test.conllu"),
                "--json",
                path("score.json"),
                "--report",
                path("report"))
            .succeeds();
    assertThat(cli.output())
        .contains("known words", "unknown words", "words/s", "VBZ")
        .contains("report  " + folder.resolve("report").resolve("report.html"))
        .containsPattern(
            "model   trained by Tributary .+, TensorFlow 2\\..+, Tribuo 4\\.3\\.2, Java ");
    JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("score.json")));
    assertThat(json.get("sentences").asInt()).isEqualTo(25);
    assertThat(json.get("tokens").asInt()).isEqualTo(100);
    assertThat(json.get("measure").asText()).isEqualTo("accuracy");
    assertThat(json.at("/score/value").asDouble()).isEqualTo(1.0);
    assertThat(json.at("/unknownWords/tokens").asInt()).isPositive();
    assertThat(json.at("/unknownWords/accuracy/value").asDouble()).isEqualTo(1.0);
    assertThat(folder.resolve("report").resolve("report.html"))
        .content()
        .contains("model on test.conllu", "Learning curve", "SHA-256", "TensorFlow")
        .contains("tributary reproduce --model", "This evaluation", "batch of the run");
    assertThat(json.get("warnings").get(0).asText())
        .isEqualTo(
            "This file chose the model's best epoch; its score is higher than on other text.");
  }

  @Test
  void evaluationCountsUnseenLabelsAsErrors() throws IOException {
    Files.writeString(
        folder.resolve("odd.conllu"),
        "1\tthe\t_\tX\tDT\t_\t_\t_\t_\t_\n2\tdog\t_\tX\tFW\t_\t_\t_\t_\t_\n\n");
    assertThat(
            Cli.run("evaluate", "--model", path("model"), "--test", path("odd.conllu"))
                .succeeds()
                .output())
        .contains(
            "1 word has a label that the model never predicts, since its training data have none:"
                + " FW");
  }

  @Test
  void evaluationOnTheWrongColumnIsRejected() {
    Cli.run("evaluate", "--model", path("model"), "--test", path("test.conllu"), "--column", "upos")
        .failsSaying(
            path("test.conllu")
                + ": expected labels that the tagger can predict, [., DT, NN, VBZ], got others for"
                + " 100.0 % of the tokens: [X]; are they of another label column, tag set or scheme?"
                + " choose the label column of the training data for both; the model was trained on"
                + " --column xpos");
  }

  /** As with UPOS and XPOS, which have SYM in common. */
  @Test
  void oneSharedLabelDoesNotMakeAColumnTheRightOne() throws IOException {
    String other = "1\tdog\t_\tNOUN\t_\t_\t_\t_\t_\t_\n\n".repeat(10);
    String shared = "1\tdog\t_\tNN\t_\t_\t_\t_\t_\t_\n\n";
    Files.writeString(folder.resolve("shared.conllu"), other + shared);
    Cli.run(
            "evaluate",
            "--model",
            path("model"),
            "--test",
            path("shared.conllu"),
            "--column",
            "upos")
        .failsSaying(
            path("shared.conllu")
                + ": expected labels that the tagger can predict, [., DT, NN, VBZ], got others for"
                + " 90.9 % of the tokens: [NOUN]; are they of another label column, tag set or"
                + " scheme? choose the label column of the training data for both; the model was"
                + " trained on --column xpos");
    Files.writeString(folder.resolve("shared.conllu"), other + shared + shared);
    Cli.run(
            "evaluate",
            "--model",
            path("model"),
            "--test",
            path("shared.conllu"),
            "--column",
            "upos")
        .succeeds();
  }

  @Test
  void trainingAndDevDataAreNamedAsSuch() throws IOException {
    assertThat(evaluated("train.conllu"))
        .contains("warning the model was trained on this file; its score says nothing");
    assertThat(evaluated("test.conllu")).contains("warning this file chose the model's best epoch");
    Files.writeString(
        folder.resolve("new.conllu"),
        "# other bytes\n" + Files.readString(folder.resolve("test.conllu")));
    assertThat(evaluated("new.conllu"))
        .doesNotContain("trained on this file", "best epoch")
        .contains("warning the test data have few sentences (25)");
  }

  private static String evaluated(String test) {
    return Cli.run("evaluate", "--model", path("model"), "--test", path(test), "--column", "xpos")
        .succeeds()
        .output();
  }

  @Test
  void truncatedModelIsRejected() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve("model"));
    Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length / 2));
    Cli cli = Cli.run("tag", "--model", path("cut"));
    assertThat(cli.error()).startsWith("tributary: model " + path("cut") + ": ").hasLineCount(1);
    assertThat(cli.exitCode()).isEqualTo(1);
  }

  @Test
  void plainSentencesAreTagged() {
    assertThat(
            Cli.runWith("a cat eats .\n\nthe  cup runs .", "tag", "--model", path("model"))
                .succeeds()
                .output())
        .isEqualTo("a/DT cat/NN eats/VBZ ./.\n\nthe/DT cup/NN runs/VBZ ./.\n");
  }

  @Test
  void taggingFillsInTheTrainedColumn() throws IOException {
    String gold = Files.readString(folder.resolve("test.conllu"));
    String empty = gold.replaceAll("\tX\t[^\t]+", "\tX\t_");
    Files.writeString(folder.resolve("empty.conllu"), empty);
    Cli cli =
        Cli.run(
                "tag",
                "--model",
                path("model"),
                "--input",
                path("empty.conllu"),
                "--output",
                path("tagged.conllu"))
            .succeeds();
    assertThat(cli.output()).isEmpty();
    assertThat(folder.resolve("tagged.conllu")).hasContent(gold);
    assertThat(
            Cli.runWith(
                    empty,
                    "tag",
                    "--model",
                    path("model"),
                    "--format",
                    "conllu",
                    "--column",
                    "misc")
                .output())
        .matches("(?s)1\t(the|a)\t_\tX(\t_){5}\tTag=DT\n.*")
        .doesNotContain("\tX\tDT");
  }

  @Test
  void conlluInputWithoutFormatIsRejected() throws IOException {
    String gold = Files.readString(folder.resolve("test.conllu"));
    Cli empty = Cli.runWith("a b\n1\t\t\t\t\t\t\t\t\t\n", "tag", "--model", path("model"));
    assertThat(empty.error())
        .startsWith("tributary: standard input, line 2: expected one sentence");
    String comments = "# sent_id = 1\n# text = a\n1\ta\t\t\t\t\t\t\t\t\n";
    Cli beginning = Cli.runWith(comments, "tag", "--model", path("model"));
    assertThat(beginning.error())
        .startsWith("tributary: standard input, line 1: expected one sentence");
    assertThat(beginning.output()).isEmpty();
    Cli undeclared = Cli.runWith(gold, "tag", "--model", path("model"));
    assertThat(undeclared.exitCode()).isEqualTo(1);
    assertThat(undeclared.error())
        .startsWith(
            "tributary: standard input, line 1: expected one sentence per line, got a CoNLL-U line")
        .contains("pass --format conllu, or --format tokens if it is a sentence");
    Cli.runWith(gold, "tag", "--model", path("model"), "--format", "tokens").succeeds();
    Path upper = Files.copy(folder.resolve("test.conllu"), folder.resolve("UPPER.CONLLU"));
    assertThat(
            Cli.run("tag", "--model", path("model"), "--input", upper.toString())
                .succeeds()
                .output())
        .isEqualTo(gold);
  }

  @Test
  void failedTaggingLeavesNoOutputFile() {
    Cli cli =
        Cli.runWith(
            "1\tthe\n",
            "tag",
            "--model",
            path("model"),
            "--format",
            "conllu",
            "--output",
            path("never"));
    assertThat(cli.error())
        .startsWith("tributary: standard input, line 1: expected 10 columns")
        .hasLineCount(1);
    assertThat(List.of(folder.toFile().list())).noneMatch(name -> name.contains("never"));
  }

  /** The output of train is progress, not its result, unlike that of tag. */
  @Test
  void closedOutputDoesNotStopTraining() {
    Cli.unread(
            "",
            "train",
            "--train=" + path("train.conllu"),
            "--dev=" + path("test.conllu"),
            "--column=xpos",
            "--model=" + path("unread"),
            "--epochs=1",
            "--hidden-size=4")
        .succeeds();
    assertThat(folder.resolve("unread")).exists();
  }

  @Test
  void closedOutputEndsTaggingQuietly() {
    Cli cli = Cli.unread("a cat\n", "tag", "--model", path("model"));
    assertThat(cli.succeeds().error()).isEmpty();
  }
}

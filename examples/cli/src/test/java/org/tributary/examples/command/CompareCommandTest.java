package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** Compares a Tribuo model, a tagger of core and predictions of another tool. */
class CompareCommandTest {
  private static final String SENTENCES = "the D\ndog N\nruns V\n\na D\ncat N\nsleeps V\n\n";

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    Files.writeString(folder.resolve("train"), SENTENCES.repeat(10));
    Files.writeString(folder.resolve("test"), SENTENCES.repeat(20));
    Files.writeString(folder.resolve("other"), SENTENCES.replace("runs V", "runs V N").repeat(20));
    Cli.run(
            "train",
            "--train",
            path("train"),
            "--dev",
            path("train"),
            "--column",
            "2",
            "--hidden-size",
            "8",
            "--layers",
            "1",
            "--character-encoder",
            "none",
            "--learning-rate",
            "0.05",
            "--epochs",
            "12",
            "--model",
            path("tribuo"))
        .succeeds();
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define().words(4),
            List.of(new TaggedSentence(List.of("the", "dog", "runs"), List.of("D", "N", "V"))),
            TrainingOptions.defaults().epochs(1))) {
      tagger.save(folder.resolve("core"));
    }
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void modelsOfDifferentColumnsAreRefused() throws IOException {
    String three = "the D x\ndog N y\nruns V z\n\n".repeat(10);
    Files.writeString(folder.resolve("three"), three);
    for (String column : List.of("2", "3")) {
      Cli run =
          Cli.run(
              "train",
              "--train=" + path("three"),
              "--dev=" + path("three"),
              "--column=" + column,
              "--hidden-size=4",
              "--layers=1",
              "--character-encoder=none",
              "--epochs=1",
              "--model=" + path("of" + column));
      assertThat(run.succeeds().output()).contains("note   --dev is the training file");
    }
    String[] models = {
      "compare", "--model=" + path("of2"), "--model=" + path("of3"), "--test=" + path("three")
    };
    Cli.run(models)
        .failsSaying(
            path("three")
                + ": expected models trained on the same label column, got "
                + path("of2")
                + " of column 2 and "
                + path("of3")
                + " of column 3; pass --column to evaluate all models on one column");
    String[] ofOneColumn = {
      "compare", "--model=" + path("of2"), "--model=" + path("tribuo"), "--test=" + path("train")
    };
    Cli compared = Cli.run(ofOneColumn).succeeds();
    assertThat(compared.output().lines().filter(line -> line.startsWith("model ")))
        .singleElement()
        .asString()
        .isEqualToNormalizingWhitespace(
            "model accuracy 95 % interval macro F1 unknown words/s file size");
  }

  @Test
  void modelsOfTheSameNameAreShownByPath() throws IOException {
    List<String> paths = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      Path copy = Files.createDirectories(folder.resolve(name)).resolve("m");
      Files.copy(folder.resolve("tribuo"), copy, StandardCopyOption.REPLACE_EXISTING);
      paths.add(copy.toString());
    }
    assertThat(
            Cli.run(
                    "compare",
                    "--model=" + paths.get(0),
                    "--model=" + paths.get(1),
                    "--test=" + path("train"),
                    "--json=" + path("same.json"))
                .succeeds()
                .output())
        .contains("%s and %s have the same accuracy.".formatted(paths.get(0), paths.get(1)));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("same.json").toFile());
    assertThat(json.get("provenance").findValuesAsText("title"))
        .containsExactly(
            "Model " + paths.get(0),
            "Training " + paths.get(0),
            "Model " + paths.get(1),
            "Training " + paths.get(1),
            "Test data",
            "This evaluation");
  }

  /** The number of a column counts in files of columns only. */
  @Test
  void predictionsInConlluForATestFileInColumnsAreOfUpos() throws IOException {
    String tokens =
        "1\tthe\t_\tD%1$s2\tdog\t_\tN%1$s3\truns\t_\tN%1$s\n1\ta\t_\tD%1$s2\tcat\t_\tN%1$s3\tsleeps\t_\tV%1$s\n";
    Path other = folder.resolve("other.conllu");
    Files.writeString(other, tokens.formatted("\t_".repeat(6) + "\n").repeat(20));
    assertThat(
            Cli.run(
                    "compare",
                    "--model=" + path("tribuo"),
                    "--predictions=" + other,
                    "--test=" + path("test"))
                .succeeds()
                .output())
        .containsPattern("other.conllu +83\\.33 %"); // "runs" is wrong: 100 of 120 words are right
  }

  @Test
  void fileOfAnotherKindIsRefusedWithTheModelsColumn() throws IOException {
    Path conllu = folder.resolve("test.conllu");
    Files.writeString(conllu, "1\tthe\t_\tD\t_\t_\t_\t_\t_\t_\n\n");
    Cli run = Cli.run("evaluate", "--model", path("tribuo"), "--test", conllu.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.error())
        .hasLineCount(1)
        .contains(
            " (read by the column that %s was trained on, 2; for another pass --column)"
                .formatted(path("tribuo")));
  }

  @Test
  void modelsOfAnyKindAndPredictionsAreCompared() throws IOException {
    String output =
        Cli.run(
                "compare",
                "--model",
                path("tribuo"),
                "--model",
                path("core"),
                "--predictions",
                path("other"),
                "--test",
                path("test"),
                "--column",
                "2",
                "--report",
                path("report"),
                "--json",
                path("json"))
            .succeeds()
            .output();
    // the other tool labels "runs" wrongly: 100 of 120 words are right
    assertThat(output)
        .containsPattern("tribuo +100\\.00 %")
        .containsPattern("other +83\\.33 %")
        .contains("tribuo scores 16.67 percentage points higher in accuracy than other (p = 0.0001")
        .contains("the difference is significant at the 5 % level.");
    assertThat(
            Cli.run(
                    "compare",
                    "--model",
                    path("tribuo"),
                    "--model",
                    path("tribuo"),
                    "--test",
                    path("test"))
                .succeeds()
                .output())
        .contains("tribuo and tribuo (2) have the same accuracy.");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("json").toFile());
    assertThat(json.get("models")).hasSize(3);
    assertThat(json.at("/pairs/1/onlyFirstCorrect").asInt()).isEqualTo(20);
    assertThat(json.at("/pairs/1/onlySecondCorrect").asInt()).isZero();
    assertThat(folder.resolve("report/report.html")).content().contains("3 taggers on test");
    assertThat(folder.resolve("report/report.json")).exists();
  }

  @Test
  void noReportFolderIsCreatedBeforeAModelIsRead() {
    Cli.run(
            "compare",
            "--model",
            path("none"),
            "--model",
            path("core"),
            "--test",
            path("test"),
            "--report",
            path("unwritten"))
        .failsSaying(
            "tagger %s: expected a file, got none; check the path".formatted(path("none")));
    assertThat(folder.resolve("unwritten")).doesNotExist();
  }

  @Test
  void oneModelIsWrongUsage() {
    Cli.run("compare", "--model", path("tribuo"), "--test", path("test"))
        .isWrongUsage(
            "tributary compare", "expected two models, or a model and --predictions, got one file");
  }

  @Test
  void predictionsForAnotherTextAreRefused() throws IOException {
    Files.writeString(folder.resolve("short"), "the D\n");
    Cli.run(
            "compare",
            "--model",
            path("tribuo"),
            "--predictions",
            path("short"),
            "--test",
            path("test"))
        .failsSaying(
            path("short")
                + ": expected predictions for the 40 sentences of the test file, got 1; are both the same text?");
  }
}

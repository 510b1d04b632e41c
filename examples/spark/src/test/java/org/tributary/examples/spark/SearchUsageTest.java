package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.option.OptionGroup;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Usage, help and texts of the search, without a session. */
class SearchUsageTest {
  private static SparkProgram.Result search(String... more) {
    List<String> all = new ArrayList<>(List.of("search", "--train=t", "--column=upos"));
    all.addAll(List.of(more));
    if (all.stream().noneMatch(option -> option.startsWith("--model"))) {
      all.add("--model=m");
    }
    return SparkProgram.run(all.toArray());
  }

  @Test
  void wrongValueInAGridIsNamedWithItsPoint() {
    SparkProgram.Result wrong = search("--grid=hidden-size=8,-4", "--grid=layers=1");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.error().lines())
        .containsExactly(
            "tributary-spark: --grid hidden-size=-4, layers=1: --hidden-size: expected a number of"
                + " at least 0, got -4",
            "Try 'tributary-spark search --help' for more.");
    assertThat(search("--hidden-size=-4").message())
        .isEqualTo("--hidden-size: expected a number of at least 0, got -4");
  }

  @Test
  void nameOfAnotherFormatIsRefused() {
    assertThat(search("--model=m.tributary").message())
        .isEqualTo(
            "--model: expected a name that ends in .tribuo, got m.tributary; search for a .tribuo file and convert it: tributary convert");
  }

  /** The checks of {@code train}, which need no cluster. */
  @Test
  void sentencesAreCheckedAsInTrain(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("train"), "Ann\tPER\n\nBern\tLOC\n\n");
    Path phrases = Files.writeString(folder.resolve("names.tsv"), "PER\tZoe\n");
    String[] options = {
      "search",
      "--train=" + file,
      "--column=2",
      "--model=" + folder.resolve("model"),
      "--gazetteer=" + phrases
    };
    assertThat(SparkProgram.run((Object[]) options).error())
        .contains(file + ": expected held-out sentences with a label of the other training");
    Files.writeString(file, "Ann\tPER\n\nBern\tPER\n\n");
    assertThat(SparkProgram.run((Object[]) options).error())
        .contains(phrases + ": expected a phrase that occurs in the training sentences of " + file);
  }

  @Test
  void outputsDoNotReplaceTheTokenizerOfTheDefaultPlace() {
    String encoder = "--token-vectors=e/x.onnx";
    assertThat(search(encoder, "--results=e/tokenizer.json").message())
        .startsWith("--results: expected a different file from --tokenizer, got e/tokenizer.json");
    String model = "--model=e/tokenizer.json";
    assertThat(SparkProgram.run("search", "--train=t", "--column=upos", model, encoder).message())
        .startsWith("--model: expected a different file from --tokenizer, got e/tokenizer.json");
  }

  @Test
  void misspeltOptionOfAGridIsAnsweredWithTheNearest() {
    assertThat(search("--grid=hiden-size=8").message())
        .isEqualTo(
            "--grid: expected a training option, got 'hiden-size'; did you mean hidden-size?");
  }

  @Test
  void helpFitsOnOneScreen() {
    SparkProgram.Result help = SparkProgram.run("search", "--help");
    assertThat(help.error()).isEmpty();
    assertThat(help.output().lines())
        .hasSizeLessThanOrEqualTo(60)
        .allMatch(line -> line.length() <= 80);
    assertThat(help.output())
        .contains("--grid=", "--results=FILE", "--master=MASTER")
        .contains("More options, under headings: tributary-spark search --help-all")
        .doesNotContain("--lr-schedule");
  }

  @Test
  void helpAllHasEveryOptionUnderOneHeading() {
    String help = SparkProgram.run("search", "--help-all").output();
    SearchCommand search = new SearchCommand();
    CommandLine line = new CommandLine(search);
    List<String> names = new ArrayList<>();
    search.commonOptions().forEach(group -> names.addAll(group.names()));
    search.advancedOptions().stream().map(OptionGroup::names).forEach(names::addAll);
    assertThat(names).doesNotHaveDuplicates();
    for (OptionSpec option : line.getCommandSpec().options()) {
      assertThat(names).as("groups").containsAnyOf(option.names());
      assertThat(help).contains(option.longestName());
    }
    assertThat(help).contains("--debug", "\nOptimization:\n").doesNotContain("More options");
  }

  /** Executors have other working folders than the driver. */
  @Test
  void tasksReceiveAbsolutePaths(@TempDir Path folder) throws IOException {
    Path phrases = Files.writeString(folder.toRealPath().resolve("names.tsv"), "PER\tAnn\n");
    Path relative = Path.of("").toAbsolutePath().relativize(phrases);
    List<ConfigurationData> extractor =
        SearchTask.configuration(
            SearchProgram.parse("--train=t", "--column=upos", "--gazetteer=" + relative)
                .extractor()
                .getProvenance());
    assertThat(extractor.get(0).getClassName()).endsWith("GazetteerFeatureExtractor");
    assertThat(extractor.get(0).getProperties().get("path"))
        .isEqualTo(new SimpleProperty(phrases.toString()));
  }

  @Test
  void searchWithoutASuccessfulTrainingFailsWithTheFirstReason() {
    var failed = new SearchTask.Finished(0, 1, Double.NaN, "", "training: diverged");
    assertThatThrownBy(() -> SearchCommand.best(List.of(failed)))
        .hasMessage("search: every training failed: training: diverged");
  }
}

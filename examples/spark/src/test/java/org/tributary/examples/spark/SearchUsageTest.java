package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.option.OptionGroup;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/** Usage, help and texts of the search, without a session. */
class SearchUsageTest {
  private static SparkProgram.Result search(String... more) {
    List<String> all =
        new ArrayList<>(List.of("search", "--train=t", "--column=upos", "--model=m"));
    all.addAll(List.of(more));
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
    SearchCommand search =
        new SearchCommand(
            Console.of(
                new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), System.err));
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

  @Command
  private static final class Program {
    @Mixin private SearchOptions options;
  }

  /** Executors have other working folders than the driver. */
  @Test
  void tasksReceiveTheOptionsWithAbsolutePaths() {
    Program program = new Program();
    new CommandLine(program)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(LabelColumnChoice.class, LabelColumnChoice::parse)
        .parseArgs("--train=t", "--column=upos", "--gazetteer=names", "--crf", "--grid=layers=1,2");
    assertThat(program.options.arguments())
        .containsExactlyInAnyOrder(
            "--column=upos",
            "--gazetteer=" + Path.of("names").toAbsolutePath(),
            "--crf=true",
            "--grid=layers=1,2");
  }

  @Test
  void searchWithoutASuccessfulTrainingFailsWithTheFirstReason() {
    var failed = new SearchTask.Finished(0, 1, Double.NaN, "", "training: diverged");
    assertThatThrownBy(() -> SearchCommand.best(List.of(failed)))
        .hasMessage("search: every training failed: training: diverged");
  }

  @Test
  void reasonOfAFailedTrainingHasNoNameOfAProgram() {
    assertThat(SearchTask.reason("search: training: diverged; lower it\n"))
        .isEqualTo("training: diverged; lower it");
    assertThat(SearchTask.reason("search: layers: got 0\nTry 'search task --help' for more.\n"))
        .isEqualTo("layers: got 0");
  }
}

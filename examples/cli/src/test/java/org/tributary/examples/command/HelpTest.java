package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.SettingNames;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TaggerSetting;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Help in groups, suggestions for misspelt names, and the completion script. */
class HelpTest {

  @Test
  void trainHelpFitsOnOneScreen() {
    List<String> lines = Cli.run("train", "--help").succeeds().output().lines().toList();
    assertThat(lines).hasSizeLessThanOrEqualTo(60).allMatch(line -> line.length() <= 80);
    assertThat(String.join("\n", lines))
        .startsWith("Usage: tributary train --train FILE")
        .contains("--dev=FILE", "--column=COLUMN", "--epochs=N", "--crf", "--seed=N", "--threads=N")
        .contains("More options, under headings: tributary train --help-all")
        .doesNotContain("--lr-schedule");
  }

  @Test
  void trainHelpAllHasEveryOptionUnderOneHeading() {
    String help = Cli.run("train", "--help-all").succeeds().output();
    List<String> headings = new ArrayList<>();
    List<String> names = new ArrayList<>();
    TrainCommand train = new TrainCommand();
    List<OptionGroup> groups = new ArrayList<>(train.commonOptions());
    groups.addAll(train.advancedOptions());
    for (OptionGroup group : groups) {
      headings.add("\n" + group.heading() + ":\n");
      names.addAll(group.names());
    }
    assertThat(help).contains(headings).doesNotContain("More options");
    List<String> inherited = List.of("--help", "--version", "--debug", "--help-all");
    List<String> listed = new ArrayList<>(inherited);
    for (OptionSpec option : new CommandLine(train).getCommandSpec().options()) {
      assertThat(names).as("groups").containsAnyOf(option.names());
      listed.add(option.longestName());
      assertThat(help).contains(option.longestName());
    }
    assertThat(names).doesNotHaveDuplicates().hasSize(listed.size());
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void everySettingOfTheTrainerHasAnOption() {
    CommandLine train = new CommandLine(new TrainCommand());
    List<String> without = new ArrayList<>();
    for (TaggerSetting setting : LstmTaggerTrainer.settings()) {
      SettingNames.option(setting.name())
          .ifPresentOrElse(
              name -> assertThat(train.getCommandSpec().findOption(name)).as(name).isNotNull(),
              () -> without.add(setting.name()));
    }
    assertThat(without).containsExactlyInAnyOrder("head", "inputs", "loggingInterval", "wordGroup");
  }

  /** Picocli warns of a description that is no format, such as one with a single percent sign. */
  @Test
  void helpIsWithoutWarnings() {
    for (String command :
        List.of("tour", "data", "train", "evaluate", "compare", "tag", "info", "convert")) {
      assertThat(Cli.run(command, "--help").succeeds().error()).as(command).isEmpty();
    }
  }

  /** Picocli breaks longer lines of a footer, and with them commands to copy. */
  @Test
  void footersFitOnATerminalOfEightyColumns() {
    for (Object command :
        List.of(
            new TourCommand(),
            new TrainCommand(),
            new EvaluateCommand(),
            new CompareCommand(),
            new DataCommand(),
            new TagCommand(),
            new InfoCommand(),
            new ReproduceCommand(),
            new ConvertCommand())) {
      assertThat(new CommandLine(command).getCommandSpec().usageMessage().footer())
          .as(command.getClass().getSimpleName())
          .isNotEmpty()
          .allMatch(line -> line.length() < 80);
    }
  }

  @Test
  void helpAllNeedsNoOtherOption() {
    Cli.run("train", "--help-all", "--epochs", "3").succeeds();
    Cli.run("tag", "--help-all")
        .isWrongUsage("tributary tag", "Unknown option: '--help-all'\nPossible solutions: --help");
  }

  @Test
  void helpCommandPrintsTheHelpOfACommand() {
    for (String command : List.of("train", "tag", "help")) {
      assertThat(Cli.run("help", command).succeeds().output())
          .isEqualTo(Cli.run(command, "--help").succeeds().output());
    }
    assertThat(Cli.run("help").succeeds().output())
        .isEqualTo(Cli.run("--help").succeeds().output())
        .contains("help          Display help information");
    Cli.run("help", "trian").isWrongUsage("tributary", "Unknown subcommand 'trian'.");
  }

  @Test
  void misspeltNamesAreAnsweredWithTheNearest() {
    Cli.run("trian")
        .isWrongUsage(
            "tributary", "Unmatched argument at index 0: 'trian'\nDid you mean: tributary train?");
    Cli.run("train", "--hiden-size=3")
        .isWrongUsage(
            "tributary train",
            "Unknown option: '--hiden-size=3'\nPossible solutions: --hidden-size");
    Cli.run("tag", "--model", "m", "--inptu", "text.txt")
        .isWrongUsage(
            "tributary tag",
            "Unknown options: '--inptu', 'text.txt'\nPossible solutions: --input, --input-format");
    Cli.run("tag", "--model", "m", "text.txt")
        .isWrongUsage("tributary tag", "Unmatched argument at index 3: 'text.txt'");
  }

  @Test
  void bashAcceptsTheCompletionScript() throws Exception {
    String script = Cli.run("completion").succeeds().output();
    assertThat(script).contains("--lr-schedule", "complete ");
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    bash.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
    bash.getOutputStream().close();
    String messages = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(messages).isZero();
    assertThat(messages).isEmpty();
  }
}

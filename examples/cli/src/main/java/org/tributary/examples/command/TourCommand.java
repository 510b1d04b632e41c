package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.examples.console.Console;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.job.Program;
import org.tributary.examples.option.RuntimeOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code tour} command: a demonstration on built-in data. */
@Command(
    name = "tour",
    description = {
      "Run a demonstration on built-in data.",
      "Generates a corpus, trains a tagger on it, evaluates it and writes a report."
    },
    footer = {"", "Examples:", "  tributary tour", "  tributary tour --output /tmp/tour"})
final class TourCommand extends AppCommand {
  /** Settings for the built-in corpus, which take little time and come close to the best score. */
  private static final List<String> SETTINGS =
      List.of("--epochs", "10", "--batch-size", "16", "--hidden-size", "100", "--layers", "1");

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "target/tour",
      description =
          "Output folder for data, model and report; created if absent. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private RuntimeOptions runtime;

  @Override
  public Integer call() throws IOException {
    runtime.check();
    runtime.apply();
    boolean debug = command.findOption("--debug").getValue();
    return run(console, output, CorpusGenerator.Sizes.STANDARD, SETTINGS, debug);
  }

  /**
   * Writes the corpus, and runs the commands that train and evaluate a tagger.
   *
   * @param folder output folder for data, model and report; created if absent
   * @param sizes sizes of the generated corpus
   * @param settings further options of {@code train}
   * @param debug whether the commands get {@code --debug}
   * @return the exit code
   */
  static int run(
      Console console,
      Path folder,
      CorpusGenerator.Sizes sizes,
      List<String> settings,
      boolean debug)
      throws IOException {
    OutputFile.createFolder(folder);
    CorpusFiles files =
        CorpusFiles.write(
            new CorpusGenerator().generate(sizes, 1), CorpusFiles.Format.CONLLU, folder, "");
    Path model = folder.resolve("tour.tribuo");
    List<String> train =
        new ArrayList<>(List.of("train", "--train", "" + files.train(), "--dev", "" + files.dev()));
    train.addAll(List.of("--column", "upos", "--model", "" + model));
    train.addAll(settings);
    List<String> evaluate =
        new ArrayList<>(List.of("evaluate", "--model", "" + model, "--test", "" + files.test()));
    evaluate.addAll(List.of("--report", "" + folder));
    for (List<String> arguments : List.of(train, evaluate)) {
      if (debug) {
        arguments.add("--debug");
      }
      console.say("%s %s\n", Program.invocation(), String.join(" ", arguments));
      int exitCode = TributaryCommand.run(console, arguments.toArray(new String[0]));
      if (exitCode != CommandLine.ExitCode.OK) {
        return exitCode;
      }
      console.say("");
    }
    console.say(
        "Try it: echo 'Her book was light .' | %s tag --model %s", Program.invocation(), model);
    return CommandLine.ExitCode.OK;
  }
}

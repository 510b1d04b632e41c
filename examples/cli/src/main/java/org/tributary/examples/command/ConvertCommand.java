package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.job.JobException;
import org.tributary.examples.option.OutputOption;
import org.tributary.tagger.WordTagger;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code convert} command: a Tribuo model becomes a file that needs no Tribuo. */
@Command(
    name = "convert",
    description = {
      "Convert a saved tagger to a file of the core library, for programs without Tribuo.",
      "Its predictions are the same bits. The model must read word forms and" + " characters."
    },
    footer = {
      "",
      "Examples:",
      "  tributary convert --model ewt-upos.tribuo --output ewt-upos.tributary"
    })
final class ConvertCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "File to write, in safetensors format. Default: none.")
  private Path output;

  ConvertCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    new OutputOption(command, "--output", output).requireDistinctFrom("--model", model);
    OutputFile.at(output);
    try (LstmTaggerModel tagger = LstmTaggerModel.load(model);
        WordTagger converted = convert(tagger)) {
      converted.save(output);
    }
    console.say("written  %s", output);
    return 0;
  }

  private WordTagger convert(LstmTaggerModel tagger) {
    try {
      return tagger.toWordTagger();
    } catch (IllegalArgumentException e) {
      throw new JobException(model + ": " + e.getMessage());
    }
  }
}

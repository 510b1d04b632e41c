package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.examples.job.ModelInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code info} command: the facts of a saved tagger. */
@Command(
    name = "info",
    description = {
      "Print the facts of a saved tagger.",
      "These are kind of file, labels, tag scheme, inputs with their numbers of entries, vector and"
          + " gazetteer files, network, parameters, score on the dev file, training data with"
          + " hashes, versions, and the command that repeats the training."
    },
    footer = {
      "",
      "Examples:",
      "  tributary info ewt-upos.tribuo",
      "  tributary info ewt-upos.tributary --json"
    })
final class InfoCommand extends AppCommand {

  @Parameters(paramLabel = "MODEL", description = "Tagger file: .tributary or .tribuo.")
  private Path model;

  @Option(
      names = "--json",
      description =
          "Facts as a JSON object, with every recorded value under provenance. Default: text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ModelInfo info = ModelInfo.read(model);
    if (json) {
      console.say(info.json());
    } else {
      info.lines().forEach(console::say);
    }
    return 0;
  }
}

package org.tributary.examples.spark;

import org.tributary.examples.job.LabelColumnChoice;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The options of a search without its command. */
@Command
final class SearchProgram {
  @Mixin private SearchOptions options;

  static SearchOptions parse(String... arguments) {
    SearchProgram program = new SearchProgram();
    new CommandLine(program)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(LabelColumnChoice.class, LabelColumnChoice::new)
        .parseArgs(arguments);
    return program.options;
  }
}

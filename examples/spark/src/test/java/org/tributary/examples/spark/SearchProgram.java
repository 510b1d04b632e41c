package org.tributary.examples.spark;

import java.util.stream.Stream;
import org.tributary.examples.job.LabelColumnChoice;
import picocli.CommandLine;

/** A search with options, which is not run. */
final class SearchProgram {
  private SearchProgram() {}

  static SearchCommand parse(String... arguments) {
    SearchCommand search = new SearchCommand();
    new CommandLine(search)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(LabelColumnChoice.class, LabelColumnChoice::new)
        .parseArgs(
            Stream.concat(Stream.of(arguments), Stream.of("--model=m")).toArray(String[]::new));
    return search;
  }
}

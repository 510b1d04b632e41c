package org.tributary.examples.option;

import org.tributary.examples.console.Console;
import picocli.CommandLine.Option;

/** The {@code --quiet} option. */
public final class QuietOption {
  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no summary; only notes and errors. Default: off.")
  private boolean quiet;

  /** Returns the console of progress and summaries. */
  public Console progress(Console console) {
    return quiet ? console.quiet() : console;
  }
}

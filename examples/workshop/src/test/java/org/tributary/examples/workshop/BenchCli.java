package org.tributary.examples.workshop;

import org.tributary.examples.command.Cli;
import org.tributary.testing.CaseSelection;

/**
 * A runner of the {@code bench} program. Its measurements are as short as possible; with {@code
 * -Dtributary.tests.all=true} they are as long as those of a user.
 */
final class BenchCli {
  static {
    System.setProperty(Rounds.BRIEF_PROPERTY, Boolean.toString(!CaseSelection.isAll()));
  }

  private BenchCli() {}

  static Cli run(String... arguments) {
    return Cli.of("bench", console -> Bench.run(console, arguments));
  }
}

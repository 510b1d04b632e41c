package org.tributary.examples.bench;

import org.tributary.examples.command.Cli;

/** A runner of the {@code bench} program. */
final class BenchCli {
  private BenchCli() {}

  static Cli run(String... arguments) {
    return Cli.of("bench", console -> BenchCommand.run(console, arguments));
  }
}

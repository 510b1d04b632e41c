package org.tributary.examples.bench;

import org.tributary.examples.command.Cli;

/** Runs of the benchmarks' command line. */
final class BenchCli {
  private BenchCli() {}

  static Cli run(String... arguments) {
    return Cli.of("bench", console -> BenchCommand.run(console, arguments));
  }
}

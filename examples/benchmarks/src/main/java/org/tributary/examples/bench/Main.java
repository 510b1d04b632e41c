package org.tributary.examples.bench;

import org.tributary.examples.console.ProcessSetup;

/** The main class of the benchmarks. */
public final class Main {

  private Main() {}

  /**
   * Runs a benchmark and exits with its code.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true"); // charts go to files
    System.exit(BenchCommand.run(ProcessSetup.open(), arguments));
  }
}

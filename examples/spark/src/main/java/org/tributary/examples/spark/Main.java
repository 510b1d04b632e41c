package org.tributary.examples.spark;

import org.tributary.examples.console.ProcessSetup;

/** The main class of the commands on Spark. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(SparkCommand.run(ProcessSetup.open(), arguments));
  }
}

package org.tributary.examples;

import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.console.ProcessSetup;

/** The main class of the command line. */
public final class Main {

  private Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(TributaryCommand.run(ProcessSetup.open(), arguments));
  }
}

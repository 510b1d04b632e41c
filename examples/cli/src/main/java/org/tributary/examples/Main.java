package org.tributary.examples;

import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.console.ProcessSetup;

/** The main method of the command line. */
public final class Main {

  private Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments the command line; {@code --help} explains it
   */
  public static void main(String[] arguments) {
    System.exit(TributaryCommand.run(ProcessSetup.open(), arguments));
  }
}

package org.tributary.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.Terminal;

/** Starts the command line. */
public final class Main {

  /** Tribuo's evaluator warns of labels that nothing was predicted as; our table shows them. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments the command line; {@code --help} explains it
   */
  public static void main(String[] arguments) {
    // Tribuo and TensorFlow Java make names of methods and nodes as the user's language writes
    // capitals and digits, and then find no addAllİnfo and no Enter_١
    Locale.setDefault(Locale.ROOT);
    TRIBUO.setLevel(Level.SEVERE);
    // the progress bar's terminal library would tell of a dependency of its own
    System.setProperty("org.jline.terminal.disableDeprecatedProviderWarning", "true");
    // unlike System.out, a stream that tells of a reader that has gone
    Console console =
        Console.of(
            System.in,
            new FileOutputStream(FileDescriptor.out),
            new PrintStream(
                new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    System.exit(
        TributaryCommand.run(
            Terminal.onStandardError() ? console.onTerminal() : console, arguments));
  }
}

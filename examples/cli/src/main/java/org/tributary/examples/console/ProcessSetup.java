package org.tributary.examples.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/** Settings of the whole process, for the main methods of programs. */
public final class ProcessSetup {

  /** Tribuo's evaluator warns of labels without predictions, which our tables show. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private ProcessSetup() {}

  /**
   * Sets locale, log levels and log format, and opens the console on the standard streams.
   *
   * @return the console of this process
   */
  public static Console open() {
    // Tribuo and TensorFlow Java format names of methods and nodes in the default locale, and then
    // find no addAllİnfo and no Enter_١
    Locale.setDefault(Locale.ROOT);
    TRIBUO.setLevel(Level.SEVERE);
    LogLines.install();
    // the progress bar's terminal library warns of a dependency of its own
    System.setProperty("org.jline.terminal.disableDeprecatedProviderWarning", "true");
    // unlike System.out, a stream that reports a closed reader
    Console console =
        Console.of(
            System.in,
            new FileOutputStream(FileDescriptor.out),
            new PrintStream(
                new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    // System.console() covers input and output only
    return new ExecTerminalProvider().isSystemStream(SystemStream.Error)
        ? console.onTerminal()
        : console;
  }
}

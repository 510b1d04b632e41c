package org.tributary.examples.console;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Log messages of the libraries in the form of a command's own lines, on standard error. */
final class LogLines extends Formatter {
  LogLines() {}

  /** Formats the messages of the handlers of this process. */
  static void install() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.setFormatter(new LogLines());
    }
  }

  @Override
  public String format(LogRecord message) {
    boolean warning = message.getLevel().intValue() >= Level.WARNING.intValue();
    Throwable thrown = message.getThrown();
    return (warning ? "warning " : "note   ")
        + formatMessage(message)
        + (thrown == null ? "" : ": " + thrown)
        + "\n";
  }
}

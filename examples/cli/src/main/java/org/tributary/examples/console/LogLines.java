package org.tributary.examples.console;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A formatter of log records like a command's own output: {@code error}, {@code warning} or {@code
 * note}, then the message.
 */
final class LogLines extends Formatter {
  /** Installs this formatter on the root logger's console handler, with UTF-8. */
  static void install() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      if (handler instanceof ConsoleHandler) {
        handler.setFormatter(new LogLines());
        try {
          handler.setEncoding(StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
          throw new AssertionError(e); // every Java has UTF-8
        }
      }
    }
  }

  @Override
  public String format(LogRecord message) {
    int level = message.getLevel().intValue();
    Throwable thrown = message.getThrown();
    String name =
        level >= Level.SEVERE.intValue()
            ? "error  "
            : level >= Level.WARNING.intValue() ? "warning" : "note  ";
    return name + " " + formatMessage(message) + (thrown == null ? "" : ": " + thrown) + "\n";
  }
}

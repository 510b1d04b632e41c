package org.tributary.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;

class LogLinesTest {

  @Test
  void handlersOfFilesKeepTheirFormat() {
    Logger root = Logger.getLogger("");
    Map<Handler, Formatter> before = new HashMap<>();
    Handler console = new ConsoleHandler();
    Handler other = new StreamHandler(OutputStream.nullOutputStream(), new SimpleFormatter());
    root.addHandler(console);
    root.addHandler(other);
    for (Handler handler : root.getHandlers()) {
      before.put(handler, handler.getFormatter());
    }
    try {
      LogLines.install();
      assertThat(console.getFormatter()).isInstanceOf(LogLines.class);
      assertThat(console.getEncoding()).isEqualTo("UTF-8");
      assertThat(other.getFormatter()).isInstanceOf(SimpleFormatter.class);
    } finally {
      before.forEach(Handler::setFormatter);
      root.removeHandler(console);
      root.removeHandler(other);
    }
  }

  @Test
  void messageIsOneLineInTheFormOfACommand() {
    LogRecord message = new LogRecord(Level.WARNING, "{0} epochs diverged");
    message.setParameters(new Object[] {3});
    assertThat(new LogLines().format(message)).isEqualTo("warning 3 epochs diverged\n");
    assertThat(new LogLines().format(new LogRecord(Level.SEVERE, "lost")))
        .isEqualTo("error   lost\n");
    LogRecord note = new LogRecord(Level.INFO, "auxiliary tasks: upos");
    assertThat(new LogLines().format(note)).isEqualTo("note   auxiliary tasks: upos\n");
    note.setThrown(new IllegalStateException("why"));
    assertThat(new LogLines().format(note))
        .isEqualTo("note   auxiliary tasks: upos: java.lang.IllegalStateException: why\n");
  }
}

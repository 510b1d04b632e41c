package org.tributary.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {

  @Test
  void messageIsOneLineInTheFormOfACommand() {
    LogRecord message = new LogRecord(Level.WARNING, "{0} epochs diverged");
    message.setParameters(new Object[] {3});
    assertThat(new LogLines().format(message)).isEqualTo("warning 3 epochs diverged\n");
    LogRecord note = new LogRecord(Level.INFO, "auxiliary tasks: upos");
    assertThat(new LogLines().format(note)).isEqualTo("note   auxiliary tasks: upos\n");
    note.setThrown(new IllegalStateException("why"));
    assertThat(new LogLines().format(note))
        .isEqualTo("note   auxiliary tasks: upos: java.lang.IllegalStateException: why\n");
  }
}

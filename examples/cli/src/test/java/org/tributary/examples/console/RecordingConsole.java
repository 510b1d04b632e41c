package org.tributary.examples.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A console that records its streams for tests. */
public final class RecordingConsole {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final Console console;

  /** Creates a console with {@code input} on standard input. */
  public RecordingConsole(String input) {
    this.console = console(input, output);
  }

  private RecordingConsole(String input, OutputStream output) {
    this.console = console(input, output);
  }

  /** Returns a console whose output pipe is closed, as with {@code | head}. */
  public static RecordingConsole unread(String input) {
    return new RecordingConsole(
        input,
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        });
  }

  private Console console(String input, OutputStream to) {
    return Console.of(
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        to,
        new PrintStream(error, true, StandardCharsets.UTF_8));
  }

  /** Creates a console with empty standard input. */
  public RecordingConsole() {
    this("");
  }

  public Console console() {
    return console;
  }

  public String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  public String error() {
    return error.toString(StandardCharsets.UTF_8);
  }
}

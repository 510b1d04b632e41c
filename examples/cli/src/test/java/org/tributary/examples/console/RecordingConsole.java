package org.tributary.examples.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A console whose streams a test can look into. */
public final class RecordingConsole {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final Console console;

  /** With this on standard input. */
  public RecordingConsole(String input) {
    this.console = console(input, output);
  }

  private RecordingConsole(String input, OutputStream output) {
    this.console = console(input, output);
  }

  /** One whose output nobody reads any more, as with {@code | head}. */
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

  /** With nothing on standard input. */
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

package org.tributary.examples.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A console whose streams a test can look into. */
public final class RecordingConsole {

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final Console console;

  /** With this on standard input. */
  public RecordingConsole(String input) {
    this.console =
        Console.of(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            output,
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

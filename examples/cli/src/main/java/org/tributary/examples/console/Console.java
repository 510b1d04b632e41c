package org.tributary.examples.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The standard streams of a command. On any system, text is UTF-8 and lines end in a line feed.
 *
 * @param input the raw bytes of standard input
 * @param output standard output: writing throws {@link BrokenPipeException} after the reader closed
 *     the pipe, and {@code close} only flushes
 * @param error standard error, for progress and error messages
 * @param errorIsTerminal whether standard error is a terminal, where a progress bar can redraw
 *     itself
 * @param isQuiet whether the lines of {@link #say} and {@link #progress} are dropped
 */
public record Console(
    InputStream input,
    OutputStream output,
    PrintStream error,
    boolean errorIsTerminal,
    boolean isQuiet) {
  /**
   * The reader of standard output closed the pipe, as with {@code | head}: the command stops
   * without an error.
   */
  public static final class BrokenPipeException extends IOException {
    private static final long serialVersionUID = 1L;

    private BrokenPipeException(IOException cause) {
      super("standard output: the reader closed the pipe", cause);
    }
  }

  /** Reports a closed pipe. */
  public Console {
    output = output instanceof StandardOutput ? output : new StandardOutput(output);
  }

  /**
   * Returns a console whose standard error is not a terminal.
   *
   * @param input standard input
   * @param output standard output
   * @param error standard error
   * @return the console
   */
  public static Console of(InputStream input, OutputStream output, PrintStream error) {
    return new Console(input, output, error, false, false);
  }

  /**
   * Returns a console on the same streams whose standard error is a terminal.
   *
   * @return a console that shows progress bars
   */
  public Console onTerminal() {
    return new Console(input, output, error, true, isQuiet);
  }

  /**
   * Returns a console on the same streams that drops the lines of {@link #say} and {@link
   * #progress}.
   *
   * @return a console for {@code --quiet}
   */
  public Console quiet() {
    return new Console(input, output, error, false, true);
  }

  /**
   * Writes a line to standard output and flushes it. If the reader closed the pipe, the line is
   * dropped and no error is thrown, so that training still saves its model.
   *
   * @param format a format for {@link String#format(Locale, String, Object...)}
   * @param values the format's arguments
   * @throws UncheckedIOException if writing fails for another reason
   */
  public void say(String format, Object... values) {
    if (isQuiet) {
      return;
    }
    String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    try {
      output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      output.flush();
    } catch (BrokenPipeException e) {
      return; // progress output only: the work continues
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a line on the progress of work to standard error.
   *
   * @param line the line
   */
  public void progress(String line) {
    if (!isQuiet) {
      error.println(line);
    }
  }

  private static final class StandardOutput extends FilterOutputStream {

    StandardOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw translate(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw translate(e);
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }

    /**
     * Detects a broken pipe by the system's message, which contains "pipe" in every known locale.
     */
    private static IOException translate(IOException e) {
      String reason = String.valueOf(e.getMessage());
      return reason.toLowerCase(Locale.ROOT).contains("pipe")
          ? new BrokenPipeException(e)
          : new IOException("standard output: " + reason, e);
    }
  }
}

package org.tributary.examples.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The standard streams of one run. Text is UTF-8 and lines end in a line feed, on any system. */
public final class Console {

  /** The reader of our output has gone, as with {@code | head}: a reason to stop, not to fail. */
  public static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1L;

    private ReaderGone(IOException cause) {
      super("standard output: nobody reads on", cause);
    }
  }

  private final InputStream input;
  private final OutputStream output;
  private final PrintStream error;
  private final boolean errorIsTerminal;

  private Console(
      InputStream input, OutputStream output, PrintStream error, boolean errorIsTerminal) {
    this.input = input;
    this.output = new StandardOutput(output);
    this.error = error;
    this.errorIsTerminal = errorIsTerminal;
  }

  /**
   * A console whose standard error is a file or a pipe.
   *
   * @param input standard input
   * @param output standard output
   * @param error standard error
   * @return the console
   */
  public static Console of(InputStream input, OutputStream output, PrintStream error) {
    return new Console(input, output, error, false);
  }

  /**
   * The same streams, with a person looking at standard error.
   *
   * @return a console that shows progress bars
   */
  public Console onTerminal() {
    return new Console(input, output, error, true);
  }

  /**
   * Writes a line to standard output and flushes it. Where nobody reads it any more, the line is
   * lost and nothing else: a training saves its model all the same.
   *
   * @param format as {@link String#format(Locale, String, Object...)} takes it
   * @param values for the format
   * @throws UncheckedIOException where standard output cannot be written for another reason
   */
  public void say(String format, Object... values) {
    String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    try {
      output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      output.flush();
    } catch (ReaderGone e) {
      return; // what is said tells of the work, and the work goes on
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Standard input.
   *
   * @return bytes as they come
   */
  public InputStream input() {
    return input;
  }

  /**
   * Standard output. Where nobody reads it any more, writing throws {@link ReaderGone}.
   *
   * @return a stream whose closing only flushes
   */
  public OutputStream output() {
    return output;
  }

  /**
   * Standard error.
   *
   * @return for progress and for the one line that says why a job failed
   */
  public PrintStream error() {
    return error;
  }

  /**
   * Whether a person looks at standard error.
   *
   * @return true where a progress bar can redraw itself
   */
  public boolean errorIsTerminal() {
    return errorIsTerminal;
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
        throw explained(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw explained(e);
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }

    /** The system's message for a broken pipe names the pipe in every language we know of. */
    private static IOException explained(IOException e) {
      String reason = String.valueOf(e.getMessage());
      return reason.toLowerCase(Locale.ROOT).contains("pipe")
          ? new ReaderGone(e)
          : new IOException("standard output: " + reason, e);
    }
  }
}

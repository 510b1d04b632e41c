package org.tributary.tribuo.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a text of one sentence a line, its tokens separated by runs of spaces or tabs. The text is
 * UTF-8, plain or gzip (told by its first bytes).
 */
public final class TokenLineReader implements Closeable {
  private final LineReader lines;

  private TokenLineReader(LineReader lines) {
    this.lines = lines;
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be read
   */
  public static TokenLineReader open(Path path) throws IOException {
    return open(LineReader.open(path), path.toString());
  }

  /**
   * Reads from a stream, which the reader then owns and closes.
   *
   * @param name what messages call the text
   * @throws IOException if the stream cannot be read
   */
  public static TokenLineReader open(InputStream input, String name) throws IOException {
    return new TokenLineReader(new LineReader(input, name));
  }

  /**
   * The tokens of the next line, none for a blank line, so that what is written line by line stays
   * in step; or empty at the end of the text.
   *
   * @throws IOException if the text cannot be read or is not UTF-8
   */
  public Optional<List<String>> read() throws IOException {
    return lines.advance()
        ? Optional.of(List.copyOf(ColumnSplitter.blanks(lines.text())))
        : Optional.empty();
  }

  /** The number of the line that was read last, from 1. */
  public long lineNumber() {
    return lines.number();
  }

  /** Whether the line that was read last looks like one of CoNLL-U, see {@link ConlluShape}. */
  public boolean looksLikeConllu() {
    return ConlluShape.isWordLine(lines.text());
  }

  /** Closes the text. */
  @Override
  public void close() throws IOException {
    lines.close();
  }
}

package org.tributary.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tributary.internal.LineReader;

/**
 * A streaming reader of text with one sentence per line, its tokens separated by runs of spaces or
 * tabs. The text is UTF-8, plain or gzip (detected from its first bytes).
 */
public final class TokenLineReader extends TextReader<List<String>> {

  private TokenLineReader(LineReader lines) {
    super(lines);
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
   * Opens a reader on a stream, which the reader owns and closes.
   *
   * @param name the name of the text in messages
   * @throws IOException if the stream cannot be read
   */
  public static TokenLineReader open(InputStream input, String name) throws IOException {
    return new TokenLineReader(new LineReader(input, name));
  }

  /**
   * Returns the tokens of the next line, an empty list for a blank line so that output lines stay
   * aligned with input lines, or empty at the end of the text.
   *
   * @throws IOException if the text cannot be read or is not UTF-8
   */
  @Override
  public Optional<List<String>> read() throws IOException {
    return lines.advance() ? Optional.of(LineReader.splitAtBlanks(lines.text())) : Optional.empty();
  }

  /** Returns the last line read, without its terminator; empty before the first. */
  public String line() {
    return lines.text();
  }

  /** Returns the number of the last line read, from 1. */
  public long lineNumber() {
    return lines.number();
  }

  /**
   * Returns whether the last line read looks like CoNLL-U: a word line or the comment of a
   * sentence, see {@link ConlluReader#isWordLine}.
   */
  public boolean looksLikeConllu() {
    return ConlluReader.isWordLine(lines.text()) || ConlluReader.isSentenceComment(lines.text());
  }
}

package org.tributary.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.DataFormatException;
import org.tributary.internal.LineReader;

/**
 * A streaming reader of unlabelled column files in the format of {@link ColumnReader}. It keeps the
 * original lines, without a byte order mark and line terminators.
 */
public final class ColumnTextReader extends TextReader<ColumnText> {
  private final int tokenColumn;

  private ColumnTextReader(LineReader lines, int tokenColumn) {
    super(lines);
    this.tokenColumn = tokenColumn;
  }

  /**
   * Opens a reader on a stream, which the reader owns and closes.
   *
   * @param name the name of the text in messages
   * @param tokenColumn the token column, from 1
   * @throws IllegalArgumentException if the column is below 1
   * @throws IOException if the stream cannot be read
   */
  public static ColumnTextReader open(InputStream input, String name, int tokenColumn)
      throws IOException {
    ColumnReader.Line.requireColumn("tokenColumn", tokenColumn);
    return new ColumnTextReader(new LineReader(input, name), tokenColumn);
  }

  /**
   * Returns the next sentence, or the next line without a token; empty at the end of the text.
   *
   * @throws DataFormatException if a line has too few columns, or an empty token
   * @throws IOException if the text cannot be read
   */
  @Override
  public Optional<ColumnText> read() throws IOException {
    List<String> all = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    while (lines.advance()) {
      ColumnReader.Line line = ColumnReader.Line.of(lines);
      all.add(lines.text());
      if (line.endsSentence()) {
        break;
      }
      tokens.add(line.column("token", tokenColumn));
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(new ColumnText(all, tokens));
  }
}

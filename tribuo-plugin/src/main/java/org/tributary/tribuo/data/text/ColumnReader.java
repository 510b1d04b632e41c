package org.tributary.tribuo.data.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.data.DataFormatException;
import org.tributary.tribuo.data.internal.LineReader;

/**
 * A streaming reader of column files, the format of the CoNLL shared tasks on chunking and named
 * entities. Each line holds one token, its columns separated by tabs or, in a line without tabs, by
 * runs of spaces; spaces around a column are dropped. A blank line ends a sentence, and so does a
 * {@code -DOCSTART-} line, which is skipped. The format has no comments: a line that begins with
 * {@code #} is a token, such as a hashtag. The text is UTF-8, plain or gzip (detected from its
 * first bytes).
 */
public final class ColumnReader implements Closeable {
  private final LineReader lines;
  private final int tokenColumn;
  private final int labelColumn;
  private final Optional<SpanConversion> conversion;

  private ColumnReader(
      LineReader lines, int tokenColumn, int labelColumn, Optional<SpanConversion> conversion) {
    this.lines = lines;
    this.tokenColumn = tokenColumn;
    this.labelColumn = labelColumn;
    this.conversion = conversion;
  }

  /**
   * Opens a file.
   *
   * @param tokenColumn the token column, from 1
   * @param labelColumn the label column, from 1
   * @throws IllegalArgumentException if a column is below 1
   * @throws IOException if the file cannot be read
   */
  public static ColumnReader open(Path path, int tokenColumn, int labelColumn) throws IOException {
    ColumnLine.requireColumn("tokenColumn", tokenColumn);
    ColumnLine.requireColumn("labelColumn", labelColumn);
    return open(LineReader.open(path), path.toString(), tokenColumn, labelColumn);
  }

  /**
   * Opens a reader on a stream, which the reader owns and closes.
   *
   * @param name the name of the text in messages
   * @param tokenColumn the token column, from 1
   * @param labelColumn the label column, from 1
   * @throws IllegalArgumentException if a column is below 1
   * @throws IOException if the stream cannot be read
   */
  public static ColumnReader open(InputStream input, String name, int tokenColumn, int labelColumn)
      throws IOException {
    return open(input, name, tokenColumn, labelColumn, Optional.empty());
  }

  /** Opens a reader on a stream; a conversion, if present, applies to each sentence's labels. */
  static ColumnReader open(
      InputStream input,
      String name,
      int tokenColumn,
      int labelColumn,
      Optional<SpanConversion> conversion)
      throws IOException {
    ColumnLine.requireColumn("tokenColumn", tokenColumn);
    ColumnLine.requireColumn("labelColumn", labelColumn);
    return new ColumnReader(new LineReader(input, name), tokenColumn, labelColumn, conversion);
  }

  /**
   * Returns the next sentence, or empty at the end of the text.
   *
   * @throws DataFormatException if a line has too few columns, or an empty token or label
   * @throws IOException if the text cannot be read
   */
  public Optional<TaggedSentence> read() throws IOException {
    List<String> tokens = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    while (lines.advance()) {
      ColumnLine line = ColumnLine.of(lines);
      if (line.endsSentence()) {
        if (!tokens.isEmpty()) {
          break;
        }
        continue;
      }
      tokens.add(line.column("token", tokenColumn));
      labels.add(label(line));
    }
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaggedSentence(
            tokens, conversion.isPresent() ? conversion.get().convert(labels) : labels));
  }

  /** Closes the text. */
  @Override
  public void close() throws IOException {
    lines.close();
  }

  private String label(ColumnLine line) throws DataFormatException {
    String label = line.column("label", labelColumn);
    Optional<String> mismatch =
        conversion.flatMap(spanConversion -> spanConversion.from().mismatch(label));
    if (mismatch.isPresent()) {
      throw lines.error(mismatch.get());
    }
    return label;
  }
}

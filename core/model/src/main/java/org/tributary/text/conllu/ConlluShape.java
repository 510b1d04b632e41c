package org.tributary.text.conllu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.tributary.internal.text.ColumnSplitter;
import org.tributary.internal.text.LineReader;

/** A detector of CoNLL-U text by the shape of its lines; {@link ConlluReader} validates them. */
public final class ConlluShape {
  private static final Pattern SENTENCE_COMMENT =
      Pattern.compile("# (sent_id|text) = .*|# (newdoc|newpar)( .*)?");

  private ConlluShape() {}

  /** Returns whether a line has ten columns separated by tabs, the first of them an ID. */
  public static boolean isWordLine(String line) {
    int tab = line.indexOf('\t');
    return tab > 0
        && ConlluIds.isId(line.substring(0, tab))
        && ColumnSplitter.tabs(line).size() == ConlluColumn.values().length;
  }

  /**
   * Returns whether a line is one of the comments before a sentence that Universal Dependencies
   * defines: {@code sent_id}, {@code text}, {@code newdoc} and {@code newpar}.
   */
  public static boolean isSentenceComment(String line) {
    return SENTENCE_COMMENT.matcher(line).matches();
  }

  /**
   * Returns whether the first line of a file, plain or gzip, that is neither blank nor a comment is
   * a CoNLL-U word line.
   *
   * @throws IOException if the file cannot be read
   */
  public static boolean of(Path path) throws IOException {
    try (LineReader lines = new LineReader(LineReader.open(path), path.toString())) {
      while (lines.advance()) {
        String line = lines.text();
        if (!line.isBlank() && !line.startsWith("#")) {
          return isWordLine(line);
        }
      }
      return false;
    }
  }
}

package org.tributary.tribuo.data;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Tells CoNLL-U from other texts by how its lines look; {@link ConlluReader} says what is wrong.
 */
public final class ConlluShape {
  private ConlluShape() {}

  /** Whether a line has ten columns between tabs, of which the first is an ID. */
  static boolean isWordLine(String line) {
    int tab = line.indexOf('\t');
    return tab > 0
        && ConlluIds.isId(line.substring(0, tab))
        && ColumnSplitter.tabs(line).size() == ConlluColumn.values().length;
  }

  /**
   * Whether the first line of a file, plain or gzip, that is neither blank nor a comment is one of
   * CoNLL-U.
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

package org.tributary.examples.option;

import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LabelledFile.Format;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for the file format and the column of words. */
final class FormatOptions extends MixinOptions {
  @Option(
      names = "--token-column",
      paramLabel = "N",
      description =
          "Word column of a file that is not CoNLL-U, from 1. Default: the column that an evaluated"
              + " model was trained on, else 1.")
  private Integer tokenColumn;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "detect",
      description =
          "File format: conllu, or columns separated by tabs or blanks. Default: conllu for a"
              + " column name; for a column number, detected from the first line with words.")
  private Format format;

  /**
   * Returns the format and columns with a label column.
   *
   * @param defaultTokens the word column without {@code --token-column}; 0 if it is not yet known
   * @throws ParameterException if they contradict each other
   */
  Columns columns(LabelColumnChoice column, int defaultTokens) {
    boolean named = column.isNamed();
    if (named) {
      LabelColumnChoice.requireLabels(column.conllu(), reason -> wrongUsage("--column: " + reason));
    }
    if (named && format == Format.COLUMNS) {
      throw wrongUsage("--format columns: expected --column with a number, got " + column);
    }
    if (tokenColumn != null && (named || format == Format.CONLLU)) {
      throw wrongUsage(
          "--token-column: expected a file that is not CoNLL-U, whose words are in column 2; leave"
              + " it out");
    }
    if (tokenColumn != null && tokenColumn < 1) {
      throw wrongUsage(
          "--token-column: expected a column number of at least 1, got " + tokenColumn);
    }
    int words = tokenColumn == null ? defaultTokens : tokenColumn;
    if (format == Format.COLUMNS && column.text().equals(Integer.toString(words))) {
      throw wrongUsage(
          "--column and --token-column: expected two columns, got " + words + " for both");
    }
    return new Columns(format, column, words);
  }
}

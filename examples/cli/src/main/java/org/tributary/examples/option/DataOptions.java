package org.tributary.examples.option;

import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LabelledFile.Format;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for the file format and the columns of words and labels. */
public final class DataOptions extends MixinOptions {

  @Option(
      names = "--column",
      required = true,
      paramLabel = "COLUMN",
      description =
          "Label column: upos, xpos or another CoNLL-U column name, or a column number from 1 in"
              + " any file with one token per line.")
  private LabelColumnChoice column;

  @Option(
      names = "--token-column",
      paramLabel = "N",
      description = "Word column of a file that is not CoNLL-U, from 1. Default: 1.")
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
   * Returns the selected format and columns.
   *
   * @throws ParameterException if the options contradict each other
   */
  public Columns columns() {
    return columns(this, column, tokenColumn, format);
  }

  /**
   * Returns a format and columns.
   *
   * @throws ParameterException if they contradict each other
   */
  static Columns columns(
      MixinOptions options, LabelColumnChoice column, Integer tokenColumn, Format format) {
    boolean named = column.isNamed();
    if (named) {
      LabelColumnChoice.refusal(column.conllu())
          .ifPresent(
              refusal -> {
                throw options.wrongUsage("--column: " + refusal);
              });
    }
    if (named && format == Format.COLUMNS) {
      throw options.wrongUsage("--format columns: expected --column with a number, got " + column);
    }
    if (tokenColumn != null && (named || format == Format.CONLLU)) {
      throw options.wrongUsage(
          "--token-column: expected only for files that are not CoNLL-U; CoNLL-U has its words in"
              + " column 2");
    }
    if (tokenColumn != null && tokenColumn < 1) {
      throw options.wrongUsage(
          "--token-column: expected a column number of at least 1, got " + tokenColumn);
    }
    int words = tokenColumn == null ? 1 : tokenColumn;
    if (format == Format.COLUMNS && column.text().equals(Integer.toString(words))) {
      throw options.wrongUsage(
          "--column and --token-column: expected two columns, got " + words + " for both");
    }
    return new Columns(format, column, words);
  }
}

package org.tributary.examples.option;

import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile.Columns;
import picocli.CommandLine.Mixin;
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

  @Mixin private FormatOptions format;

  /**
   * Returns the selected format and columns.
   *
   * @throws ParameterException if the options contradict each other
   */
  public Columns columns() {
    return format.columns(column, 1);
  }
}

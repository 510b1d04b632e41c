package org.tributary.examples.option;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.DataFormatException;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for test data: the file, and its columns, by default those of the training data. */
public final class TestDataOptions extends MixinOptions {

  @Option(
      names = "--test",
      required = true,
      paramLabel = "FILE",
      description = "Test sentences with gold labels, plain or gzip.")
  private Path file;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      description =
          "Label column: a CoNLL-U column name, or a column number from 1. Default: the column the"
              + " model was trained on.")
  private LabelColumnChoice column;

  @Mixin private FormatOptions format;

  /** Returns the file of labelled sentences. */
  public Path file() {
    return file;
  }

  /**
   * Checks the options without the model.
   *
   * @throws ParameterException if they contradict each other
   */
  public void check() {
    if (column != null) {
      format.columns(column, 0);
    }
  }

  /**
   * Returns the selected format and columns.
   *
   * @param trained the columns that the model was trained on
   * @param model the file of the model
   * @throws ParameterException if the options contradict each other
   * @throws JobException if no label column is given or recorded
   */
  public Columns columns(TrainedColumns trained, Path model) {
    LabelColumnChoice labels =
        column != null
            ? column
            : trained
                .labels()
                .orElseThrow(
                    () ->
                        new JobException(
                            "model %s: expected a recorded label column, got none, since it was not trained on a file; pass --column"
                                .formatted(model)));
    return format.columns(labels, labels.isNamed() ? 1 : trained.tokens().orElse(1));
  }

  /**
   * Reads the file.
   *
   * @param columns the selected format and columns
   * @param model the file of the model whose columns they are, unless --column was given
   * @throws IOException if the file cannot be read, or does not have the columns that were given
   * @throws JobException if the file does not have the model's columns
   */
  public LabelledFile read(Columns columns, Path model, TokenFeatureExtractor extractor)
      throws IOException {
    try {
      return LabelledFile.read(file, columns, extractor);
    } catch (JobException | DataFormatException e) {
      if (column != null) {
        throw e;
      }
      throw new JobException(
          "%s (read by the column that %s was trained on, %s; for another pass --column)"
              .formatted(e.getMessage(), model, columns.labels()),
          e);
    }
  }
}

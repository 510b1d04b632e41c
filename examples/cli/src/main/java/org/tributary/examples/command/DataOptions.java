package org.tributary.examples.command;

import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LabelledFile.Layout;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where in a file words and labels stand. */
public final class DataOptions {

  /** The layouts a person can choose. */
  enum Format {
    conllu,
    columns
  }

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--column",
      required = true,
      paramLabel = "COLUMN",
      description =
          "The labels: upos, xpos or another column's name in CoNLL-U, or a column's number from 1"
              + " in CoNLL-U or in any file of a token a line.")
  private LabelColumnChoice column;

  @Option(
      names = "--token-column",
      paramLabel = "N",
      description = "The words' column in a file that is not CoNLL-U, from 1. Default: 1.")
  private Integer tokenColumn;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "conllu, or columns separated by tabs or blanks. Default: conllu for a named column; for"
              + " a number, conllu where the first line with words looks like it, else columns.")
  private Format format;

  /** What was chosen; senseless combinations are wrong usage. */
  public Columns columns() {
    boolean named = column instanceof LabelColumnChoice.Named;
    if (column instanceof LabelColumnChoice.Named labels) {
      LabelColumnChoice.refusal(labels.column())
          .ifPresent(
              refusal -> {
                throw wrong("--column: " + refusal);
              });
    }
    if (named && format == Format.columns) {
      throw wrong("--format columns needs --column with a number, got " + column);
    }
    if (tokenColumn != null && (named || format == Format.conllu)) {
      throw wrong("--token-column is for files that are not CoNLL-U, whose words are in column 2");
    }
    if (tokenColumn != null && tokenColumn < 1) {
      throw wrong("--token-column: expected a column number from 1 on, got " + tokenColumn);
    }
    int words = tokenColumn == null ? 1 : tokenColumn;
    if (format == Format.columns
        && column instanceof LabelColumnChoice.Numbered labels
        && labels.number() == words) {
      throw wrong("--column and --token-column: expected two columns, got " + words + " for both");
    }
    return new Columns(layout(), column, words);
  }

  private Layout layout() {
    if (format == null) {
      return Layout.DETECT;
    }
    return format == Format.conllu ? Layout.CONLLU : Layout.COLUMNS;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}

package org.tributary.examples.command;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.InputFile;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.SentenceReader;
import org.tributary.examples.job.TagStream;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.OutputOption;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.tagger.Tagger;
import org.tributary.text.conllu.ConlluColumn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code tag} command: tags text with a saved tagger. */
@Command(
    name = "tag",
    description =
        "Tag text with a saved tagger. Input is streamed, so a text may be larger than memory, and"
            + " may be gzip.",
    footer = {
      "",
      "Formats:",
      "  tokens  One sentence per line, words separated by blanks. Output: word/TAG word/TAG ...;",
      "          split at the last slash. If tags contain slashes, use conllu. Blank lines are kept.",
      "  conllu  CoNLL-U. Output: the same with the label column filled in.",
      "  columns One token per line. Output: the same with the label as last column, as conlleval",
      "          expects it (conlleval -d '\\t' for tabs).",
      "",
      "Examples:",
      "  echo 'The dog ate the apple .' | tributary tag --model ewt-upos.tribuo",
      "  tributary tag --model ewt-upos.tribuo --input in.conllu --output out.conllu",
      "  tributary tag --model ner.tribuo --input test.col --format columns"
    })
final class TagCommand implements Callable<Integer> {

  /** Text formats. */
  enum Format {
    conllu,
    columns,
    tokens
  }

  private static final Path STANDARD_STREAM = Path.of("-");

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Saved tagger: a model of train, or a file of convert or the core library.")
  private Path model;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "Input text, or - for standard input. Default: ${DEFAULT-VALUE}.")
  private Path input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "-",
      description =
          "Output file, written atomically, or - for standard output. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Text format: tokens, conllu or columns. Default: conllu for .conllu and .conllu.gz files,"
              + " else tokens.")
  private Format format;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      description =
          "CoNLL-U column to fill in. Default: the column the model was trained on, else upos.")
  private ConlluColumn column;

  @Option(
      names = "--token-column",
      paramLabel = "N",
      description =
          "Word column for --format columns, from 1. Default: the column the model was trained on,"
              + " else 1.")
  private Integer tokenColumn;

  @Mixin private RuntimeOptions runtime;

  TagCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    runtime.check();
    requireConsistentOptions();
    if (!output.equals(STANDARD_STREAM)) {
      new OutputOption(command, "--output", output).requireDistinctFrom("--model", model);
    }
    OutputFile file = output.equals(STANDARD_STREAM) ? null : OutputFile.atFileOrDevice(output);
    try (InputStream text = open()) {
      runtime.apply();
      try (Tagger tagger = Tagger.load(model)) {
        if (file == null) {
          tag(tagger, text, console.output());
        } else {
          file.write(path -> tagToFile(path, tagger, text));
        }
      }
    }
    return 0;
  }

  private void requireConsistentOptions() {
    if (column != null) {
      LabelColumnChoice.refusal(column)
          .ifPresent(
              refusal -> {
                throw wrongUsage("--column: " + refusal);
              });
      if (format == Format.columns) {
        throw wrongUsage(
            "--column: expected only with --format conllu, got it with --format columns, where the label is the last column");
      }
    }
    if (tokenColumn != null) {
      if (format != Format.columns) {
        throw wrongUsage(
            "--token-column: expected only with --format columns; add --format columns");
      }
      new Numbers(command).requirePositive("--token-column", tokenColumn);
    }
  }

  private ParameterException wrongUsage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private InputStream open() throws IOException {
    return input.equals(STANDARD_STREAM)
        ? new UnclosableInput(console.input())
        : InputFile.open(input);
  }

  /**
   * Standard input that ignores {@code close}: it belongs to the process, and closing it after the
   * caller has closed it crashes the JVM.
   */
  private static final class UnclosableInput extends FilterInputStream {
    UnclosableInput(InputStream input) {
      super(input);
    }

    @Override
    public void close() {}
  }

  private void tagToFile(Path path, Tagger tagger, InputStream text) throws IOException {
    try (OutputStream stream = Files.newOutputStream(path)) {
      tag(tagger, text, stream);
    }
  }

  private void tag(Tagger tagger, InputStream text, OutputStream stream) throws IOException {
    String name = input.equals(STANDARD_STREAM) ? "standard input" : input.toString();
    TagStream.run(tagger, text, name, reader(tagger), stream);
  }

  private SentenceReader.Opener reader(Tagger tagger) {
    TrainedColumns trained = TrainedColumns.of(tagger.metadata());
    if (format == Format.columns) {
      return SentenceReader.columns(tokenColumn != null ? tokenColumn : trained.tokens().orElse(1));
    }
    boolean conllu = format == null ? SentenceReader.isConllu(input) : format == Format.conllu;
    if (!conllu) {
      return format == null ? SentenceReader::tokensUnlessConllu : SentenceReader::tokens;
    }
    return SentenceReader.conllu(
        column != null ? column : trained.labels().orElse(ConlluColumn.UPOS));
  }
}

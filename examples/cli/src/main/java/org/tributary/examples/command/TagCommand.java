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
import org.tributary.examples.job.Features;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.job.SentenceReader;
import org.tributary.examples.job.TagStream;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.ConlluColumn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tags text with a saved tagger. */
@Command(
    name = "tag",
    description =
        "Tag text with a saved tagger. Reads and writes as it goes, so that a text may be larger"
            + " than memory. The input may be gzip.",
    footer = {
      "",
      "Formats:",
      "  tokens  One sentence a line, words with blanks between them; out comes",
      "          word/TAG word/TAG ..., each to be split at its last slash, or where tags have",
      "          slashes at one of them: use conllu for such. A blank line stays one.",
      "  conllu  CoNLL-U; out comes the same with the labels' column filled in.",
      "  columns A token a line; out comes the same with its label behind each, where",
      "          conlleval looks for it (conlleval -d '\\t' where there are tabs).",
      "",
      "Examples:",
      "  echo 'The dog ate the apple .' | tributary tag --model ewt-upos.tagger",
      "  tributary tag --model ewt-upos.tagger --input in.conllu --output out.conllu",
      "  tributary tag --model ner.tagger --input test.col --format columns"
    })
final class TagCommand implements Callable<Integer> {

  /** How the text is written. */
  enum Format {
    conllu,
    columns,
    tokens
  }

  private static final Path STANDARD = Path.of("-");

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that train has saved.")
  private Path model;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "The text, or - for standard input. Default: ${DEFAULT-VALUE}.")
  private Path input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "-",
      description =
          "Where the tagged text goes, or - for standard output. A file appears when all is tagged."
              + " Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "tokens, conllu or columns. Default: conllu where the input's name ends in .conllu or"
              + " .conllu.gz, else tokens.")
  private Format format;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      description =
          "The CoNLL-U column to fill in. Default: the one the model was trained on, else upos.")
  private ConlluColumn column;

  @Option(
      names = "--token-column",
      paramLabel = "N",
      description =
          "With --format columns, the words' column, from 1. Default: the one the model was trained"
              + " on, else 1.")
  private Integer tokenColumn;

  @Mixin private RuntimeOptions runtime;

  TagCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    runtime.check();
    requireSensibleOptions();
    if (!output.equals(STANDARD)) {
      new OtherFile(command, "--output", output).than("--model", model);
    }
    OutputFile file = output.equals(STANDARD) ? null : OutputFile.atFileOrDevice(output);
    try (InputStream text = open()) {
      runtime.apply();
      try (LstmTaggerModel tagger = LstmTaggerModel.load(model)) {
        if (file == null) {
          tag(tagger, text, console.output());
        } else {
          file.write(path -> tagInto(path, tagger, text));
        }
      }
    }
    return 0;
  }

  private void requireSensibleOptions() {
    if (column != null) {
      LabelColumnChoice.refusal(column)
          .ifPresent(
              refusal -> {
                throw wrong("--column: " + refusal);
              });
      if (format == Format.columns) {
        throw wrong(
            "--column: expected it with --format conllu, got it with --format columns, where labels stand last");
      }
    }
    if (tokenColumn != null) {
      if (format != Format.columns) {
        throw wrong("--token-column: expected it with --format columns; add that");
      }
      new Numbers(command).requirePositive("--token-column", tokenColumn);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private InputStream open() throws IOException {
    return input.equals(STANDARD) ? new Unclosed(console.input()) : InputFile.open(input);
  }

  /**
   * Standard input is not ours to close; where the caller has closed it, closing it crashes the
   * JVM.
   */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream input) {
      super(input);
    }

    @Override
    public void close() {}
  }

  private void tagInto(Path path, LstmTaggerModel tagger, InputStream text) throws IOException {
    try (OutputStream stream = Files.newOutputStream(path)) {
      tag(tagger, text, stream);
    }
  }

  private void tag(LstmTaggerModel tagger, InputStream text, OutputStream stream)
      throws IOException {
    String name = input.equals(STANDARD) ? "standard input" : input.toString();
    TagStream.run(tagger, Features.of(tagger.getProvenance()), text, name, reader(tagger), stream);
  }

  private SentenceReader.Opener reader(LstmTaggerModel tagger) {
    if (format == Format.columns) {
      return SentenceReader.columns(
          tokenColumn != null
              ? tokenColumn
              : ModelFacts.tokenColumn(tagger.getProvenance()).orElse(1));
    }
    boolean conllu = format == null ? SentenceReader.isConllu(input) : format == Format.conllu;
    if (!conllu) {
      return format == null ? SentenceReader::tokensUnlessConllu : SentenceReader::tokens;
    }
    return SentenceReader.conllu(
        column != null
            ? column
            : ModelFacts.trainedColumn(tagger.getProvenance()).orElse(ConlluColumn.UPOS));
  }
}

package org.tributary.examples.command;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.io.TextList;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.examples.tagging.SentenceReader.Format;
import org.tributary.examples.tagging.TagStream;
import org.tributary.examples.tagging.TagWriter;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tokenizer;
import org.tributary.text.ConlluColumn;
import org.tributary.text.TextReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The {@code tag} command: tags text with a saved tagger. */
@Command(
    name = "tag",
    customSynopsis = "tributary tag --model FILE [--input FILE] [--output FILE] [OPTIONS]",
    description = {
      "Tag text with a saved tagger.",
      "Input is streamed, so a text may be larger than memory, and may be gzip."
    },
    footer = {
      "",
      "Formats:",
      "  tokens   One sentence per line, words separated by blanks. Output:",
      "           word/TAG word/TAG ...; split at the last slash. Blank lines stay.",
      "  conllu   CoNLL-U. Output: the same with the label column filled in, or",
      "           Tag=LABEL in MISC for labels of no column, such as those of spans.",
      "  columns  One token per line. Output: the same with the label as last",
      "           column, as conlleval expects it (conlleval -d '\\t' for tabs).",
      "  json     Output only: an object per sentence and line, with the lists",
      "           tokens, labels, probabilities and spans (type, begin and end",
      "           token, text, probability). With --tokenize also line, and",
      "           offsets of tokens and spans in that line.",
      "  text     Output only: sentences with spans in brackets, [PER Ann] runs.",
      "",
      "Examples:",
      "  echo 'The dog ate it .' | tributary tag --model ewt-upos.tribuo",
      "  tributary tag --model ewt-upos.tribuo --input a.conllu --output b.conllu",
      "  tributary tag --model ner.tribuo --input test.col --format columns",
      "  echo 'Hi, Ann!' | tributary tag --model ner.tribuo --tokenize --format text"
    })
final class TagCommand extends AppCommand implements GroupedOptions {

  /** Formats of the output. */
  enum Output {
    tokens,
    conllu,
    columns,
    json,
    text
  }

  private static final int SHOWN_LABELS = 5;
  private static final Path STANDARD_STREAM = Path.of("-");

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Tagger file: .tributary or .tribuo.")
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
          "Output file, written atomically and gzip-compressed if its name ends in .gz, or - for"
              + " standard output."
              + " Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Output format: tokens, conllu, columns, json or text. Default: the input's format.")
  private Output format;

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description =
          "Input format: tokens, conllu or columns. Default: conllu for files of that ending,"
              + " columns for .conll, .col, .tsv, .bio and .iob, plain or .gz; else the output's if"
              + " it is one of these, else tokens.")
  private Format inputFormat;

  @Option(
      names = "--tokenize",
      description =
          "Input of plain text, a paragraph per line, which a tokenizer splits into sentences and"
              + " words. Default: off; 'world!' is one word without it.")
  private boolean tokenize;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      description = "Language of plain text for --tokenize, such as de or fr-CA. Default: en.")
  private String language;

  @Option(
      names = "--probabilities",
      description =
          "Probability after each label: word/TAG/0.9876, a further column, or TagProb in MISC of"
              + " CoNLL-U. Default: off; json always has them.")
  private boolean probabilities;

  @Option(
      names = "--spans",
      description =
          "Spans instead of tokens, one per line, separated by tabs: sentence from 1, first token"
              + " from 0, token after the last, type, probability, text. Default: off.")
  private boolean spans;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      description =
          "CoNLL-U column to fill in. Default: the column the model was trained on; else upos for a"
              + " model of UPOS tags, and Tag=LABEL in misc for any other.")
  private ConlluColumn column;

  @Option(
      names = "--token-column",
      paramLabel = "N",
      description =
          "Word column for --format columns, from 1. Default: the column the model was trained on,"
              + " else 1.")
  private Integer tokenColumn;

  @Mixin private RuntimeOptions runtime;

  @Override
  public Integer call() throws IOException {
    runtime.check();
    checkFormats();
    if (!output.equals(STANDARD_STREAM)) {
      requireOwnFile("--output", output);
    }
    OutputFile file = output.equals(STANDARD_STREAM) ? null : OutputFile.atFileOrDevice(output);
    try (InputStream text = open()) {
      runtime.apply();
      try (Tagger tagger = Tagger.load(model)) {
        note(tagger).ifPresent(note -> console.error().println("note   " + note));
        if (file == null) {
          tag(tagger, text, console.output());
        } else {
          file.write(path -> tagToFile(path, tagger, text));
        }
      }
    }
    return 0;
  }

  private InputStream open() throws IOException {
    return input.equals(STANDARD_STREAM)
        ? new UnclosableInput(console.input())
        : TextReader.stream(input);
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
    boolean compressed = output.toString().endsWith(".gz");
    try (OutputStream plain = Files.newOutputStream(path);
        OutputStream stream = compressed ? new GZIPOutputStream(plain) : plain) {
      tag(tagger, text, stream);
    }
  }

  private void tag(Tagger tagger, InputStream text, OutputStream stream) throws IOException {
    String name = input.equals(STANDARD_STREAM) ? "standard input" : input.toString();
    TagStream.run(tagger, text, name, reader(tagger), writer(tagger), stream);
  }

  @Override
  public List<OptionGroup> commonOptions() {
    return List.of(
        OptionGroup.of("Options", "--model", "--input", "--output", "--probabilities", "--spans"),
        OptionGroup.of(
            "Formats",
            "--format",
            "--input-format",
            "--tokenize",
            "--language",
            "--column",
            "--token-column"),
        OptionGroup.DEVICE,
        OptionGroup.MESSAGES);
  }

  /**
   * Checks the options.
   *
   * @throws ParameterException if they contradict each other
   */
  private void checkFormats() {
    Format in = inputFormat();
    checkTokenization();
    if (format == Output.conllu && in != Format.conllu) {
      throw wrongUsage("--format conllu: expected CoNLL-U input, got %s".formatted(in));
    }
    if (format == Output.columns && in != Format.columns) {
      throw wrongUsage("--format columns: expected input in columns, got %s".formatted(in));
    }
    if (spans && format != null) {
      throw wrongUsage(
          "--spans: expected the format of spans, got --format %s; leave out one of both (json has spans and tokens)"
              .formatted(format));
    }
    if (probabilities && (spans || format == Output.text)) {
      throw wrongUsage(
          "--probabilities: expected labels in the output, got spans; use --format json for both");
    }
    checkColumns(in);
  }

  private void checkTokenization() {
    boolean named = Format.of(input) != Format.tokens;
    if (tokenize
        && (inputFormat != null || named || format == Output.conllu || format == Output.columns)) {
      throw wrongUsage(
          "--tokenize: expected plain text, got %s; leave out one of both"
              .formatted(
                  inputFormat != null
                      ? "--input-format " + inputFormat
                      : named ? "--input " + input : "--format " + format));
    }
    if (language != null && !tokenize) {
      throw wrongUsage("--language: expected plain text; add --tokenize");
    }
    locale();
  }

  /** Returns the language of plain text. */
  private Locale locale() {
    return language("--language", language);
  }

  private void checkColumns(Format in) {
    if (column != null) {
      LabelColumnChoice.requireLabels(column, reason -> wrongUsage("--column: " + reason));
      if (in != Format.conllu) {
        throw wrongUsage(
            "--column: expected CoNLL-U input, got %s; add --format conllu or leave out --column"
                .formatted(tokenize ? "plain text" : in));
      }
      if (spans || (format != null && format != Output.conllu)) {
        throw wrongUsage(
            "--column: expected CoNLL-U output, got %s; leave out one of both"
                .formatted(spans ? "--spans" : "--format " + format));
      }
      if (column == ConlluColumn.MISC && probabilities) {
        throw wrongUsage(
            "--probabilities: expected a label column other than misc, which receives them");
      }
    }
    if (tokenColumn != null) {
      if (in != Format.columns) {
        throw wrongUsage(
            "--token-column: expected input in columns, got %s; add --format columns"
                .formatted(tokenize ? "plain text" : in));
      }
      requirePositive("--token-column", tokenColumn);
    }
  }

  private Format inputFormat() {
    if (inputFormat != null || tokenize) {
      return tokenize ? Format.tokens : inputFormat;
    }
    Format ofName = Format.of(input);
    return ofName == Format.tokens && (format == Output.conllu || format == Output.columns)
        ? Format.valueOf(format.name())
        : ofName;
  }

  /** Returns the reader of {@code input}. */
  private SentenceReader.Opener reader(Tagger tagger) {
    if (tokenize) {
      return SentenceReader.plainText(Tokenizer.breakIterator(locale()));
    }
    TrainedColumns trained = TrainedColumns.of(tagger.metadata());
    return switch (inputFormat()) {
      case columns ->
          SentenceReader.columns(tokenColumn != null ? tokenColumn : trained.tokens().orElse(1));
      case conllu -> SentenceReader.conllu(conlluColumn(tagger, trained));
      case tokens ->
          format == Output.tokens || inputFormat != null
              ? SentenceReader::tokens
              : SentenceReader.tokensUnlessConllu(
                  "pass --format conllu, or --format tokens if it is a sentence");
    };
  }

  /** Returns the column to fill in; in MISC, labels have a key. */
  private ConlluColumn conlluColumn(Tagger tagger, TrainedColumns trained) {
    return column != null ? column : trained.filledColumn(tagger.labels());
  }

  /** Returns a note on the column of labels that belong to no column of CoNLL-U. */
  private Optional<String> note(Tagger tagger) {
    boolean filled = format == null || format == Output.conllu;
    return inputFormat() == Format.conllu
            && filled
            && !spans
            && column == null
            && conlluColumn(tagger, TrainedColumns.of(tagger.metadata())) == ConlluColumn.MISC
        ? Optional.of(
            "the labels (%s) go to MISC as %s=LABEL, since the model was not trained on a CoNLL-U column and its labels are not UPOS tags; choose a column with --column"
                .formatted(
                    TextList.first(tagger.labels().stream().sorted().toList(), SHOWN_LABELS),
                    SentenceReader.MISC_LABEL))
        : Optional.empty();
  }

  /**
   * Returns the writer of labels.
   *
   * @throws JobException if the output is of spans, and the tagger's labels are none
   */
  private TagWriter writer(Tagger tagger) {
    if (spans || format == Output.text) {
      requireSpans(tagger);
      return spans ? TagWriter.spans() : TagWriter.bracketed();
    }
    if (format == Output.json) {
      return TagWriter.json();
    }
    return format == Output.tokens
        ? TagWriter.tokens(probabilities)
        : TagWriter.original(probabilities);
  }

  private void requireSpans(Tagger tagger) {
    List<String> labels = tagger.labels();
    if (!SpanLabels.encodeSpans(labels)) {
      throw new JobException(
          "model %s: expected BIO, IOB1 or BIOES labels for %s, got %s; use --format tokens or json"
              .formatted(
                  model,
                  spans ? "--spans" : "--format text",
                  TextList.first(labels, SHOWN_LABELS)));
    }
  }
}

package org.tributary.examples.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.option.Languages;
import org.tributary.examples.text.NumberFormats;
import org.tributary.text.conllu.ConlluColumn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code tag} command: tags files with a saved tagger on Spark. */
@Command(
    name = "tag",
    customSynopsis = "tributary-spark tag --model FILE --input PATH --output FOLDER [OPTIONS]",
    description = {
      "Tag files with a saved tagger on Spark.",
      "The output folder appears when it is whole. Rows that cannot be tagged are written to its"
          + " folder _refused, with the reason."
    },
    footer = {
      "",
      "Formats:",
      "  parquet  A column of arrays of tokens. Output: the rows with the columns",
      "           labels, probabilities and spans.",
      "  json     One object per line with an array of tokens. Output: the same.",
      "  conllu   CoNLL-U with LF line ends. Output: the same with the label column",
      "           filled in; or parquet, json.",
      "  text     Plain text, a paragraph per line, for --tokenize. Output: json or",
      "           parquet, with the columns value and tokens.",
      "",
      "Examples:",
      "  tributary-spark tag --model ewt-upos.tribuo \\",
      "      --input en_ewt-ud-dev.conllu --output tagged",
      "  tributary-spark tag --model ner.tribuo --input 'news/*.txt' --tokenize \\",
      "      --output spans --master local-cluster[4,2,2048]"
    })
final class TagCommand implements Callable<Integer> {
  /** Formats of input and output. */
  enum Format {
    parquet,
    json,
    conllu,
    text
  }

  private static final String VALUE = "value";
  private static final String CORRUPT = "_corrupt_record";

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Saved tagger, a file of the driver; it is sent to each executor once.")
  private Path model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "Input file, folder or glob, of any file system that Spark reads.")
  private String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Output folder, which must not exist.")
  private String output;

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description =
          "Input format: parquet, json, conllu or text. Default: by the extension .parquet, .json,"
              + " .jsonl or .conllu, also before .gz; text with --tokenize.")
  private Format inputFormat;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Output format: parquet, json or conllu. Default: the input's; json for text.")
  private Format format;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      defaultValue = "tokens",
      description = "Column of tokens in parquet and json. Default: ${DEFAULT-VALUE}.")
  private String column;

  @Option(
      names = "--label-column",
      paramLabel = "COLUMN",
      description =
          "CoNLL-U column to fill in. Default: the column the model was trained on, else upos.")
  private ConlluColumn labels;

  @Option(
      names = "--tokenize",
      description = "Input of plain text, which a tokenizer splits. Default: off.")
  private boolean tokenize;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      defaultValue = "en",
      description = "Language for --tokenize, such as de or fr-CA. Default: ${DEFAULT-VALUE}.")
  private String language;

  @Mixin private ClusterOptions cluster;

  TagCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Format in = checkedInput();
    Format out = format != null ? format : in == Format.text ? Format.json : in;
    checkOutput(in, out);
    Locale locale = Languages.locale(command, language);
    try (ClusterOptions.Session session = cluster.open()) {
      SparkSession spark = session.spark();
      StagedOutput staged = StagedOutput.at(output, spark.sparkContext().hadoopConfiguration());
      long start = System.nanoTime();
      try (SparkTagging tagging = SparkTagging.open(spark, model)) {
        Dataset<Row> rows = read(spark, in);
        write(tagged(tagging, rows, new Formats(in, out, locale), staged), out, staged);
        staged.publish();
        report(tagging.counts(), (System.nanoTime() - start) / 1e9);
      } catch (IllegalArgumentException e) {
        throw new JobException(e.getMessage());
      }
    }
    return 0;
  }

  private Format checkedInput() {
    if (tokenize && inputFormat != null && inputFormat != Format.text) {
      throw wrongUsage(
          "--tokenize: expected plain text, got --input-format %s; leave out one of both"
              .formatted(inputFormat));
    }
    if (tokenize && inputFormat == null && byExtension().isPresent()) {
      throw wrongUsage(
          "--tokenize: expected plain text, got '%s'; leave --tokenize out, or add --input-format text"
              .formatted(input));
    }
    Format in = inputFormat != null ? inputFormat : tokenize ? Format.text : requiredExtension();
    if (in == Format.text && !tokenize) {
      throw wrongUsage("--input-format text: expected --tokenize, which splits text; add it");
    }
    requireUsed("--column", in == Format.parquet || in == Format.json, "parquet or json");
    requireUsed("--label-column", in == Format.conllu, "conllu");
    requireUsed("--language", in == Format.text, "text");
    return in;
  }

  private void requireUsed(String option, boolean used, String formats) {
    if (!used && command.commandLine().getParseResult().hasMatchedOption(option)) {
      throw wrongUsage(
          "%s: expected only with input of %s, which it concerns; leave it out"
              .formatted(option, formats));
    }
  }

  private Optional<Format> byExtension() {
    String name = input.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (name.endsWith(".conllu")) {
      return Optional.of(Format.conllu);
    }
    if (name.endsWith(".json") || name.endsWith(".jsonl")) {
      return Optional.of(Format.json);
    }
    if (name.endsWith(".parquet")) {
      return Optional.of(Format.parquet);
    }
    return Optional.empty();
  }

  private Format requiredExtension() {
    return byExtension()
        .orElseThrow(
            () ->
                wrongUsage(
                    "--input: expected a name that ends in .parquet, .json, .jsonl or .conllu, got '%s'; give --input-format, or --tokenize for plain text"
                        .formatted(input)));
  }

  private void checkOutput(Format in, Format out) {
    if (out == Format.text || (out == Format.conllu && in != Format.conllu)) {
      throw wrongUsage(
          "--format: expected parquet or json for the input format %s, got %s".formatted(in, out));
    }
    if (labels != null) {
      LabelColumnChoice.refusal(labels)
          .ifPresent(
              refusal -> {
                throw wrongUsage("--label-column: " + refusal);
              });
    }
  }

  private Dataset<Row> read(SparkSession spark, Format in) {
    return switch (in) {
      case parquet -> spark.read().parquet(input);
      case json -> spark.read().json(input);
      case text -> spark.read().text(input).filter(functions.col(VALUE).rlike("\\S"));
      case conllu ->
          spark
              .read()
              .option("lineSep", "\n\n")
              .text(input)
              .filter(functions.col(VALUE).rlike("[^\\s\\ufeff]")); // more than blank lines
    };
  }

  private Dataset<Row> tagged(
      SparkTagging tagging, Dataset<Row> rows, Formats formats, StagedOutput staged) {
    RowFormat format =
        switch (formats.in()) {
          case parquet, json -> new TokenRows();
          case text -> new TextRows(formats.language());
          case conllu -> tagging.conlluRows(Optional.ofNullable(labels));
        };
    boolean tokens = formats.in() == Format.parquet || formats.in() == Format.json;
    return tagging.accepted(
        rows,
        tokens ? column : VALUE,
        format,
        staged.refusedStaging(),
        name ->
            formats.out() == Format.conllu
                ? name.equals(ConlluRows.CONLLU)
                : !List.of(SparkTagging.REFUSAL, CORRUPT).contains(name));
  }

  /** The formats of input and output, and the language of text. */
  private record Formats(Format in, Format out, Locale language) {}

  private static void write(Dataset<Row> accepted, Format out, StagedOutput staged) {
    switch (out) {
      case parquet -> accepted.write().parquet(staged.staging());
      case json -> accepted.write().json(staged.staging());
      default -> accepted.write().option("lineSep", "\n\n").text(staged.staging());
    }
  }

  private void report(TaggingCounts counts, double seconds) {
    console.say(
        "tagged %s words in %s sentences in %.1f s (%s words/s)",
        NumberFormats.count(counts.words()),
        NumberFormats.count(counts.sentences()),
        seconds,
        NumberFormats.count(Math.round(counts.words() / seconds)));
    if (counts.refused() > 0) {
      console.say(
          "refused %s rows; they are in %s/%s with their reasons",
          NumberFormats.count(counts.refused()), output, StagedOutput.REFUSED);
    }
    console.say("saved  %s", output);
  }

  private ParameterException wrongUsage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}

package org.tributary.examples.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tributary.examples.command.AppCommand;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.text.ConlluColumn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
      "           filled in; or parquet, json with value, tokens and conllu, too.",
      "  text     Plain text, a paragraph per line, for --tokenize; blank lines are",
      "           left out. Output: json or parquet, with value and tokens, too.",
      "Of a folder, names that begin with _ or . and sub-folders, except partitions",
      "such as language=en, are not read.",
      "",
      "Examples:",
      "  tributary-spark tag --model ewt-upos.tribuo \\",
      "      --input en_ewt-ud-dev.conllu --output tagged",
      "  tributary-spark tag --model ner.tribuo --input 'news/*.txt' --tokenize \\",
      "      --output spans --master local-cluster[4,2,2048]"
    })
final class TagCommand extends AppCommand {

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
  private FileFormat inputFormat;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Output format: parquet, json or conllu. Default: the input's; json for text.")
  private FileFormat format;

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
          "CoNLL-U column to fill in. Default: the column the model was trained on; else upos for a"
              + " model of UPOS tags, and Tag=LABEL in misc for any other.")
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

  @Override
  public Integer call() throws IOException {
    FileFormat in = checkedInput();
    FileFormat out = format != null ? format : in == FileFormat.text ? FileFormat.json : in;
    checkOutput(in, out);
    Locale locale = language("--language", language);
    try (ClusterOptions.ClusterSession session = cluster.open()) {
      SparkSession spark = session.spark();
      Configuration configuration = spark.sparkContext().hadoopConfiguration();
      StagedOutput staged = StagedOutput.at(output, configuration);
      InputPath.check(input, configuration).ifPresent(note -> console.say("note   %s", note));
      if (in == FileFormat.parquet) {
        InputPath.requireParquet(input, configuration);
      }
      long start = System.nanoTime();
      try (SparkTagging tagging = SparkTagging.open(spark, model)) {
        if (in == FileFormat.conllu
            && labels == null
            && tagging.filledColumn() == ConlluColumn.MISC) {
          console.say(
              "note   the model was not trained on CoNLL-U: its labels are written to MISC as"
                  + " Tag=LABEL; name another column by --label-column");
        }
        InputRows rows = read(spark, tagging, in, locale);
        String refused = staged.refusedStaging().toString();
        write(tagging.accepted(rows, refused, name -> isWritten(name, out)), out, staged);
        staged.publish();
        report(tagging.counts(), (System.nanoTime() - start) / 1e9, in);
      } catch (IllegalArgumentException e) {
        throw new JobException(e.getMessage());
      }
      session.complete();
    }
    return 0;
  }

  private FileFormat checkedInput() {
    if (tokenize && inputFormat != null && inputFormat != FileFormat.text) {
      throw wrongUsage(
          "--tokenize: expected plain text, got --input-format %s; leave out one of both"
              .formatted(inputFormat));
    }
    if (tokenize && inputFormat == null && byExtension().isPresent()) {
      throw wrongUsage(
          "--tokenize: expected plain text, got '%s'; leave --tokenize out, or add --input-format text"
              .formatted(input));
    }
    FileFormat in =
        inputFormat != null ? inputFormat : tokenize ? FileFormat.text : requiredExtension();
    if (in == FileFormat.text && !tokenize) {
      throw wrongUsage("--input-format text: expected --tokenize, which splits text; add it");
    }
    requireUsed("--column", in.hasTokens(), "parquet or json");
    requireUsed("--label-column", in == FileFormat.conllu, "conllu");
    requireUsed("--language", in == FileFormat.text, "text");
    return in;
  }

  private void requireUsed(String option, boolean used, String formats) {
    if (!used && isGiven(option)) {
      throw wrongUsage(
          "%s: expected only with input of %s, which it concerns; leave it out"
              .formatted(option, formats));
    }
  }

  private Optional<FileFormat> byExtension() {
    String name = input.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (name.endsWith(".conllu")) {
      return Optional.of(FileFormat.conllu);
    }
    if (name.endsWith(".json") || name.endsWith(".jsonl")) {
      return Optional.of(FileFormat.json);
    }
    if (name.endsWith(".parquet")) {
      return Optional.of(FileFormat.parquet);
    }
    return Optional.empty();
  }

  private FileFormat requiredExtension() {
    return byExtension()
        .orElseThrow(
            () ->
                wrongUsage(
                    "--input: expected a name that ends in .parquet, .json, .jsonl or .conllu, got '%s'; give --input-format, or --tokenize for plain text"
                        .formatted(input)));
  }

  private void checkOutput(FileFormat in, FileFormat out) {
    if (out == FileFormat.text || (out == FileFormat.conllu && in != FileFormat.conllu)) {
      String allowed = in == FileFormat.conllu ? "parquet, json or conllu" : "parquet or json";
      throw wrongUsage(
          "--format: expected %s for the input format %s, got %s".formatted(allowed, in, out));
    }
    if (labels != null) {
      LabelColumnChoice.requireLabels(labels, reason -> wrongUsage("--label-column: " + reason));
    }
  }

  private InputRows read(SparkSession spark, SparkTagging tagging, FileFormat in, Locale locale) {
    return switch (in) {
      case parquet -> InputRows.parquet(spark, input, column);
      case json -> InputRows.json(spark, input, column);
      case text -> InputRows.text(spark, input, new RowFormat.TextRows(locale));
      case conllu ->
          InputRows.conllu(
              spark,
              input,
              new RowFormat.ConlluRows(labels != null ? labels : tagging.filledColumn()));
    };
  }

  private static boolean isWritten(String name, FileFormat out) {
    return out == FileFormat.conllu
        ? name.equals(RowFormat.ConlluRows.CONLLU)
        : !InputRows.isInternal(name);
  }

  private static void write(Dataset<Row> accepted, FileFormat out, StagedOutput staged) {
    String folder = staged.staging().toString();
    switch (out) {
      case parquet -> accepted.write().parquet(folder);
      case json -> accepted.write().json(folder);
      default -> accepted.write().option("lineSep", "\n\n").text(folder);
    }
  }

  private void report(TaggingCounts counts, double seconds, FileFormat in) {
    console.say(
        "tagged %s in %s in %.1f s (%s words/s)",
        NumberFormats.count(counts.words(), "word"),
        NumberFormats.count(counts.sentences(), "sentence"),
        seconds,
        NumberFormats.count(Math.round(counts.words() / seconds)));
    if (counts.refused() == 1) {
      console.say("refused 1 row; it is in %s/%s with its reason", output, StagedOutput.REFUSED);
    } else if (counts.refused() > 1) {
      console.say(
          "refused %s rows; they are in %s/%s with their reasons",
          NumberFormats.count(counts.refused()), output, StagedOutput.REFUSED);
    }
    if (counts.sentences() == 0) {
      console.say("note   no sentence was tagged; is the input %s?", in);
    }
    console.say("saved  %s", output);
  }

  /** The formats of input and output files, by their names on the command line. */
  enum FileFormat {
    parquet,
    json,
    conllu,
    text;

    /** Returns whether a row has a column of tokens. */
    boolean hasTokens() {
      return this == parquet || this == json;
    }
  }
}

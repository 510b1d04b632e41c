package org.tributary.examples.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
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
  /** The column of a refused row and its reason, which is not part of the output. */
  private static final String REFUSED = "_tributary_refused";

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
        tag(tagging, read(spark, tagging, in, locale), out, staged);
        staged.publish();
        report(tagging.counts(), (System.nanoTime() - start) / 1e9, in);
      } catch (IllegalArgumentException e) {
        throw new JobException(e.getMessage(), e);
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
    return Arrays.stream(FileFormat.values())
        .filter(format -> format.extensions.stream().anyMatch(name::endsWith))
        .findFirst();
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

  /**
   * Tags rows and writes them, refused ones aside. The rows of both jobs are cached on the
   * executors' disks, so that each is tagged once.
   */
  private static void tag(
      SparkTagging tagging, InputRows rows, FileFormat out, StagedOutput staged) {
    Dataset<Row> tagged = tagging.tag(rows, out != FileFormat.conllu);
    Column refusal = functions.col(SparkTagging.REFUSAL);
    Column refused =
        functions.when(
            refusal.isNotNull(),
            functions.struct(
                refusal.as("reason"),
                functions.col(InputRows.FILE).as("file"),
                rows.own().as("row")));
    Column[] written =
        Stream.concat(
                Arrays.stream(tagged.columns())
                    .filter(name -> isWritten(name, out))
                    .map(InputRows::named),
                Stream.of(refused.as(REFUSED)))
            .toArray(Column[]::new);
    Dataset<Row> kept = tagged.select(written).persist(StorageLevel.DISK_ONLY());
    try {
      Column wasRefused = functions.col(REFUSED).isNotNull();
      write(kept.filter(functions.not(wasRefused)).drop(REFUSED), out, staged.staging().toString());
      if (tagging.counts().refused() > 0) {
        kept.filter(wasRefused)
            .select(REFUSED + ".*")
            .write()
            .option("ignoreNullFields", false)
            .json(staged.refused().toString());
      }
    } finally {
      kept.unpersist();
    }
  }

  private static boolean isWritten(String name, FileFormat out) {
    return out == FileFormat.conllu
        ? name.equals(RowFormat.ConlluRows.CONLLU)
        : !InputRows.isInternal(name);
  }

  private static void write(Dataset<Row> rows, FileFormat out, String folder) {
    switch (out) {
      case parquet -> rows.write().parquet(folder);
      case json -> rows.write().json(folder);
      default -> rows.write().option("lineSep", "\n\n").text(folder);
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
    parquet(".parquet"),
    json(".json", ".jsonl"),
    conllu(".conllu"),
    text();

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> extensions;

    FileFormat(String... extensions) {
      this.extensions = List.of(extensions);
    }

    /** Returns whether a row has a column of tokens. */
    boolean hasTokens() {
      return this == parquet || this == json;
    }
  }
}

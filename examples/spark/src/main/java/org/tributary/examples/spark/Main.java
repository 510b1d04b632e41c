package org.tributary.examples.spark;

import java.nio.file.Path;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command on Spark: tags Parquet or lines of text and writes Parquet or JSON lines, with
 * Spark's own readers and writers.
 */
@Command(
    name = "tributary-spark",
    usageHelpAutoWidth = true,
    description = {
      "Tag Parquet or plain text with a saved tagger on Spark.",
      "The rows have the columns labels, probabilities, spans and refusal, the reason why a row was"
          + " not tagged; those of text have value and tokens, too."
    },
    footer = {
      "",
      "Spark's settings are those of spark-submit, or system properties; without a master all"
          + " processors of this machine are used.",
      "",
      "Examples:",
      "  tributary-spark --model ner.tributary --input sentences --output tagged",
      "  tributary-spark --model ner.tributary --input 'news/*.txt' --text en \\",
      "      --format json --output tagged"
    })
public final class Main implements Callable<Integer> {
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
      description = "Output folder, which must not exist. It is whole once it has _SUCCESS.")
  private String output;

  @ArgGroup private Content content = new Content();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description = "Output format: parquet or json. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Option(names = "--help", usageHelp = true, description = "Print this help.")
  private boolean help;

  @Spec private CommandSpec command;

  private Main() {}

  /** The content of the input; one of both options. */
  private static final class Content {
    @Option(
        names = "--column",
        paramLabel = "NAME",
        defaultValue = "tokens",
        description = "Parquet's column of arrays of tokens. Default: ${DEFAULT-VALUE}.")
    private String column = "tokens";

    @Option(
        names = "--text",
        paramLabel = "LANGUAGE",
        description =
            "Input of plain text in this language, such as en or fr-CA, a paragraph a line; blank"
                + " lines are left out. Default: Parquet.")
    private Locale language;
  }

  /** The formats of the output, by Spark's names. */
  private enum Format {
    parquet,
    json
  }

  @Override
  public Integer call() throws Exception {
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", "local[*]")
            .setIfMissing("spark.app.name", command.name());
    SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
    try (SparkTagging tagging = SparkTagging.open(spark, model)) {
      Dataset<Row> tagged =
          content.language == null
              ? tagging.tagTokens(spark.read().parquet(input), content.column)
              : tagging.tagText(
                  spark.read().text(input).filter("value rlike '\\\\S'"),
                  "value",
                  content.language);
      tagged.write().format(format.name()).save(output);
      command.commandLine().getOut().println(tagging.counts());
    }
    return CommandLine.ExitCode.OK;
  }

  /**
   * Returns the program. Wrong usage and failures that are no fault of the program, such as a file
   * that does not exist, are printed on one line.
   */
  static CommandLine program() {
    Main main = new Main();
    return new CommandLine(main)
        .registerConverter(Locale.class, Main::language)
        .setParameterExceptionHandler(
            (failure, arguments) -> print(failure.getCommandLine(), failure))
        .setExecutionExceptionHandler(
            (failure, line, arguments) -> {
              if (failure instanceof RuntimeException
                  && !(failure instanceof IllegalArgumentException)) {
                throw failure;
              }
              print(line, failure);
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  private static int print(CommandLine line, Exception failure) {
    Throwable cause = failure;
    while (cause instanceof SparkException && cause.getCause() != null) {
      cause = cause.getCause(); // of a job: the other messages name tasks alone
    }
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    line.getErr().println(line.getCommandName() + ": " + reason);
    return CommandLine.ExitCode.USAGE;
  }

  private static Locale language(String tag) {
    try {
      return new Locale.Builder().setLanguageTag(tag).build();
    } catch (IllformedLocaleException e) {
      throw new TypeConversionException(
          "expected a language such as en or fr-CA, got '%s'".formatted(tag));
    }
  }

  /**
   * Tags and stops Spark; a failure ends the process with the exit code 1, wrong usage with 2.
   *
   * @param arguments the command line; see {@code --help}
   */
  public static void main(String[] arguments) {
    int exit = program().execute(arguments);
    if (exit != CommandLine.ExitCode.OK) {
      System.exit(exit); // not after a success, which a cluster takes for one if the method returns
    }
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }
}

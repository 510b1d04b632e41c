package org.tributary.examples.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tributary.examples.job.JobException;

/**
 * The rows of input files.
 *
 * @param rows the rows
 * @param column the column to tag
 * @param format its content
 * @param place the beginning of the reasons of refused rows, such as {@code column tokens: }
 * @param own what a row has of its file: its columns, or its line of JSON
 */
record InputRows(Dataset<Row> rows, String column, RowFormat format, String place, Column own) {
  /** The column of lines of plain text and of CoNLL-U sentences. */
  static final String VALUE = "value";

  /** The name of the row's file, which is not part of the output. */
  static final String FILE = "_tributary_file";

  /** Whether the bytes of the row's value are UTF-8; not part of the output. */
  static final String UTF8 = "_tributary_utf8";

  /** The column of a line of JSON, which is not part of the output. */
  private static final String LINE = "_tributary_line";

  /** The column that Spark infers for lines that are not JSON. */
  private static final String CORRUPT = "_tributary_corrupt";

  private static final String PARSED = "_tributary_parsed";

  /**
   * Reads Parquet.
   *
   * @throws JobException if the files do not have the column
   */
  static InputRows parquet(SparkSession spark, String input, String column) {
    Dataset<Row> rows = spark.read().parquet(input);
    requireColumn(Arrays.asList(rows.columns()), column);
    return of(rows, column, new RowFormat.TokenRows(), "column %s: ".formatted(column));
  }

  /** Reads lines of plain text; blank lines are left out. */
  static InputRows text(SparkSession spark, String input, RowFormat.TextRows format) {
    return of(lines(spark, input), VALUE, format, "paragraph: ");
  }

  /** Reads CoNLL-U sentences. */
  static InputRows conllu(SparkSession spark, String input, RowFormat.ConlluRows format) {
    Dataset<Row> sentences =
        spark
            .read()
            .option("lineSep", "\n\n")
            .text(input)
            .filter(functions.col(VALUE).rlike("[^\\s\\ufeff]")); // more than blank lines
    return of(sentences, VALUE, format, "sentence: ");
  }

  /** Reads the lines that are not blank. */
  private static Dataset<Row> lines(SparkSession spark, String input) {
    return spark.read().text(input).filter(functions.col(VALUE).rlike("\\S"));
  }

  private static InputRows of(Dataset<Row> rows, String column, RowFormat format, String place) {
    Column own =
        functions.struct(
            Arrays.stream(rows.columns()).map(InputRows::named).toArray(Column[]::new));
    Dataset<Row> marked = format.type().equals(DataTypes.StringType) ? withUtf8(rows) : rows;
    return new InputRows(
        marked.withColumn(FILE, functions.input_file_name()), column, format, place, own);
  }

  /** Returns the column of a name, which may have a period. */
  static Column named(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** Adds whether the bytes of the value are UTF-8: Spark would replace others without a word. */
  private static Dataset<Row> withUtf8(Dataset<Row> rows) {
    Column value = functions.col(VALUE);
    return rows.withColumn(UTF8, functions.encode(value, "UTF-8").equalTo(value.cast("binary")));
  }

  /**
   * Checks the column's name.
   *
   * @throws JobException if it is not among the columns
   */
  private static void requireColumn(List<String> columns, String column) {
    if (!columns.contains(column)) {
      throw new JobException(
          "--column: expected one of %s, got %s; name the column of token arrays, or tag text with --tokenize"
              .formatted(String.join(", ", columns), column));
    }
  }

  /** Returns whether a column of the tagged rows is only for refused rows. */
  static boolean isInternal(String name) {
    return List.of(FILE, UTF8, LINE, SparkTagging.REFUSAL).contains(name);
  }

  /**
   * Reads JSON lines. Spark infers the types of all columns but that of the tokens, which is an
   * array of strings whatever the lines hold: Spark would widen the type of the whole column for a
   * single deviating line, and numbers would become strings. The tokens are read from the line
   * itself, by {@link RowFormat.JsonRows}.
   *
   * @throws JobException if no line is a JSON object, none has the column, or names that differ
   *     only in case occur, which Spark does not distinguish
   */
  static InputRows json(SparkSession spark, String input, String column) {
    try {
      return parsed(spark, input, column);
    } catch (Exception e) { // Scala's, which no method declares
      if (e instanceof AnalysisException analysis) {
        throw new JobException(
            "--input: expected each name once in the JSON objects, and always in the same case, got others in %s: %s"
                .formatted(input, analysis.getMessage().lines().findFirst().orElse("")));
      }
      throw e;
    }
  }

  private static InputRows parsed(SparkSession spark, String input, String column) {
    Dataset<Row> lines = withUtf8(lines(spark, input));
    StructType schema = schema(spark, lines, input, column);
    List<Column> columns = new ArrayList<>();
    for (String name : schema.fieldNames()) {
      columns.add(functions.col(PARSED).getField(name).as(name));
    }
    for (String name : lines.columns()) { // others come from the names of folders
      boolean own = name.equals(VALUE) || name.equals(UTF8);
      if (!own && !Arrays.asList(schema.fieldNames()).contains(name)) {
        columns.add(named(name));
      }
    }
    columns.add(functions.col(VALUE).as(LINE));
    columns.add(functions.col(UTF8));
    columns.add(functions.col(FILE));
    Dataset<Row> rows =
        lines
            .withColumn(FILE, functions.input_file_name())
            .withColumn(PARSED, functions.from_json(functions.col(VALUE), schema))
            .select(columns.toArray(new Column[0]));
    return new InputRows(rows, LINE, new RowFormat.JsonRows(column), "", functions.col(LINE));
  }

  private static StructType schema(
      SparkSession spark, Dataset<Row> lines, String input, String column) {
    StructType inferred =
        spark
            .read()
            .option("columnNameOfCorruptRecord", CORRUPT)
            .json(lines.select(VALUE).as(Encoders.STRING()))
            .schema();
    List<String> names =
        Arrays.stream(inferred.fieldNames()).filter(name -> !name.equals(CORRUPT)).toList();
    if (names.isEmpty() && inferred.size() > 0) {
      throw new JobException(
          "--input: expected JSON objects, one a line, got none in %s; name its format by --input-format"
              .formatted(input));
    }
    if (!names.isEmpty()) {
      requireColumn(names, column);
    }
    // nullable, as its elements are: a null is read, and then refused by row
    StructField tokens =
        DataTypes.createStructField(column, new RowFormat.TokenRows().type(), true);
    StructType schema = new StructType();
    for (String name : names) {
      schema = schema.add(name.equals(column) ? tokens : inferred.apply(name));
    }
    return names.isEmpty() ? schema.add(tokens) : schema;
  }
}

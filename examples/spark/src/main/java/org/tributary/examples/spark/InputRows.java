package org.tributary.examples.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.tributary.examples.job.JobException;
import org.tributary.examples.spark.row.ConlluRows;
import org.tributary.examples.spark.row.RefusedRowFormat;
import org.tributary.examples.spark.row.RowFormat;
import org.tributary.examples.spark.row.TextRows;
import org.tributary.examples.spark.row.TokenRows;

/**
 * The rows of input files.
 *
 * @param rows the rows
 * @param column the column to tag
 * @param format its content
 * @param place the beginning of the reasons of refused rows, such as {@code column tokens: }
 * @param refused the form of refused rows, whose file is in the column {@link #FILE}
 */
record InputRows(
    Dataset<Row> rows, String column, RowFormat format, String place, RefusedRowFormat refused) {
  /** The column of lines of plain text and of CoNLL-U sentences. */
  static final String VALUE = "value";

  /** The name of the row's file, which is not part of the output. */
  static final String FILE = "_tributary_file";

  /** Whether the bytes of the row's value are UTF-8; not part of the output. */
  static final String UTF8 = "_tributary_utf8";

  /**
   * Reads Parquet.
   *
   * @throws JobException if the files do not have the column
   */
  static InputRows parquet(SparkSession spark, String input, String column) {
    Dataset<Row> rows = spark.read().parquet(input);
    requireColumn(Arrays.asList(rows.columns()), column);
    return of(rows, column, new TokenRows(), "column %s: ".formatted(column));
  }

  /** Reads lines of plain text; blank lines are left out. */
  static InputRows text(SparkSession spark, String input, TextRows format) {
    return of(lines(spark, input), VALUE, format, "paragraph: ");
  }

  /** Reads CoNLL-U sentences. */
  static InputRows conllu(SparkSession spark, String input, ConlluRows format) {
    Dataset<Row> sentences =
        spark
            .read()
            .option("lineSep", "\n\n")
            .text(input)
            .filter(functions.col(VALUE).rlike("[^\\s\\ufeff]")); // more than blank lines
    return of(sentences, VALUE, format, "sentence: ");
  }

  /** Reads the lines that are not blank. */
  static Dataset<Row> lines(SparkSession spark, String input) {
    return spark.read().text(input).filter(functions.col(VALUE).rlike("\\S"));
  }

  private static InputRows of(Dataset<Row> rows, String column, RowFormat format, String place) {
    RefusedRowFormat whole = RefusedRowFormat.ofColumns(rows.columns().length);
    Dataset<Row> marked = column.equals(VALUE) ? withUtf8(rows) : rows;
    return new InputRows(
        marked.withColumn(FILE, functions.input_file_name()), column, format, place, whole);
  }

  /** Adds whether the bytes of the value are UTF-8: Spark would replace others without a word. */
  static Dataset<Row> withUtf8(Dataset<Row> rows) {
    Column value = functions.col(VALUE);
    return rows.withColumn(UTF8, functions.encode(value, "UTF-8").equalTo(value.cast("binary")));
  }

  /**
   * Checks the column's name.
   *
   * @throws JobException if it is not among the columns
   */
  static void requireColumn(List<String> columns, String column) {
    if (!columns.contains(column)) {
      throw new JobException(
          "--column: expected one of %s, got %s; name the column of token arrays, or tag text with --tokenize"
              .formatted(String.join(", ", columns), column));
    }
  }

  /** Returns whether a column of the tagged rows is for refused rows alone. */
  static boolean isInternal(String name) {
    return List.of(FILE, UTF8, JsonInput.LINE, SparkTagging.REFUSAL).contains(name);
  }
}

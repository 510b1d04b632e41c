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
import org.tributary.examples.spark.row.JsonRows;
import org.tributary.examples.spark.row.RefusedRowFormat;
import org.tributary.examples.spark.row.TokenRows;

/**
 * Rows of JSON lines. Spark infers the types of all columns but that of the tokens, which is an
 * array of strings whatever the lines hold: Spark would widen the type of the whole column for a
 * single deviating line, and numbers would become strings. The tokens are read from the line
 * itself, by {@link JsonRows}.
 */
final class JsonInput {
  /** The column of the line, which is not part of the output. */
  static final String LINE = "_tributary_line";

  /** The column that Spark infers for lines that are not JSON. */
  private static final String CORRUPT = "_tributary_corrupt";

  private static final String PARSED = "_tributary_parsed";

  private JsonInput() {}

  /**
   * Reads files.
   *
   * @throws JobException if no line is a JSON object, none has the column, or names that differ in
   *     case alone occur, which Spark does not distinguish
   */
  static InputRows read(SparkSession spark, String input, String column) {
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
    Dataset<Row> lines = InputRows.withUtf8(InputRows.lines(spark, input));
    StructType schema = schema(spark, lines, input, column);
    List<Column> columns = new ArrayList<>();
    for (String name : schema.fieldNames()) {
      columns.add(functions.col(PARSED).getField(name).as(name));
    }
    for (String name : lines.columns()) { // others come from the names of folders
      boolean own = name.equals(InputRows.VALUE) || name.equals(InputRows.UTF8);
      if (!own && !Arrays.asList(schema.fieldNames()).contains(name)) {
        columns.add(functions.col(name));
      }
    }
    columns.add(functions.col(InputRows.VALUE).as(LINE));
    int line = columns.size() - 1;
    columns.add(functions.col(InputRows.UTF8));
    columns.add(functions.col(InputRows.FILE));
    Dataset<Row> rows =
        lines
            .withColumn(InputRows.FILE, functions.input_file_name())
            .withColumn(PARSED, functions.from_json(functions.col(InputRows.VALUE), schema))
            .select(columns.toArray(new Column[0]));
    return new InputRows(rows, LINE, new JsonRows(column), "", RefusedRowFormat.ofLine(line));
  }

  private static StructType schema(
      SparkSession spark, Dataset<Row> lines, String input, String column) {
    StructType inferred =
        spark
            .read()
            .option("columnNameOfCorruptRecord", CORRUPT)
            .json(lines.select(InputRows.VALUE).as(Encoders.STRING()))
            .schema();
    List<String> names =
        Arrays.stream(inferred.fieldNames()).filter(name -> !name.equals(CORRUPT)).toList();
    if (names.isEmpty() && inferred.size() > 0) {
      throw new JobException(
          "--input: expected JSON objects, one a line, got none in %s; name its format by --input-format"
              .formatted(input));
    }
    if (!names.isEmpty()) {
      InputRows.requireColumn(names, column);
    }
    StructField tokens =
        DataTypes.createStructField(column, new TokenRows().type(), true); // nullable elements
    StructType schema = new StructType();
    for (String name : names) {
      schema = schema.add(name.equals(column) ? tokens : inferred.apply(name));
    }
    return names.isEmpty() ? schema.add(tokens) : schema;
  }
}

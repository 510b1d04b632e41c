package org.tributary.examples.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tributary.feature.InputFile;
import org.tributary.tagger.Tagger;

/**
 * A tagger of a column of a DataFrame, by a saved tagger. Each executor receives the model's bytes
 * once, opens them once, and shares the tagger between its tasks; the tagger has a thread for each
 * core of the executor.
 *
 * <p>The {@code tag} methods append these columns and keep the order of the rows. They are lazy:
 * keep this object open until the last action on their results has ended.
 *
 * <pre>
 * labels         array of the label of each token
 * probabilities  array of the probability of each label
 * spans          array of structs: type, begin, end, text, probability; empty unless the labels
 *                encode spans. begin and end count the row's tokens, those of text its chars; end
 *                is exclusive
 * refusal        the reason why the row was not tagged; null for a tagged row. The other columns of
 *                a row that was not tagged are null
 * </pre>
 *
 * <p>A row is refused if its value is null, has no token, or a null or empty token. A sentence may
 * have any length: one of more than 8,192 tokens is computed in chunks.
 *
 * <pre>{@code
 * try (SparkTagging tagging = SparkTagging.open(spark, Path.of("ewt-upos.tribuo"))) {
 *   tagging.tagTokens(rows, "tokens").write().parquet("tagged");
 *   System.out.println(tagging.counts()); // 12544 sentences, 204577 words, 0 rows refused
 * }
 * }</pre>
 */
public final class SparkTagging implements AutoCloseable {
  /** The column of labels. */
  public static final String LABELS = "labels";

  /** The column of probabilities. */
  public static final String PROBABILITIES = "probabilities";

  /** The column of spans. */
  public static final String SPANS = "spans";

  /** The column of reasons. */
  public static final String REFUSAL = "refusal";

  private static final DataType SPAN =
      DataTypes.createStructType(
          List.of(
              DataTypes.createStructField("type", DataTypes.StringType, false),
              DataTypes.createStructField("begin", DataTypes.IntegerType, false),
              DataTypes.createStructField("end", DataTypes.IntegerType, false),
              DataTypes.createStructField("text", DataTypes.StringType, false),
              DataTypes.createStructField("probability", DataTypes.DoubleType, false)));

  private final SharedModel model;
  private final TaggingCounts counts;
  private final AtomicInteger runs = new AtomicInteger();

  private SparkTagging(SharedModel model, TaggingCounts counts) {
    this.model = model;
    this.counts = counts;
  }

  /**
   * Opens a model file of the driver and broadcasts it. The encoder and the tokenizer of token
   * vectors, beside it, are added to the application's files.
   *
   * @throws IOException with a one-line reason if the file cannot be read as a tagger, was written
   *     by a newer release, or has its vectors in a file beside it: nothing has been sent then
   * @throws IllegalArgumentException if the tagger reads numbers beside words
   */
  public static SparkTagging open(SparkSession spark, Path model) throws IOException {
    List<InputFile> beside;
    SharedModel.setThreads(spark.sparkContext().conf());
    try (Tagger tagger = Tagger.load(model)) {
      tagger.warmUp(); // fails here for a model of numbers, not in every row
      beside = tagger.files();
    }
    SparkContext context = spark.sparkContext();
    SharedModel shared = SharedModel.broadcast(context, model, beside);
    return new SparkTagging(shared, new TaggingCounts(context.collectionAccumulator("tagging")));
  }

  /**
   * Tags a column of arrays of tokens, one sentence a row.
   *
   * @throws IllegalArgumentException if there is no such column of arrays of strings, or a column
   *     to append exists
   */
  public Dataset<Row> tagTokens(Dataset<Row> rows, String column) {
    return tag(rows, column, new RowFormat.TokenRows());
  }

  /**
   * Tags a column of plain text, which {@link org.tributary.tagger.Tokenizer#breakIterator} splits,
   * and appends the column {@code tokens}: the tokens of all sentences of the row.
   *
   * @param language the language of the text
   * @throws IllegalArgumentException if there is no such column of strings, or a column to append
   *     exists
   */
  public Dataset<Row> tagText(Dataset<Row> rows, String column, Locale language) {
    return tag(
        rows,
        column,
        new RowFormat.TextRows(Objects.requireNonNull(language, "language: got null")));
  }

  /**
   * Returns the counts of all rows that were tagged so far. Rows that Spark computes again for the
   * same partition, after a failure or for another action, are counted once.
   */
  public TaggingCounts counts() {
    return counts;
  }

  private Dataset<Row> tag(Dataset<Row> rows, String column, RowFormat format) {
    StructType schema = rows.schema();
    List<String> names = Arrays.asList(schema.fieldNames());
    if (!names.contains(column)) {
      throw new IllegalArgumentException(
          "column: expected one of %s, got %s".formatted(String.join(", ", names), column));
    }
    DataType type = schema.apply(column).dataType();
    if (!sameType(type, format.type())) {
      throw new IllegalArgumentException(
          "column %s: expected the type %s, got %s; convert the column or choose another"
              .formatted(column, format.type().simpleString(), type.simpleString()));
    }
    StructType tagged = tagged(schema, format);
    RowTagging tagging =
        new RowTagging(
            model,
            format,
            "column %s: ".formatted(column),
            names.indexOf(column),
            tagged,
            counts.ofTasks(),
            Integer.toString(runs.getAndIncrement()));
    return rows.mapPartitions(tagging, Encoders.row(tagged));
  }

  private static boolean sameType(DataType actual, DataType expected) {
    if (actual instanceof ArrayType array && expected instanceof ArrayType other) {
      return array.elementType().equals(other.elementType());
    }
    return actual.equals(expected);
  }

  /** Returns a column of arrays, which is null for a refused row. */
  static StructField array(String name, DataType elements) {
    return DataTypes.createStructField(name, DataTypes.createArrayType(elements, false), true);
  }

  private static StructType tagged(StructType schema, RowFormat format) {
    List<StructField> appended = new ArrayList<>();
    appended.add(array(LABELS, DataTypes.StringType));
    appended.add(array(PROBABILITIES, DataTypes.DoubleType));
    appended.add(array(SPANS, SPAN));
    appended.addAll(format.addedFields());
    appended.add(DataTypes.createStructField(REFUSAL, DataTypes.StringType, true));
    StructType tagged = schema;
    for (StructField field : appended) {
      if (Arrays.asList(schema.fieldNames()).contains(field.name())) {
        throw new IllegalArgumentException(
            "column %s: expected a free name for the result, got a column of the rows; rename it"
                .formatted(field.name()));
      }
      tagged = tagged.add(field);
    }
    return tagged;
  }

  /**
   * Removes the model's bytes from the executors. Rows that are not computed yet can no longer be.
   * The taggers of the executors stay open for the next model or the end of the executor.
   */
  @Override
  public void close() {
    model.bytes().destroy();
  }
}

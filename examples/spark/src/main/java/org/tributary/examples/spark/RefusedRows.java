package org.tributary.examples.spark;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Removes refused rows from a partition and writes them to a file of a folder, as JSON lines with
 * the reason and the row. Each attempt at a partition writes a file of its own and renames it when
 * it is complete; attempts write equal files, and the first one stays.
 *
 * @param folder the folder
 * @param reason the index of the column with the reason; the columns before {@code columns} are the
 *     row's own
 * @param columns the number of the row's own columns
 */
record RefusedRows(String folder, int reason, int columns)
    implements MapPartitionsFunction<Row, Row> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    TaskContext task = TaskContext.get();
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    RefusedFile file =
        new RefusedFile(
            new Path(folder, "part-%05d.json".formatted(task.partitionId())),
            new Path(folder, "_attempt-" + task.taskAttemptId()),
            configuration);
    TaskCompletionListener abandon = context -> file.abandon();
    task.addTaskCompletionListener(abandon);
    return new Remaining(rows, file);
  }

  /** The rows that were not refused. */
  private final class Remaining implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final RefusedFile file;
    private Optional<Row> next = Optional.empty();

    Remaining(Iterator<Row> rows, RefusedFile file) {
      this.rows = rows;
      this.file = file;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next.isEmpty() && rows.hasNext()) {
          Row row = rows.next();
          if (row.isNullAt(reason)) {
            next = Optional.of(row);
          } else {
            file.write(json(row));
          }
        }
        if (next.isEmpty()) {
          file.complete();
        }
        return next.isPresent();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("rows: expected another row, got their end");
      }
      Row row = next.orElseThrow();
      next = Optional.empty();
      return row;
    }
  }

  private String json(Row row) throws IOException {
    ObjectNode kept = JSON.createObjectNode();
    for (int k = 0; k < columns; k++) {
      kept.set(row.schema().fieldNames()[k], json(row, k));
    }
    ObjectNode line = JSON.createObjectNode().put("reason", row.getString(reason));
    line.set("row", kept);
    return line + "\n";
  }

  /** Returns a value as Spark writes it, or its text if Spark has no JSON for its type. */
  private static JsonNode json(Row row, int column) throws IOException {
    if (row.isNullAt(column)) {
      return JSON.nullNode();
    }
    StructType own = new StructType().add(row.schema().fields()[column]);
    String text;
    try {
      text = new GenericRowWithSchema(new Object[] {row.get(column)}, own).json();
    } catch (RuntimeException e) { // of a type without a form in Row.json, such as an interval
      return JSON.getNodeFactory().textNode(row.get(column).toString());
    }
    return JSON.readTree(text).get(own.fieldNames()[0]);
  }

  /** A file that exists once its first row is written, and has its name once it is complete. */
  private static final class RefusedFile {
    private final Path file;
    private final Path attempt;
    private final Configuration configuration;
    private Optional<Writer> writer = Optional.empty();

    RefusedFile(Path file, Path attempt, Configuration configuration) {
      this.file = file;
      this.attempt = attempt;
      this.configuration = configuration;
    }

    private FileSystem fileSystem() throws IOException {
      return file.getFileSystem(configuration);
    }

    void write(String line) throws IOException {
      if (writer.isEmpty()) {
        writer =
            Optional.of(
                new OutputStreamWriter(fileSystem().create(attempt, true), StandardCharsets.UTF_8));
      }
      writer.get().write(line);
    }

    void complete() throws IOException {
      if (writer.isPresent()) {
        writer.get().close();
        writer = Optional.empty();
        if (!fileSystem().exists(file) && !fileSystem().rename(attempt, file)) {
          if (!fileSystem().exists(file)) {
            throw new IOException(
                "%s: expected to name the file of refused rows so, but the file system did not rename %s; check permissions"
                    .formatted(file, attempt));
          }
        }
        fileSystem().delete(attempt, false); // of another attempt with equal rows
      }
    }

    /** Deletes the file of an attempt that did not complete. */
    void abandon() {
      if (writer.isPresent()) {
        try {
          writer.get().close();
          fileSystem().delete(attempt, false);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}

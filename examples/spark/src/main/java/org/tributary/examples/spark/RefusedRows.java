package org.tributary.examples.spark;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Serializable;
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
 * A filter that removes refused rows from a partition and writes them to a file of a folder, as
 * JSON lines with the reason, the file and the row. Each attempt at a partition writes a file of
 * its own and renames it when it is complete; attempts write equal files, and the first one stays.
 *
 * @param folder the folder
 * @param reason the index of the column with the reason
 * @param file the index of the column with the name of the row's file
 * @param format the format of a row
 */
record RefusedRows(String folder, int reason, int file, Format format)
    implements MapPartitionsFunction<Row, Row> {
  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    TaskContext task = TaskContext.get();
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    RefusedFile part =
        new RefusedFile(
            new Path(folder, "part-%05d.json".formatted(task.partitionId())),
            new Path(folder, "_attempt-" + task.taskAttemptId()),
            configuration);
    TaskCompletionListener abandon = context -> part.abandon();
    task.addTaskCompletionListener(abandon);
    return new Remaining(rows, part);
  }

  /** The rows that were not refused. */
  private final class Remaining implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final RefusedFile part;
    private Optional<Row> next = Optional.empty();

    Remaining(Iterator<Row> rows, RefusedFile part) {
      this.rows = rows;
      this.part = part;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next.isEmpty() && rows.hasNext()) {
          Row row = rows.next();
          if (row.isNullAt(reason)) {
            next = Optional.of(row);
          } else {
            part.write(json(row));
          }
        }
        if (next.isEmpty()) {
          part.complete();
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
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("reason", row.getString(reason)).put("file", row.getString(file));
    line.set("row", format.json(row));
    return line + "\n";
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

  /** A converter of a refused row to a JSON object. */
  interface Format extends Serializable {
    /** The field of a line that is not a JSON object, named as in Spark. */
    String CORRUPT = "_corrupt_record";

    /**
     * Returns a row as a JSON object.
     *
     * @throws IOException if it cannot be written as JSON
     */
    ObjectNode json(Row row) throws IOException;

    /** A converter of the first columns, one field per column. */
    record Columns(int count) implements Format {
      private static final ObjectMapper JSON =
          new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

      @Override
      public ObjectNode json(Row row) throws IOException {
        ObjectNode object = JSON.createObjectNode();
        for (int k = 0; k < count; k++) {
          object.set(row.schema().fieldNames()[k], json(row, k));
        }
        return object;
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
        } catch (RuntimeException e) { // a type that Row.json does not support, such as an interval
          return JSON.getNodeFactory().textNode(row.get(column).toString());
        }
        return JSON.readTree(text).get(own.fieldNames()[0]);
      }
    }

    /**
     * A converter of a line of JSON: the object itself, or if it is not one, an object with the
     * line as the field {@link #CORRUPT}.
     */
    record Line(int index) implements Format {
      @Override
      public ObjectNode json(Row row) {
        String line = row.getString(index);
        return RowFormat.JsonRows.object(line)
            .orElseGet(() -> Columns.JSON.createObjectNode().put(CORRUPT, line));
      }
    }
  }
}

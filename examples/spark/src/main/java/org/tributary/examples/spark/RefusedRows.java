package org.tributary.examples.spark;

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
    return new AcceptedRows(rows, file);
  }

  /** The rows that were not refused. */
  private final class AcceptedRows implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final RefusedFile file;
    private Optional<Row> next = Optional.empty();

    AcceptedRows(Iterator<Row> rows, RefusedFile file) {
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
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode values = (ObjectNode) mapper.readTree(row.json());
    ObjectNode kept = mapper.createObjectNode();
    for (int k = 0; k < columns; k++) {
      String name = row.schema().fieldNames()[k];
      kept.set(name, values.get(name));
    }
    ObjectNode line = mapper.createObjectNode().put("reason", row.getString(reason));
    line.set("row", kept);
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
        if (fileSystem().exists(file) || !fileSystem().rename(attempt, file)) {
          fileSystem().delete(attempt, false);
        }
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

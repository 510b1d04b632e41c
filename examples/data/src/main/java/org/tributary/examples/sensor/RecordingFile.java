package org.tributary.examples.sensor;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.tributary.DataFormatException;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * A reader of recordings in a CSV file with a header: the name of the recording, one column for
 * each channel, the label. Each row is one time step; the rows of a recording stand together.
 *
 * <pre>
 * recording,x,y,z,activity
 * morning,0.02,-0.11,0.98,walk
 * </pre>
 */
public final class RecordingFile {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).setIgnoreEmptyLines(true).get();
  private static final int MIN_COLUMNS = 3;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** The rows of one recording. */
  private record Rows(List<float[]> values, List<String> labels) {}

  private final String file;
  private final List<String> header;
  private final Map<String, Rows> recordings = new LinkedHashMap<>();
  private String current = "";

  private RecordingFile(String file, List<String> header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Reads all recordings of a file.
   *
   * @param path a CSV file in UTF-8
   * @return the recordings in the order of the file
   * @throws DataFormatException if the file is not of this form; the message names the line
   * @throws IOException if the file cannot be read
   */
  public static List<Recording> read(Path path) throws IOException {
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        CSVParser rows = CSVParser.parse(reader, FORMAT)) {
      RecordingFile file = null;
      for (CSVRecord row : rows) {
        if (file == null) {
          List<String> header = header(path, row, rows.getCurrentLineNumber());
          file = new RecordingFile(path.toString(), header);
        } else {
          file.add(row, rows.getCurrentLineNumber());
        }
      }
      if (file == null || file.recordings.isEmpty()) {
        throw new DataFormatException(
            path.toString(),
            "expected a header and at least one row, got none; is it the right file?");
      }
      return file.all();
    } catch (UncheckedIOException e) { // of the parser's iterator
      if (e.getCause() instanceof CharacterCodingException) {
        throw notUtf8(path, e);
      }
      throw new DataFormatException(path.toString(), e.getCause().getMessage());
    } catch (CharacterCodingException e) {
      throw notUtf8(path, e);
    }
  }

  private static DataFormatException notUtf8(Path path, Exception cause) {
    DataFormatException error =
        new DataFormatException(
            path.toString(),
            "expected a file in UTF-8, got other bytes; convert it, for example with iconv -f LATIN1 -t UTF-8");
    error.initCause(cause);
    return error;
  }

  private static List<String> header(Path path, CSVRecord row, long line)
      throws DataFormatException {
    List<String> header = new ArrayList<>(row.toList());
    header.set(0, header.get(0).replace(BYTE_ORDER_MARK, ""));
    if (header.size() < MIN_COLUMNS) {
      throw new DataFormatException(
          path.toString(),
          line,
          "expected a header of at least %d columns (recording, channels, label), got %d: %s; are the columns separated by commas?"
              .formatted(
                  MIN_COLUMNS, header.size(), DataFormatException.quote(String.join(",", header))));
    }
    return List.copyOf(header);
  }

  private void add(CSVRecord row, long line) throws DataFormatException {
    if (row.size() != header.size()) {
      throw new DataFormatException(
          file,
          line,
          "expected %d columns, as in the header, got %d; is a comma or a quotation mark missing?"
              .formatted(header.size(), row.size()));
    }
    String name = row.get(0);
    if (!name.equals(current) && recordings.containsKey(name)) {
      throw new DataFormatException(
          file,
          line,
          "expected the rows of recording %s to stand together, got more of them after others; sort the file by recording and time"
              .formatted(DataFormatException.quote(name)));
    }
    current = name;
    Rows rows =
        recordings.computeIfAbsent(name, key -> new Rows(new ArrayList<>(), new ArrayList<>()));
    float[] values = new float[header.size() - 2];
    for (int c = 0; c < values.length; c++) {
      values[c] = number(row.get(c + 1), header.get(c + 1), line);
    }
    rows.values().add(values);
    String label = row.get(header.size() - 1);
    if (label.isEmpty()) {
      throw new DataFormatException(
          file, line, "expected a label in the last column, got none; remove unlabelled rows");
    }
    rows.labels().add(label);
  }

  private float number(String text, String column, long line) throws DataFormatException {
    float number;
    try {
      number = Float.parseFloat(text);
    } catch (NumberFormatException e) {
      number = Float.NaN;
    }
    if (!Float.isFinite(number)) {
      throw new DataFormatException(
          file,
          line,
          "column %s: expected a finite number, got %s; fill in missing readings first"
              .formatted(column, DataFormatException.quote(text)));
    }
    return number;
  }

  private List<Recording> all() {
    List<Recording> all = new ArrayList<>();
    recordings.forEach(
        (name, rows) -> {
          int channels = header.size() - 2;
          float[] values = new float[rows.values().size() * channels];
          for (int t = 0; t < rows.values().size(); t++) {
            System.arraycopy(rows.values().get(t), 0, values, t * channels, channels);
          }
          TensorShape shape = TensorShape.of(rows.values().size(), channels);
          all.add(new Recording(name, FloatTensor.of(shape, values), rows.labels()));
        });
    return List.copyOf(all);
  }
}

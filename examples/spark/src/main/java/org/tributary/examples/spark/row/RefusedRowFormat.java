package org.tributary.examples.spark.row;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/** A converter of a refused row to a JSON object. */
public interface RefusedRowFormat extends Serializable {
  /** The field of a line that is not a JSON object, named as in Spark. */
  String CORRUPT = "_corrupt_record";

  /**
   * Returns a row as a JSON object.
   *
   * @throws IOException if it cannot be written as JSON
   */
  ObjectNode json(Row row) throws IOException;

  /** Returns a converter of the first {@code count} columns, one field per column. */
  static RefusedRowFormat ofColumns(int count) {
    return new Columns(count);
  }

  /** Returns a converter of the column {@code index} alone, which holds a line of JSON. */
  static RefusedRowFormat ofLine(int index) {
    return new Line(index);
  }

  /** A converter of the first columns, one field per column. */
  record Columns(int count) implements RefusedRowFormat {
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
   * A converter of a line of JSON: the object itself, or if it is not one, an object with the line
   * as the field {@link #CORRUPT}.
   */
  record Line(int index) implements RefusedRowFormat {
    @Override
    public ObjectNode json(Row row) {
      String line = row.getString(index);
      return JsonRows.object(line)
          .orElseGet(() -> Columns.JSON.createObjectNode().put(CORRUPT, line));
    }
  }
}

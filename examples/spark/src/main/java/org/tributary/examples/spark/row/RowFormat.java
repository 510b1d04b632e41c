package org.tributary.examples.spark.row;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/** The content of the column that is tagged: token arrays, JSON lines, CoNLL-U or plain text. */
public interface RowFormat extends Serializable {

  /** Returns the type of the column. */
  DataType type();

  /** Returns the columns that this format adds to labels, probabilities and spans. */
  List<StructField> addedFields();

  /**
   * Reads a value of the column.
   *
   * @param value the value, not null
   * @throws IllegalArgumentException with a one-line reason if it has no sentences to tag
   */
  RowContent read(Object value);
}

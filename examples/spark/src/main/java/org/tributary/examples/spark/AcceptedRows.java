package org.tributary.examples.spark;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/**
 * A function that tags a partition, sets refused rows aside, and keeps some columns, in one pass:
 * between two passes Spark would encode and decode every column of every row.
 *
 * @param kept the indices of the kept columns
 * @param schema the kept columns
 */
record AcceptedRows(RowTagging tagging, RefusedRows refused, List<Integer> kept, StructType schema)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    Iterator<Row> accepted = refused.call(tagging.call(rows));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return accepted.hasNext();
      }

      @Override
      public Row next() {
        Row row = accepted.next();
        Object[] values = new Object[kept.size()];
        for (int k = 0; k < kept.size(); k++) {
          values[k] = row.get(kept.get(k));
        }
        return new GenericRowWithSchema(values, schema);
      }
    };
  }
}

package org.tributary.examples.spark.row;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import scala.jdk.javaapi.CollectionConverters;

/** Rows of one sentence each, an array of its tokens. */
public record TokenRows() implements RowFormat {

  @Override
  public DataType type() {
    return DataTypes.createArrayType(DataTypes.StringType);
  }

  @Override
  public List<StructField> addedFields() {
    return List.of();
  }

  @Override
  public RowContent read(Object value) {
    @SuppressWarnings("unchecked")
    List<String> tokens = CollectionConverters.asJava((scala.collection.Seq<String>) value);
    return () -> List.of(tokens);
  }
}

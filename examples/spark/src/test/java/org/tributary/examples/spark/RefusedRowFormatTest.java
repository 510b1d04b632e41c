package org.tributary.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.junit.jupiter.api.Test;

/** Refused rows as JSON. */
class RefusedRowFormatTest {

  private static Row row(DataType type, Object value) {
    StructType schema = new StructType().add("a", type).add("reason", DataTypes.StringType);
    return new GenericRowWithSchema(new Object[] {value, "r"}, schema);
  }

  private static String json(DataType type, Object value) throws IOException {
    return new RefusedRows.Format.Columns(1).json(row(type, value)).toString();
  }

  @Test
  void valuesAreWrittenAsBySpark() throws IOException {
    assertThat(json(DataTypes.IntegerType, 7)).isEqualTo("{\"a\":7}");
    assertThat(json(DataTypes.IntegerType, null)).isEqualTo("{\"a\":null}");
    assertThat(json(DataTypes.DoubleType, 0.1)).isEqualTo("{\"a\":0.1}");
    assertThat(json(DataTypes.BinaryType, new byte[] {1, 2})).isEqualTo("{\"a\":\"AQI=\"}");
    assertThat(json(DataTypes.TimestampType, Timestamp.valueOf("2024-01-02 03:04:05")))
        .startsWith("{\"a\":\"2024-01-02 03:04:05");
    assertThat(
            json(
                DataTypes.createArrayType(DataTypes.StringType),
                scala.jdk.javaapi.CollectionConverters.asScala(List.of("x", "y")).toSeq()))
        .isEqualTo("{\"a\":[\"x\",\"y\"]}");
  }

  @Test
  void valuesOfTypesWithoutJsonAreTexts() throws IOException {
    DataType interval = DataTypes.createYearMonthIntervalType();
    assertThat(json(interval, java.time.Period.ofMonths(14))).isEqualTo("{\"a\":\"P14M\"}");
    DataType map = DataTypes.createMapType(DataTypes.StringType, interval);
    scala.collection.Map<String, Object> entry =
        scala.jdk.javaapi.CollectionConverters.asScala(
            java.util.Map.<String, Object>of("k", java.time.Period.ofMonths(2)));
    assertThat(json(map, entry)).contains("k", "P2M");
    assertThat(json(DataTypes.CalendarIntervalType, new CalendarInterval(1, 2, 0)))
        .isEqualTo("{\"a\":\"1 months 2 days\"}");
  }

  @Test
  void objectsAreKeptAndOtherLinesAreTexts() throws IOException {
    RefusedRows.Format line = new RefusedRows.Format.Line(0);
    assertThat(line.json(row(DataTypes.StringType, "{\"id\":1.5,\"tokens\":\"Her book\"}")))
        .hasToString("{\"id\":1.5,\"tokens\":\"Her book\"}");
    assertThat(line.json(row(DataTypes.StringType, "{\"id\":1} more")))
        .hasToString("{\"_corrupt_record\":\"{\\\"id\\\":1} more\"}");
  }
}

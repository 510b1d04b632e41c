package org.tributary.examples.spark.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Rows of JSON objects with an array of tokens. Nothing but an array of strings is read as tokens.
 *
 * @param column the name of the array
 */
public record JsonRows(String column) implements RowFormat {
  private static final int MAX_SHOWN = 40;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Returns the object of a line; empty if the line is anything else. */
  public static Optional<ObjectNode> object(String line) {
    try {
      return JSON.readTree(line) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Override
  public DataType type() {
    return DataTypes.StringType;
  }

  @Override
  public List<StructField> addedFields() {
    return List.of();
  }

  @Override
  public RowContent read(Object value) {
    String line = (String) value;
    ObjectNode object =
        object(line)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "line: expected a JSON object and nothing else, got %s; write one object per line"
                            .formatted(shortened(line.strip()))));
    List<String> tokens = tokens(object.path(column));
    return () -> List.of(tokens);
  }

  private List<String> tokens(JsonNode array) {
    if (array.isMissingNode() || array.isNull()) {
      throw new IllegalArgumentException(
          "column %s: expected a value, got null; leave the row out".formatted(column));
    }
    if (!array.isArray()) {
      throw new IllegalArgumentException(
          "column %s: expected an array of strings, got %s; split the text into tokens"
              .formatted(column, shortened(array.toString())));
    }
    List<String> tokens = new ArrayList<>();
    for (JsonNode token : array) {
      if (!token.isTextual() && !token.isNull()) {
        throw new IllegalArgumentException(
            "column %s: expected an array of strings, but token %d is %s; write each token in quotes"
                .formatted(column, tokens.size() + 1, shortened(token.toString())));
      }
      String text = token.textValue(); // null is refused as in other formats
      if (text != null && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException(
            "column %s: expected Unicode text, but token %d has half of a surrogate pair; correct the line"
                .formatted(column, tokens.size() + 1));
      }
      tokens.add(text);
    }
    return tokens;
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= MAX_SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_SHOWN)) + "...";
  }
}

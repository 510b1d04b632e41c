package org.tributary.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/** The goldens of {@code docs/golden/torch_parts.py}. */
final class TorchParts {
  private TorchParts() {}

  static JsonNode golden(String part) {
    try (InputStream from = TorchParts.class.getResourceAsStream("torch_parts.json")) {
      return new ObjectMapper().readTree(from).get(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] floats(JsonNode list) {
    float[] values = new float[list.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) list.get(k).asDouble();
    }
    return values;
  }

  static List<FloatTensor> parts() {
    return parts(golden("sequences").get("parts"));
  }

  static List<FloatTensor> parts(JsonNode list) {
    List<FloatTensor> parts = new ArrayList<>();
    for (JsonNode part : list) {
      parts.add(
          FloatTensor.of(
              TensorShape.of(part.get("shape").get(0).asLong(), 2), floats(part.get("values"))));
    }
    return parts;
  }

  static List<Integer> integers(JsonNode list) {
    List<Integer> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.asInt()));
    return numbers;
  }
}

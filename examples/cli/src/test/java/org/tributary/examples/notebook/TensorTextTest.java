package org.tributary.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/** Tensor texts against PyTorch; the golden file comes from docs/golden/tensor_texts.py. */
class TensorTextTest {

  static List<JsonNode> floats() throws IOException {
    return golden("floats");
  }

  static List<JsonNode> integers() throws IOException {
    return golden("integers");
  }

  private static List<JsonNode> golden(String kind) throws IOException {
    try (InputStream in = TensorTextTest.class.getResourceAsStream("tensor-texts.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get(kind).forEach(cases::add);
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("floats")
  void floatFormatMatchesPyTorch(JsonNode golden) {
    long[] shape = new long[golden.get("shape").size()];
    for (int k = 0; k < shape.length; k++) {
      shape[k] = golden.get("shape").get(k).longValue();
    }
    float[] values = new float[golden.get("values").size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = parse(golden.get("values").get(k).textValue());
    }
    FloatTensor tensor = FloatTensor.of(TensorShape.of(shape), values);
    assertThat(TensorText.of(tensor)).isEqualTo(golden.get("text").textValue());
    assertThat(TensorText.parameter(tensor)).isEqualTo(golden.get("parameter").textValue());
  }

  @ParameterizedTest
  @MethodSource("integers")
  void integerFormatMatchesPyTorch(JsonNode golden) {
    List<Integer> values = new ArrayList<>();
    golden.get("values").forEach(value -> values.add(value.intValue()));
    assertThat(TensorText.of(values)).isEqualTo(golden.get("text").textValue());
  }

  private static float parse(String python) {
    return switch (python) {
      case "nan" -> Float.NaN;
      case "inf" -> Float.POSITIVE_INFINITY;
      case "-inf" -> Float.NEGATIVE_INFINITY;
      default -> (float) Double.parseDouble(python);
    };
  }
}

package org.tributary.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests initializers against PyTorch's numbers and their defining properties. */
class InitializerTest {

  static List<JsonNode> goldens() throws IOException {
    try (InputStream in =
        InitializerTest.class.getResourceAsStream("/org/tributary/golden/initializers.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get("cases").forEach(cases::add);
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void valuesMatchTorch(JsonNode golden) {
    Initializer initializer =
        switch (golden.get("name").textValue()) {
          case "xavier_uniform" -> Initializer.xavierUniform();
          case "xavier_normal" -> Initializer.xavierNormal();
          case "orthogonal" -> Initializer.orthogonal();
          default -> Initializer.constant(-2.5);
        };
    TensorShape shape =
        TensorShape.of(
            golden.get("shape").get(0).longValue(), golden.get("shape").get(1).longValue());
    float[] values = initializer.draw(shape, TorchRandom.seeded(golden.get("seed").longValue()));
    assertThat(values).hasSize(golden.get("values").size());
    for (int k = 0; k < values.length; k++) {
      assertThat(values[k]).isCloseTo(golden.get("values").get(k).floatValue(), within(1e-6f));
    }
  }

  @ParameterizedTest
  @CsvSource({"40, 10", "10, 40", "128, 128", "1, 5", "5, 1"})
  void orthogonalMatrixTimesTransposeIsIdentity(int rows, int columns) {
    float[] q = Initializer.orthogonal().draw(TensorShape.of(rows, columns), TorchRandom.seeded(3));
    int count = Math.min(rows, columns);
    for (int a = 0; a < count; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          sum +=
              rows < columns
                  ? (double) q[a * columns + k] * q[b * columns + k]
                  : (double) q[k * columns + a] * q[k * columns + b];
        }
        assertThat(sum).as("%d, %d", a, b).isCloseTo(a == b ? 1 : 0, within(1e-6));
      }
    }
  }

  @Test
  void xavierHasMeanZeroAndGlorotVariance() {
    TensorShape shape = TensorShape.of(300, 200);
    for (Initializer initializer :
        List.of(Initializer.xavierUniform(), Initializer.xavierNormal())) {
      float[] values = initializer.draw(shape, TorchRandom.seeded(8));
      double sum = 0;
      double squares = 0;
      for (float value : values) {
        sum += value;
        squares += (double) value * value;
      }
      assertThat(sum / values.length).isCloseTo(0, within(1e-3));
      assertThat(squares / values.length).isCloseTo(2.0 / 500, within(1e-4));
    }
    for (float value : Initializer.xavierUniform().draw(shape, TorchRandom.seeded(8))) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo((float) Math.sqrt(6.0 / 500));
    }
  }

  @Test
  void blocksAreDrawnInOrder() {
    float[] values =
        Initializer.blocks(3, Initializer.orthogonal())
            .draw(TensorShape.of(12, 4), TorchRandom.seeded(5));
    TorchRandom random = TorchRandom.seeded(5);
    for (int block = 0; block < 3; block++) {
      float[] expected = Initializer.orthogonal().draw(TensorShape.of(4, 4), random);
      assertThat(java.util.Arrays.copyOfRange(values, block * 16, (block + 1) * 16))
          .isEqualTo(expected);
    }
  }

  @Test
  void unsupportedShapesAndArgumentsAreRejected() {
    TorchRandom random = TorchRandom.seeded(0);
    TensorShape vector = TensorShape.of(5);
    for (Initializer initializer :
        List.of(Initializer.xavierNormal(), Initializer.xavierUniform())) {
      assertThatThrownBy(() -> initializer.draw(vector, random))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Xavier: expected a matrix to draw, got shape [5]; choose another initializer for vectors");
    }
    assertThatThrownBy(() -> Initializer.orthogonal().draw(vector, random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "orthogonal: expected a matrix to draw, got shape [5]; choose another initializer for vectors");
    assertThatThrownBy(() -> Initializer.blocks(4, Initializer.normal(1)).draw(vector, random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "blocks: expected a number of rows that 4 divides, got shape [5]; is it the number of gates?");
    assertThatThrownBy(() -> Initializer.blocks(0, Initializer.normal(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("blocks: expected at least 1 block, got 0");
    assertThatThrownBy(() -> Initializer.uniform(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("uniform: expected a finite bound of at least 0, got -1.0");
    assertThatThrownBy(() -> Initializer.normal(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("normal: expected a finite deviation of at least 0, got NaN");
  }
}

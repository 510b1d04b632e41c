package org.tributary.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * Tests of packing and padding against PyTorch; {@code docs/golden/packed.py} generates the data.
 */
class PackedSequenceGoldenTest {
  private static final int FEATURES = 2;

  static List<JsonNode> cases() throws IOException {
    try (InputStream in =
        PackedSequenceGoldenTest.class.getResourceAsStream("/org/tributary/golden/packed.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get("cases").forEach(cases::add);
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void dataIndicesAndPaddingMatchPyTorch(JsonNode golden) {
    Layout layout =
        golden.get("batchFirst").booleanValue() ? Layout.BATCH_FIRST : Layout.SEQUENCE_FIRST;
    int[] lengths = integers(golden.get("lengths")).stream().mapToInt(i -> i).toArray();
    FloatTensor padded = values(golden.get("steps").intValue(), lengths.length, layout);
    PackedSequence packed =
        golden.get("enforceSorted").booleanValue()
            ? PackedSequence.packSorted(padded, layout, lengths)
            : PackedSequence.pack(padded, layout, lengths);
    assertThat(packed.data().values()).isEqualTo(floats(golden.get("data")));
    assertThat(packed.batchSizes()).isEqualTo(integers(golden.get("batchSizes")));
    assertThat(packed.sortedIndices()).isEqualTo(optional(golden.get("sortedIndices")));
    assertThat(packed.unsortedIndices()).isEqualTo(optional(golden.get("unsortedIndices")));

    Padding padding = Padding.zeros().layout(layout).value(golden.get("paddingValue").floatValue());
    if (!golden.get("totalLength").isNull()) {
      padding = padding.totalLength(golden.get("totalLength").intValue());
    }
    PaddedBatch back = packed.pad(padding);
    assertThat(back.values().shape().asArray())
        .containsExactly(integers(golden.get("paddedShape")).stream().mapToLong(i -> i).toArray());
    assertThat(back.values().values()).isEqualTo(floats(golden.get("padded")));
    assertThat(back.lengths()).isEqualTo(integers(golden.get("paddedLengths")));
  }

  /** Returns a batch in which step t of row n holds 100 t + 10 n + k + 1 in feature k. */
  private static FloatTensor values(int steps, int rows, Layout layout) {
    boolean batchFirst = layout == Layout.BATCH_FIRST;
    float[] values = new float[steps * rows * FEATURES];
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < rows; n++) {
        for (int k = 0; k < FEATURES; k++) {
          int at = batchFirst ? n * steps + t : t * rows + n;
          values[at * FEATURES + k] = 100 * t + 10 * n + k + 1;
        }
      }
    }
    return FloatTensor.of(
        batchFirst ? TensorShape.of(rows, steps, FEATURES) : TensorShape.of(steps, rows, FEATURES),
        values);
  }

  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.size()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = array.get(k).floatValue();
    }
    return floats;
  }

  private static Optional<List<Integer>> optional(JsonNode array) {
    return array.isNull() ? Optional.empty() : Optional.of(integers(array));
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> integers = new ArrayList<>();
    array.forEach(node -> integers.add(node.intValue()));
    return integers;
  }
}

package org.tributary.graph.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterEncoder;
import org.tributary.feature.CharacterInference;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.CharacterPooling;
import org.tributary.graph.Forward;
import org.tributary.graph.Gradients;
import org.tributary.graph.SequenceLengths;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.testing.Eval;

/**
 * Word vectors and gradients against PyTorch; the goldens are made by docs/golden/characters.py.
 */
class CharacterGoldenTest {
  private static final int[] LENGTHS = {5, 1, 3, 2, 0};
  private static final int STEPS = 6; // one more than the longest word

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "lstm-max", "cnn"})
  void vectorsAndGradientsMatchPyTorch(String name) throws IOException {
    JsonNode file = read();
    JsonNode golden = find(file, name);
    CharacterEncoder encoder = encoder(name);
    assertParameters(encoder, golden, file.get("size").intValue());
    try (Eval eval = new Eval()) {
      Map<String, Operand<TFloat32>> weights = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> p : golden.get("parameters").properties()) {
        JsonNode value = p.getValue();
        weights.put(
            p.getKey(), eval.floats(floats(value.get("values")), shape(value.get("shape"))));
      }
      SequenceLengths lengths =
          new SequenceLengths(eval.tf(), eval.tf().constant(LENGTHS), eval.tf().constant(STEPS));
      int size = file.get("size").intValue();
      Operand<TFloat32> embedded =
          eval.floats(stepsFirst(file.get("words"), size), STEPS, LENGTHS.length, size);
      Forward<Gradients<Operand<TFloat32>>> forward =
          CharacterEncoders.forward(encoder, eval.tf(), weights::get, embedded, lengths);
      float[] toOutput = withEmptyWord(floats(golden.get("outputGradient")), encoder);
      Gradients<Operand<TFloat32>> gradients =
          forward.backward(eval.floats(toOutput, LENGTHS.length, encoder.outputSize()));

      List<Operand<TFloat32>> all = new ArrayList<>(List.of(forward.output(), gradients.input()));
      weights.keySet().forEach(parameter -> all.add(gradients.parameter(parameter)));
      List<float[]> values = eval.values(all);
      assertClose("output", values.get(0), withZeros(floats(golden.get("output")), encoder));
      assertClose(
          "embedded",
          withoutPadding(values.get(1), size),
          stepsFirst(golden.get("wordGradients"), size));
      int next = 2;
      for (String parameter : weights.keySet()) {
        float[] expected = floats(golden.get("parameters").get(parameter).get("gradient"));
        assertClose(parameter, values.get(next++), expected);
      }
    }
  }

  private static CharacterEncoder encoder(String name) {
    return switch (name) {
      case "lstm" -> new CharacterLstm(2, CharacterPooling.LAST);
      case "lstm-max" -> new CharacterLstm(2, CharacterPooling.MAX);
      default -> new CharacterCnn(4, List.of(3, 2, 1));
    };
  }

  /** A table of the vectors of all characters of the words, each a character of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"lstm", "lstm-max", "cnn"})
  void vectorsOnArraysMatchPyTorch(String name) throws IOException {
    JsonNode file = read();
    JsonNode golden = find(file, name);
    CharacterEncoder encoder = encoder(name);
    int size = file.get("size").intValue();
    int count = Arrays.stream(LENGTHS).sum();
    FloatTensor table =
        FloatTensor.written(
            TensorShape.of(count, size),
            to -> {
              int at = 0;
              for (JsonNode word : file.get("words")) {
                float[] values = floats(word);
                System.arraycopy(values, 0, to, at, values.length);
                at += values.length;
              }
            });
    Map<String, FloatTensor> weights = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> p : golden.get("parameters").properties()) {
      weights.put(
          p.getKey(),
          FloatTensor.of(
              TensorShape.of(shape(p.getValue().get("shape"))),
              floats(p.getValue().get("values"))));
    }
    CharacterInference onArrays = encoder.inference(table, weights::get).orElseThrow();
    float[] vectors = new float[LENGTHS.length * encoder.outputSize() + 1];
    Arrays.fill(vectors, 7); // overwritten, but for the last
    int first = 0;
    for (int w = 0; w < LENGTHS.length; w++) {
      int[] characters = IntStream.range(first, first + LENGTHS[w]).toArray();
      onArrays.encode(characters, vectors, w * encoder.outputSize());
      first += LENGTHS[w];
    }
    assertThat(vectors[vectors.length - 1]).isEqualTo(7);
    assertClose(
        "vectors",
        Arrays.copyOf(vectors, vectors.length - 1),
        withZeros(floats(golden.get("output")), encoder));
  }

  private static void assertParameters(CharacterEncoder encoder, JsonNode golden, int size) {
    List<String> names = new ArrayList<>();
    golden.get("parameters").fieldNames().forEachRemaining(names::add);
    assertThat(encoder.parameters(size)).extracting(ParameterSpec::name).isEqualTo(names);
    for (ParameterSpec spec : encoder.parameters(size)) {
      assertThat(spec.shape().asArray())
          .containsExactly(shape(golden.get("parameters").get(spec.name()).get("shape")));
    }
  }

  /** Converts a list of words to [L, W, E], with zeros in the padding and for the empty word. */
  private static float[] stepsFirst(JsonNode words, int size) {
    float[] all = new float[STEPS * LENGTHS.length * size];
    for (int w = 0; w < words.size(); w++) {
      float[] word = floats(words.get(w));
      for (int k = 0; k < word.length; k++) {
        all[(k / size * LENGTHS.length + w) * size + k % size] = word[k];
      }
    }
    return all;
  }

  /** Zeroes the padding, where the gradient is undefined. */
  private static float[] withoutPadding(float[] embedded, int size) {
    float[] masked = embedded.clone();
    for (int k = 0; k < masked.length; k++) {
      int row = k / size;
      if (row / LENGTHS.length >= LENGTHS[row % LENGTHS.length]) {
        masked[k] = 0;
      }
    }
    return masked;
  }

  /** Adds a gradient to the empty word, which must not affect any other gradient. */
  private static float[] withEmptyWord(float[] values, CharacterEncoder encoder) {
    float[] all = withZeros(values, encoder);
    Arrays.fill(all, values.length, all.length, 1.5f);
    return all;
  }

  private static float[] withZeros(float[] values, CharacterEncoder encoder) {
    return Arrays.copyOf(values, values.length + encoder.outputSize());
  }

  private static void assertClose(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int k = 0; k < expected.length; k++) {
      assertThat(actual[k]).as("%s, element %d", what, k).isCloseTo(expected[k], within(2e-6f));
    }
  }

  private static JsonNode read() throws IOException {
    try (InputStream in =
        CharacterGoldenTest.class.getResourceAsStream("/org/tributary/golden/characters.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static JsonNode find(JsonNode file, String name) {
    for (JsonNode parameter : file.get("cases")) {
      if (parameter.get("name").textValue().equals(name)) {
        return parameter;
      }
    }
    throw new IllegalStateException("no golden case " + name);
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = array.get(k).floatValue();
    }
    return values;
  }

  private static long[] shape(JsonNode array) {
    long[] shape = new long[array.size()];
    for (int k = 0; k < shape.length; k++) {
      shape[k] = array.get(k).longValue();
    }
    return shape;
  }
}

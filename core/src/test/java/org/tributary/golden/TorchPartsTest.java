package org.tributary.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentModule;
import org.tributary.module.RecurrentOutput;
import org.tributary.param.FloatTensor;
import org.tributary.param.Gain;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.PartialValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorType;
import org.tributary.param.Variables;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;
import org.tributary.sequence.Sequences;
import org.tributary.train.ParameterOptimizer;
import org.tributary.train.optimizer.Adagrad;
import org.tributary.train.optimizer.OneCycle;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.RmsProp;
import org.tributary.train.optimizer.Schedule;

/** Tests against {@code docs/golden/torch_parts.py}. */
class TorchPartsTest {
  private static final float TOLERANCE = 2e-6f;

  /** TensorFlow's kernel rounds 1 - β2 to float32, PyTorch does not. */
  private static final float ADAM_TOLERANCE = 1e-5f;

  private static final Map<String, Optimizer> OPTIMIZERS =
      Map.of(
          "rmsprop", Optimizer.rmsProp(),
          "rmsprop momentum centered", new RmsProp(0.9, 1e-8, 0.7, RmsProp.Centering.CENTERED, 0.1),
          "adagrad", Optimizer.adagrad(),
          "adagrad decays", Optimizer.adagrad().rateDecay(0.3).weightDecay(0.2).initialSum(0.4));

  private static final Map<String, Schedule> SCHEDULES =
      Map.of(
          "exponential", Schedule.exponential(0.8, 0.9),
          "step", Schedule.step(0.8, 0.5, 3),
          "one cycle", Schedule.oneCycle(0.8),
          "one cycle of others", new OneCycle(0.8, 0.45, 7, 30));

  private static final Map<String, Initializer> INITIALIZERS =
      Map.of(
          "kaiming uniform", Initializer.kaimingUniform(Gain.RELU),
          "kaiming uniform leaky", Initializer.kaimingUniform(Gain.leakyRelu(0.3)),
          "kaiming normal", Initializer.kaimingNormal(Gain.TANH),
          "truncated normal", Initializer.truncatedNormal(0.5, -0.6, 1));

  @TempDir private Path folder;

  private static JsonNode golden(String part) {
    try (InputStream from = TorchPartsTest.class.getResourceAsStream("torch_parts.json")) {
      return new ObjectMapper().readTree(from).get(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] floats(JsonNode list) {
    float[] values = new float[list.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) list.get(k).asDouble();
    }
    return values;
  }

  private static ParameterValues weight(JsonNode values) {
    return ParameterValues.builder().add("w", Shape.of(2, 3), floats(values)).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmsprop", "rmsprop momentum centered", "adagrad", "adagrad decays"})
  void optimizersMoveWeightsAsInTorch(String name) {
    JsonNode golden = golden("optimizers").get(name);
    Optimizer optimizer = OPTIMIZERS.get(name);
    double rate = optimizer instanceof Adagrad ? 0.1 : 0.05;
    ParameterSpec spec = new ParameterSpec("w", Shape.of(2, 3), Initializer.constant(0));
    try (ParameterOptimizer steps = ParameterOptimizer.builder(List.of(spec), optimizer).open()) {
      ParameterValues weights = weight(golden.get("initial"));
      for (int step = 0; step < golden.get("values").size(); step++) {
        weights = steps.updated(weights, weight(golden.get("gradients").get(step)), rate);
        assertThat(weights.values("w"))
            .as("step %d", step)
            .containsExactly(floats(golden.get("values").get(step)), within(TOLERANCE));
      }
    }
  }

  private static ParameterValues vectors(JsonNode byName) {
    ParameterValues.Builder values = ParameterValues.builder();
    for (String name : List.of("a.weight", "a.bias", "b.weight")) {
      values.add(name, Shape.of(3), floats(byName.get(name)));
    }
    return values.build();
  }

  @Test
  void parameterGroupsHaveRatesAndDecaysOfTheirOwn() {
    JsonNode golden = golden("groups");
    ParameterValues weights = vectors(golden.get("initial"));
    List<ParameterSpec> specs =
        weights.names().stream()
            .map(name -> new ParameterSpec(name, Shape.of(3), Initializer.constant(0)))
            .toList();
    Optimizer.AdamW decayed = Optimizer.adamW().weightDecay(0.2);
    ParameterOptimizer.Builder builder =
        ParameterOptimizer.builder(specs, decayed)
            .group("a.bias", decayed.weightDecay(0), 1)
            .group("b.", decayed.weightDecay(0.5), 0.3);
    try (ParameterOptimizer optimizer = builder.open()) {
      for (JsonNode step : golden.get("steps")) {
        weights = optimizer.updated(weights, vectors(step.get("gradients")), 0.1);
        ParameterValues expected = vectors(step.get("values"));
        for (String name : weights.names()) {
          assertThat(weights.values(name))
              .as(name)
              .containsExactly(expected.values(name), within(ADAM_TOLERANCE));
        }
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.group("c.", decayed, 1))
        .withMessage(
            "parameter group: expected the beginning of one of [a.weight, a.bias, b.weight], got c.");
  }

  @Test
  void constantsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.rmsProp().momentum(1))
        .withMessage("RMSprop: expected a momentum from 0 to below 1, got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RmsProp(0.9, 0, 0, RmsProp.Centering.NONE, 0))
        .withMessageStartingWith("RMSprop: expected a finite epsilon of at least 1.17");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.adagrad().initialSum(-1))
        .withMessage(
            "Adagrad: expected a rate decay and an initial sum of at least 0, got 0.0 and -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.step(1, 1.5, 2))
        .withMessage(
            "exponential decay: expected a factor above 0 up to 1 and a period of at least 1 step, got 1.5 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OneCycle(1, 1, 25, 10))
        .withMessage("one cycle: expected a fraction of increasing rates between 0 and 1, got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OneCycle(1, 0.3, 0.5, 10))
        .withMessage("one cycle: expected finite divisors of at least 1, got 0.5 and 10.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.kaimingUniform(0))
        .withMessage("Kaiming: expected a finite gain above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.kaimingUniform(1).draw(Shape.of(3), TorchRandom.seeded(0)))
        .withMessage(
            "Kaiming: expected a weight [out, in, ..] to draw, got shape [3]; choose another initializer for vectors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.truncatedNormal(1, 2, 2))
        .withMessage(
            "truncated normal: expected a finite deviation above 0 and a low limit below the high one, got 1.0, 2.0 and 2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exponential", "step", "one cycle", "one cycle of others"})
  void ratesAreThoseOfTorch(String name) {
    JsonNode golden = golden("schedules").get(name);
    long steps = name.startsWith("one cycle") ? golden.size() + 1 : golden.size();
    for (int step = 0; step < golden.size(); step++) {
      double rate = SCHEDULES.get(name).learningRate(new Schedule.Progress(step, steps, List.of()));
      assertThat(rate).as("step %d", step).isCloseTo(golden.get(step).asDouble(), within(1e-12));
    }
    assertThat(SCHEDULES.get(name).toString()).contains("0.8").doesNotContain("@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kaiming uniform", "kaiming uniform leaky", "kaiming normal", "truncated normal"})
  void drawnValuesAreThoseOfTorch(String name) {
    JsonNode golden = golden("initializers").get(name);
    long[] shape =
        IntStream.range(0, golden.get("shape").size())
            .mapToLong(k -> golden.get("shape").get(k).asLong())
            .toArray();
    float[] drawn = INITIALIZERS.get(name).draw(Shape.of(shape), TorchRandom.seeded(5));
    float tolerance = name.startsWith("truncated") ? 1e-6f : 0;
    assertThat(drawn).containsExactly(floats(golden.get("values")), within(tolerance));
  }

  @Test
  void gainsAreThoseOfTorch() {
    JsonNode golden = golden("gains");
    assertThat(Gain.LINEAR).isEqualTo(golden.get("linear").asDouble());
    assertThat(Gain.SIGMOID).isEqualTo(golden.get("sigmoid").asDouble());
    assertThat(Gain.TANH).isEqualTo(golden.get("tanh").asDouble());
    assertThat(Gain.RELU).isEqualTo(golden.get("relu").asDouble());
    assertThat(Gain.SELU).isEqualTo(golden.get("selu").asDouble());
    assertThat(Gain.leakyRelu(0.3)).isEqualTo(golden.get("leaky").asDouble());
  }

  @Test
  void linearLayersWithoutBiasAreThoseOfTorch() {
    JsonNode golden = golden("layers");
    Linear linear = new Linear(4, 3).withoutBias();
    ParameterValues values =
        ParameterValues.builder()
            .add("weight", Shape.of(3, 4), floats(golden.get("weight")))
            .build();
    values.requireMatch(linear.parameters());
    FloatTensor x = FloatTensor.of(Shape.of(2, 4), floats(golden.get("x")));
    float[] expected = floats(golden.get("y"));
    for (int row = 0; row < 2; row++) {
      assertThat(linear.forward(x.at(row), values).values())
          .containsExactly(Arrays.copyOfRange(expected, 3 * row, 3 * row + 3), within(TOLERANCE));
    }
    List<ParameterSpec> named = ParameterSpec.within("linear", linear.parameters());
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, named);
      Operand<TFloat32> y = linear.forward(tf, tf.constant(x.toNative()), variables, "linear");
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(
            session, ParameterValues.of(Map.of("linear.weight", values.tensor("weight"))));
        try (Result result = session.runner().fetch(y).run()) {
          assertThat(FloatTensor.copyOf((TFloat32) result.get(0)).values())
              .containsExactly(expected, within(TOLERANCE));
        }
      }
    }
  }

  @Test
  void batchesWithoutRowsHaveTheShapesOfTorch() {
    JsonNode golden = golden("layers").get("empty");
    Recurrent lstm = Recurrent.lstm(3).hidden(4).projection(2).layers(2).bidirectional();
    try (RecurrentModule module = RecurrentModule.of(lstm, TorchRandom.seeded(0))) {
      RecurrentOutput output = module.forward(FloatTensor.zeros(5, 0, 3));
      List<Shape> shapes =
          List.of(
              output.output().shape(),
              output.finalState().hidden().shape(),
              output.finalState().cell().orElseThrow().shape());
      for (int k = 0; k < shapes.size(); k++) {
        assertThat(shapes.get(k).asArray())
            .containsExactly(integers(golden.get(k)).stream().mapToLong(n -> n).toArray());
      }
      assertThat(output.lastForward().shape()).isEqualTo(Shape.of(0, 2));
      assertThat(output.lastReverse().orElseThrow().shape()).isEqualTo(Shape.of(0, 2));
    }
    try (RecurrentModule module = RecurrentModule.of(lstm.batchFirst(), TorchRandom.seeded(0))) {
      assertThat(module.forward(FloatTensor.zeros(0, 5, 3)).output().shape())
          .isEqualTo(Shape.of(0, 5, 4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> module.forward(FloatTensor.zeros(0, 5, 2)));
    }
  }

  @Test
  void gradientsOfPackedInputAreThoseOfTorch() {
    JsonNode golden = golden("packedGradients");
    PackedSequence packed = Sequences.packSequence(parts(golden.get("parts")));
    FloatTensor ofOutput = FloatTensor.of(Shape.of(10, 6), floats(golden.get("ofOutput")));
    FloatTensor ofHidden = FloatTensor.of(Shape.of(2, 4, 3), floats(golden.get("ofHidden")));
    for (Recurrent lstm :
        List.of(
            Recurrent.lstm(2).hidden(3).bidirectional(),
            Recurrent.lstm(2).hidden(3).bidirectional().batchFirst())) {
      try (RecurrentModule module = RecurrentModule.of(lstm, TorchRandom.seeded(9))) {
        Gradients<FloatTensor> gradients =
            module.backward(packed, OutputGradients.ofOutput(ofOutput).hidden(ofHidden));
        assertThat(gradients.input().shape()).isEqualTo(Shape.of(10, 2));
        assertThat(gradients.input().values())
            .containsExactly(floats(golden.get("input")), within(TOLERANCE));
        for (String name : module.parameterNames()) {
          assertThat(gradients.parameter(name).values())
              .as(name)
              .containsExactly(floats(golden.get("parameters").get(name)), within(TOLERANCE));
        }
        assertThatIllegalArgumentException()
            .isThrownBy(() -> module.backward(packed, OutputGradients.ofOutput(ofHidden)))
            .withMessageStartingWith(
                "gradient of the packed output: expected [10, 6] (sum of lengths, output size)");
      }
    }
  }

  private static List<FloatTensor> parts() {
    return parts(golden("sequences").get("parts"));
  }

  private static List<FloatTensor> parts(JsonNode list) {
    List<FloatTensor> parts = new ArrayList<>();
    for (JsonNode part : list) {
      parts.add(
          FloatTensor.of(
              Shape.of(part.get("shape").get(0).asLong(), 2), floats(part.get("values"))));
    }
    return parts;
  }

  private static List<Integer> integers(JsonNode list) {
    List<Integer> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.asInt()));
    return numbers;
  }

  @Test
  void sequencesArePaddedAndPackedAsInTorch() {
    JsonNode golden = golden("sequences");
    PaddedBatch padded = Sequences.padSequence(parts(), Padding.zeros().value(-1.5f));
    assertThat(padded.values())
        .isEqualTo(FloatTensor.of(Shape.of(4, 5, 2), floats(golden.get("padded"))));
    assertThat(padded.lengths()).containsExactly(2, 4, 1, 4, 3);
    PaddedBatch batchFirst =
        Sequences.padSequence(parts(), Padding.zeros().layout(Layout.BATCH_FIRST));
    assertThat(batchFirst.values())
        .isEqualTo(FloatTensor.of(Shape.of(5, 4, 2), floats(golden.get("batchFirst"))));
    assertThat(Sequences.unpadSequence(padded, Layout.SEQUENCE_FIRST)).isEqualTo(parts());
    assertThat(Sequences.unpadSequence(batchFirst, Layout.BATCH_FIRST)).isEqualTo(parts());
    PackedSequence packed = Sequences.packSequence(parts());
    assertThat(packed.data())
        .isEqualTo(FloatTensor.of(Shape.of(14, 2), floats(golden.get("data"))));
    assertThat(packed.batchSizes()).isEqualTo(integers(golden.get("batchSizes")));
    assertThat(packed.sortedIndices()).hasValue(integers(golden.get("sortedIndices")));
    assertThat(Sequences.unpackSequence(packed)).isEqualTo(parts());
  }

  @Test
  void packedSequencesAreMadeOfDataAndBatchSizes() {
    float[] numbers = new float[12];
    IntStream.range(0, 12).forEach(k -> numbers[k] = k);
    FloatTensor data = FloatTensor.of(Shape.of(6, 2), numbers);
    PackedSequence made = PackedSequence.of(data, List.of(3, 2, 1));
    assertThat(made.pad(Padding.zeros()).values().values())
        .containsExactly(floats(golden("sequences").get("made")));
    assertThat(made.lengths()).containsExactly(3, 2, 1);
    assertThat(made.sortedIndices()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedSequence.of(data, List.of(2, 3, 1)))
        .withMessage(
            "batch sizes: expected numbers of at least 1 that never increase, got [2, 3, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedSequence.of(data, List.of(3, 2)))
        .withMessage(
            "packed data: expected 5 steps in the first dimension, the sum of the batch sizes, got shape [6, 2]");
  }

  @Test
  void sequencesThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequences.padSequence(List.of(), Padding.zeros()))
        .withMessage("sequences: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Sequences.packSequence(List.of(FloatTensor.zeros(2, 3), FloatTensor.zeros(2, 4))))
        .withMessage(
            "sequences: expected shapes [L, ...] that are equal beyond the first dimension, got [2, 4] for sequence 1 and [2, 3] for sequence 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequences.padSequence(parts(), Padding.zeros().totalLength(3)))
        .withMessage(
            "padding: expected a total length of at least 4, the longest sequence's, got 3");
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void halvesAreRoundedAsInTorch(TensorType type) throws IOException {
    JsonNode golden = golden("halves");
    List<Integer> bits = integers(golden.get("values"));
    float[] values = new float[bits.size()];
    IntStream.range(0, values.length).forEach(k -> values[k] = Float.intBitsToFloat(bits.get(k)));
    Path file = folder.resolve("values");
    Safetensors.write(
        file, ParameterValues.builder().add("v", Shape.of(values.length), values).build(), type);
    byte[] all = Files.readAllBytes(file);
    int bytes = type == TensorType.F32 ? 4 : 2;
    ByteBuffer written =
        ByteBuffer.wrap(all, all.length - bytes * values.length, bytes * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k < values.length; k++) {
      int expected = bytes == 4 ? bits.get(k) : golden.get(type.name()).get(k).asInt();
      assertThat(bytes == 4 ? written.getInt() : written.getShort() & 0xffff)
          .as("%s", values[k])
          .isEqualTo(expected);
    }
    assertThat(Safetensors.read(file).shape("v")).isEqualTo(Shape.of(values.length));
  }

  @Test
  void integersAreRead() throws IOException {
    String header =
        "{'a':{'dtype':'I64','shape':[2],'data_offsets':[0,16]},'b':{'dtype':'U8','shape':[3],'data_offsets':[16,19]},'c':{'dtype':'U64','shape':[1],'data_offsets':[19,27]},'d':{'dtype':'I16','shape':[],'data_offsets':[27,29]},'e':{'dtype':'U32','shape':[1],'data_offsets':[29,33]}}"
            .replace('\'', '"');
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 33).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    bytes.putLong(-3).putLong(1L << 40);
    bytes.put((byte) 0).put((byte) 200).put((byte) 255);
    bytes.putLong(-1).putShort((short) -7).putInt(-1);
    Path file = folder.resolve("integers");
    Files.write(file, bytes.array());
    ParameterValues values = Safetensors.read(file);
    assertThat(values.values("a")).containsExactly(-3, 0x1p40f);
    assertThat(values.values("b")).containsExactly(0, 200, 255);
    assertThat(values.values("c")).containsExactly(0x1p64f);
    assertThat(values.values("d")).containsExactly(-7);
    assertThat(values.values("e")).containsExactly(0x1p32f);
  }

  @Test
  void partOfTheValuesIsLoadedWithReport() {
    ParameterValues own =
        ParameterValues.builder()
            .add("a", Shape.of(1), new float[] {1})
            .add("b", Shape.of(2), new float[] {2, 3})
            .build();
    ParameterValues loaded =
        ParameterValues.builder()
            .add("b", Shape.of(2), new float[] {5, 6})
            .add("c", Shape.of(1), new float[] {7})
            .build();
    PartialValues partial = own.withAll(loaded);
    assertThat(partial.values().names()).containsExactly("a", "b");
    assertThat(partial.values().values("a")).containsExactly(1);
    assertThat(partial.values().values("b")).containsExactly(5, 6);
    assertThat(partial.missing()).containsExactly("a");
    assertThat(partial.unexpected()).containsExactly("c");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                own.withAll(
                    ParameterValues.builder().add("b", Shape.of(1), new float[] {5}).build()))
        .withMessage("parameter b: expected shape [2], got [1]");
  }
}

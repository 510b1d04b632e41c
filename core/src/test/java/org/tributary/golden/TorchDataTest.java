package org.tributary.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.tributary.golden.TorchParts.floats;
import static org.tributary.golden.TorchParts.golden;
import static org.tributary.golden.TorchParts.integers;
import static org.tributary.golden.TorchParts.parts;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.Gradients;
import org.tributary.graph.LinearLayer;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.Variables;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.nn.RecurrentModule;
import org.tributary.nn.RecurrentOutput;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.PartialValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.param.TensorType;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;
import org.tributary.sequence.Sequences;

/** Sequences, layers and files of values against {@code docs/golden/torch_parts.py}. */
class TorchDataTest {
  private static final float TOLERANCE = 2e-6f;

  @TempDir private Path folder;

  @Test
  void linearLayersWithoutBiasAreThoseOfTorch() {
    JsonNode golden = golden("layers");
    Linear linear = new Linear(4, 3).withoutBias();
    ParameterValues values =
        ParameterValues.builder()
            .add("weight", TensorShape.of(3, 4), floats(golden.get("weight")))
            .build();
    values.requireMatch(linear.parameters());
    FloatTensor x = FloatTensor.of(TensorShape.of(2, 4), floats(golden.get("x")));
    float[] expected = floats(golden.get("y"));
    for (int row = 0; row < 2; row++) {
      assertThat(linear.forward(x.at(row), values).values())
          .containsExactly(Arrays.copyOfRange(expected, 3 * row, 3 * row + 3), within(TOLERANCE));
    }
    List<ParameterSpec> named = ParameterSpec.within("linear", linear.parameters());
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, named);
      Operand<TFloat32> y =
          new LinearLayer(linear)
              .forward(tf, tf.constant(NativeTensors.of(x)), variables, "linear");
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(
            session, ParameterValues.of(Map.of("linear.weight", values.tensor("weight"))));
        try (Result result = session.runner().fetch(y).run()) {
          assertThat(NativeTensors.copyOf((TFloat32) result.get(0)).values())
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
      List<TensorShape> shapes =
          List.of(
              output.output().shape(),
              output.finalState().hidden().shape(),
              output.finalState().cell().orElseThrow().shape());
      for (int k = 0; k < shapes.size(); k++) {
        assertThat(shapes.get(k).asArray())
            .containsExactly(integers(golden.get(k)).stream().mapToLong(n -> n).toArray());
      }
      assertThat(output.lastForward().shape()).isEqualTo(TensorShape.of(0, 2));
      assertThat(output.lastReverse().orElseThrow().shape()).isEqualTo(TensorShape.of(0, 2));
    }
    try (RecurrentModule module = RecurrentModule.of(lstm.batchFirst(), TorchRandom.seeded(0))) {
      assertThat(module.forward(FloatTensor.zeros(0, 5, 3)).output().shape())
          .isEqualTo(TensorShape.of(0, 5, 4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> module.forward(FloatTensor.zeros(0, 5, 2)));
    }
  }

  @Test
  void gradientsOfPackedInputAreThoseOfTorch() {
    JsonNode golden = golden("packedGradients");
    PackedSequence packed = Sequences.packSequence(parts(golden.get("parts")));
    FloatTensor ofOutput = FloatTensor.of(TensorShape.of(10, 6), floats(golden.get("ofOutput")));
    FloatTensor ofHidden = FloatTensor.of(TensorShape.of(2, 4, 3), floats(golden.get("ofHidden")));
    for (Recurrent lstm :
        List.of(
            Recurrent.lstm(2).hidden(3).bidirectional(),
            Recurrent.lstm(2).hidden(3).bidirectional().batchFirst())) {
      try (RecurrentModule module = RecurrentModule.of(lstm, TorchRandom.seeded(9))) {
        Gradients<FloatTensor> gradients =
            module.backward(packed, OutputGradients.ofOutput(ofOutput).hidden(ofHidden));
        assertThat(gradients.input().shape()).isEqualTo(TensorShape.of(10, 2));
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

  @Test
  void sequencesArePaddedAndPackedAsInTorch() {
    JsonNode golden = golden("sequences");
    PaddedBatch padded = Sequences.padSequence(parts(), Padding.zeros().value(-1.5f));
    assertThat(padded.values())
        .isEqualTo(FloatTensor.of(TensorShape.of(4, 5, 2), floats(golden.get("padded"))));
    assertThat(padded.lengths()).containsExactly(2, 4, 1, 4, 3);
    PaddedBatch batchFirst =
        Sequences.padSequence(parts(), Padding.zeros().layout(Layout.BATCH_FIRST));
    assertThat(batchFirst.values())
        .isEqualTo(FloatTensor.of(TensorShape.of(5, 4, 2), floats(golden.get("batchFirst"))));
    assertThat(Sequences.unpadSequence(padded, Layout.SEQUENCE_FIRST)).isEqualTo(parts());
    assertThat(Sequences.unpadSequence(batchFirst, Layout.BATCH_FIRST)).isEqualTo(parts());
    PackedSequence packed = Sequences.packSequence(parts());
    assertThat(packed.data())
        .isEqualTo(FloatTensor.of(TensorShape.of(14, 2), floats(golden.get("data"))));
    assertThat(packed.batchSizes()).isEqualTo(integers(golden.get("batchSizes")));
    assertThat(packed.sortedIndices()).hasValue(integers(golden.get("sortedIndices")));
    assertThat(Sequences.unpackSequence(packed)).isEqualTo(parts());
  }

  @Test
  void packedSequencesAreMadeOfDataAndBatchSizes() {
    float[] numbers = new float[12];
    IntStream.range(0, 12).forEach(k -> numbers[k] = k);
    FloatTensor data = FloatTensor.of(TensorShape.of(6, 2), numbers);
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
        .isThrownBy(
            () ->
                Sequences.padSequence(
                    List.of(FloatTensor.zeros(1, 2)), Padding.zeros().totalLength(1 << 30)))
        .withMessageStartingWith("tensor: expected at most 2147483639 values, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequences.padSequence(parts(), Padding.zeros().totalLength(3)))
        .withMessage(
            "padding: expected a total length of at least 4, the longest row's and at least 1, got 3");
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
        file,
        ParameterValues.builder().add("v", TensorShape.of(values.length), values).build(),
        type);
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
    assertThat(Safetensors.read(file).shape("v")).isEqualTo(TensorShape.of(values.length));
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
            .add("a", TensorShape.of(1), new float[] {1})
            .add("b", TensorShape.of(2), new float[] {2, 3})
            .build();
    ParameterValues loaded =
        ParameterValues.builder()
            .add("b", TensorShape.of(2), new float[] {5, 6})
            .add("c", TensorShape.of(1), new float[] {7})
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
                    ParameterValues.builder().add("b", TensorShape.of(1), new float[] {5}).build()))
        .withMessage("parameter b: expected shape [2], got [1]");
  }
}

package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberInput;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.head.LabelSet;
import org.tributary.internal.tagger.ArrayModel;
import org.tributary.internal.tagger.SequencePredictor;
import org.tributary.layer.Bias;
import org.tributary.layer.Cell;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RnnCell;
import org.tributary.onnx.TestEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TensorType;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.RandomColumns;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.CaseSelection;

/**
 * Networks on Java arrays have the logits of the same networks in a graph, for random definitions.
 */
class ArrayModelTest {
  private static final int DEFINITIONS = CaseSelection.count(25, 500);

  /** The maximum distance of logits, relative to the largest of a sequence or to 1. */
  private static final double TOLERANCE = 2e-5;

  private static final List<String> INPUTS =
      List.of("word", "lower", "suffix3", "shape", "tags", "char", "sensor", "vector", "token");

  @TempDir private static Path folder;

  @Test
  void logitsAreThoseOfTheGraph() throws IOException {
    Set<String> kinds = new TreeSet<>();
    for (int seed = 0; seed < DEFINITIONS; seed++) {
      Random random = new Random(seed);
      TaggerDefinition definition = definition(random);
      kinds.add(definition.encoder().cell().getClass().getSimpleName());
      definition.inputs().all().forEach(input -> kinds.add(input.getClass().getSimpleName()));
      boolean cachesSome = compare("seed " + seed + ": " + definition, definition, random);
      if (cachesSome && definition.inputs().readSentences()) {
        kinds.add("words before sentences");
      }
    }
    assertThat(kinds)
        .containsExactly(
            "CharacterInput",
            "EmbeddingInput",
            "GruCell",
            "LstmCell",
            "NumberInput",
            "RnnCell",
            "TransformerVectors",
            "VectorInput",
            "words before sentences");
  }

  /** Compares the logits; returns whether the network on arrays has cached any step. */
  private static boolean compare(String name, TaggerDefinition definition, Random random) {
    int columns = definition.columns().size();
    TaggerSizes sizes =
        new TaggerSizes(
            definition.inputs().all().stream()
                .map(input -> hasEntries(input) ? 5 + random.nextInt(40) : 0)
                .toList(),
            IntStream.range(0, columns)
                .mapToObj(k -> LabelSet.ofSize(2 + random.nextInt(19)))
                .toList());
    ParameterValues values = values(definition, sizes, random);
    List<FeatureSequence> sequences = new ArrayList<>();
    for (int k = 1 + random.nextInt(12); k > 0; k--) {
      sequences.add(RandomColumns.sequence(definition, sizes, 1 + random.nextInt(15), random));
    }
    boolean cachesSteps = !definition.inputs().readSentences() && random.nextBoolean();
    try (SequencePredictor onArrays =
            ArrayModel.inPlainJava(definition, sizes, values, cachesSteps).orElseThrow();
        SequencePredictor inGraph =
            new GraphModel(
                definition, sizes, values, TensorFlowRuntime::openWithoutGraphOptimizer)) {
      List<List<float[]>> expected = inGraph.logits(sequences, columns);
      for (int pass = 0; pass < 2; pass++) { // the second finds the cache full
        List<List<float[]>> actual = onArrays.logits(sequences, columns);
        assertThat(actual).hasSameSizeAs(expected);
        for (int k = 0; k < expected.size(); k++) {
          for (int column = 0; column < columns; column++) {
            assertClose(
                "%s: sequence %d, column %d".formatted(name, k, column),
                actual.get(k).get(column),
                expected.get(k).get(column));
          }
        }
      }
      return onArrays.cachedSteps() > 0;
    }
  }

  private static boolean hasEntries(Input<?> input) {
    return !(input instanceof NumberInput || input instanceof TransformerVectors);
  }

  private static void assertClose(String name, float[] actual, float[] expected) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    double scale = 1;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int k = 0; k < expected.length; k++) {
      if (!(Math.abs(actual[k] - expected[k]) <= TOLERANCE * scale)) {
        throw new AssertionError(
            "%s, logit %d: expected %s, got %s".formatted(name, k, expected[k], actual[k]));
      }
    }
  }

  /** Returns values without zeros; half of all tables are in half precision. */
  private static ParameterValues values(
      TaggerDefinition definition, TaggerSizes sizes, Random random) {
    Set<String> tables = new TreeSet<>();
    definition.inputs().all().forEach(input -> tables.addAll(input.tables()));
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    for (ParameterSpec spec : definition.parameters(sizes)) {
      double inputs = (double) spec.shape().size() / spec.shape().get(0);
      double scale = tables.contains(spec.name()) ? 1 : 1.5 / Math.sqrt(inputs);
      FloatTensor tensor = tensor(spec.shape(), scale, random);
      boolean isHalf = tables.contains(spec.name()) && random.nextBoolean();
      values.put(spec.name(), isHalf ? TensorType.F16.rounded(tensor) : tensor);
    }
    return ParameterValues.of(values);
  }

  private static FloatTensor tensor(TensorShape shape, double scale, Random random) {
    return FloatTensor.written(
        shape,
        to -> {
          for (int k = 0; k < to.length; k++) {
            to[k] = (float) ((0.05 + 0.95 * random.nextDouble()) * scale);
            to[k] = random.nextBoolean() ? to[k] : -to[k];
          }
        });
  }

  private static TaggerDefinition definition(Random random) throws IOException {
    List<Input<?>> inputs = new ArrayList<>();
    for (String name : INPUTS) {
      if (random.nextInt(3) == 0) {
        inputs.add(random.nextInt(inputs.size() + 1), input(name, random));
      }
    }
    if (inputs.isEmpty()) {
      inputs.add(input(INPUTS.get(random.nextInt(INPUTS.size())), random));
    }
    TaggerDefinition definition =
        Tagger.define().inputs(new Inputs(inputs)).encoder(size -> encoder(size, random));
    definition = random.nextBoolean() ? definition.crf() : definition.softmax();
    return random.nextInt(3) == 0 ? definition.auxiliaryTask("other", 0.5) : definition;
  }

  private static Input<?> input(String name, Random random) throws IOException {
    OptionalInt projection =
        random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(20)) : OptionalInt.empty();
    int size = 1 + random.nextInt(24);
    return switch (name) {
      case "char" -> characters(CharacterInput.of(name).size(size), random);
      case "sensor" -> {
        NumberInput numbers = NumberInput.of(name, size);
        yield projection.isPresent() ? numbers.projectedTo(projection.getAsInt()) : numbers;
      }
      case "token" -> new TransformerVectors(name, TestEncoder.in(folder), projection);
      case "vector" ->
          new VectorInput(
              name,
              size,
              VectorInput.Keep.ALL,
              Trainability.FROZEN,
              0,
              projection,
              Optional.empty());
      default -> {
        EmbeddingInput table = EmbeddingInput.of(name, size);
        yield projection.isPresent() ? table.projectedTo(projection.getAsInt()) : table;
      }
    };
  }

  private static CharacterInput characters(CharacterInput input, Random random) {
    CharacterPooling pooling = random.nextBoolean() ? CharacterPooling.LAST : CharacterPooling.MAX;
    return random.nextBoolean()
        ? input.lstm(1 + random.nextInt(20), pooling)
        : switch (random.nextInt(3)) {
          case 0 -> input.cnn(1 + random.nextInt(12), 3);
          case 1 -> input.cnn(1 + random.nextInt(12), 1, 2, 4);
          default -> input.cnn(1 + random.nextInt(12), 5, 2);
        };
  }

  private static Recurrent encoder(int inputSize, Random random) {
    int hidden = 2 + random.nextInt(40);
    Bias bias = random.nextInt(4) == 0 ? Bias.ABSENT : Bias.PRESENT;
    Cell cell =
        switch (random.nextInt(6)) {
          case 0 -> RnnCell.of(inputSize, hidden).bias(bias);
          case 1 -> RnnCell.of(inputSize, hidden).bias(bias).nonlinearity(Nonlinearity.RELU);
          case 2 -> GruCell.of(inputSize, hidden).bias(bias);
          case 3 ->
              LstmCell.of(inputSize, hidden).bias(bias).projection(1 + random.nextInt(hidden - 1));
          default -> LstmCell.of(inputSize, hidden).bias(bias);
        };
    Recurrent encoder = Recurrent.of(cell).layers(1 + random.nextInt(3));
    encoder = random.nextInt(4) == 0 ? encoder : encoder.bidirectional();
    if (encoder.layers() == 1) {
      return encoder;
    }
    return switch (random.nextInt(3)) {
      case 0 -> encoder.residual();
      case 1 -> encoder.highway();
      default -> encoder;
    };
  }
}

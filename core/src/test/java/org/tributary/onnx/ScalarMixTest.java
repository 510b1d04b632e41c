package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.InputFile;
import org.tributary.feature.InputInference;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.Forward;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.Variables;
import org.tributary.graph.tagger.FedInput;
import org.tributary.graph.tagger.InputContext;
import org.tributary.internal.HalfPrecision;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.BatchShape;
import org.tributary.sequence.Layout;

/** The mix of layers and its projection: outputs and gradients against loops in doubles. */
class ScalarMixTest {
  private static final int LAYERS = 3;
  private static final int SIZE = 5;
  private static final int[] LENGTHS = {4, 2};
  private static final int STEPS = 4;

  private final Random random = new Random(4);

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void outputsAndGradientsMatchTheFormula(int projection) {
    TransformerVectors input = input(projection);
    List<TokenVectorColumn> columns = new ArrayList<>();
    for (int length : LENGTHS) {
      short[] halves = new short[length * LAYERS * SIZE];
      for (int k = 0; k < halves.length; k++) {
        halves[k] = HalfPrecision.encode((float) random.nextGaussian());
      }
      columns.add(new TokenVectorColumn(ShortBuffer.wrap(halves), LAYERS * SIZE));
    }
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    for (ParameterSpec spec : input.parameters(1)) {
      values.put(
          spec.name(),
          FloatTensor.written(
              spec.shape(),
              to -> {
                for (int k = 0; k < to.length; k++) {
                  to[k] = (float) random.nextGaussian();
                }
              }));
    }
    int size = input.outputSize();
    float[] upstream = new float[STEPS * LENGTHS.length * size]; // zero in the padding
    for (int n = 0; n < LENGTHS.length; n++) {
      for (int step = 0; step < LENGTHS[n]; step++) {
        for (int s = 0; s < size; s++) {
          upstream[(step * LENGTHS.length + n) * size + s] = (float) random.nextGaussian();
        }
      }
    }
    Expected expected = new Expected(input, columns, values, upstream);
    InputInference<TokenVectorColumn> inference = input.inference(values::get).orElseThrow();
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, input.parameters(1));
      SequenceLengths lengths = new SequenceLengths(tf, tf.constant(LENGTHS), tf.constant(STEPS));
      FedInput<TokenVectorColumn> built =
          input.build(new InputContext(tf, variables, variables::read, lengths), 1);
      Forward<ParameterGradients> forward = built.forward();
      ParameterGradients gradients =
          forward.backward(
              tf.constant(Shape.of(STEPS, LENGTHS.length, size), DataBuffers.of(upstream)));
      assertThat(gradients.dense().keySet()).containsExactlyElementsOf(values.keySet());
      List<Operand<TFloat32>> fetched = new ArrayList<>(List.of(forward.output()));
      fetched.addAll(gradients.dense().values());
      try (Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph);
          Feed feed = new Feed(session)) {
        variables.assign(session, ParameterValues.of(values));
        built.feed(
            feed,
            columns,
            new BatchShape(Layout.SEQUENCE_FIRST, STEPS, LENGTHS.length),
            UnkReplacement.none());
        try (Result result = feed.run(fetched, 0)) {
          float[] output = NativeTensors.copyOf((TFloat32) result.get(0)).values();
          for (int n = 0; n < LENGTHS.length; n++) {
            for (int step = 0; step < LENGTHS[n]; step++) {
              float[] own = new float[size + 1];
              inference.encode(columns.get(n), step, own, 1);
              for (int s = 0; s < size; s++) {
                double value = expected.output[n][step][s];
                assertThat((double) own[s + 1]).isCloseTo(value, within(1e-5));
                assertThat((double) output[(step * LENGTHS.length + n) * size + s])
                    .isCloseTo(value, within(1e-5));
              }
            }
          }
          int next = 1;
          for (String parameter : values.keySet()) {
            float[] found = NativeTensors.copyOf((TFloat32) result.get(next++)).values();
            double[] gradient = expected.gradients.get(parameter);
            assertThat(found).hasSameSizeAs(gradient);
            for (int k = 0; k < found.length; k++) {
              assertThat((double) found[k])
                  .as("%s, element %d", parameter, k)
                  .isCloseTo(gradient[k], within(1e-4));
            }
          }
        }
      }
    }
  }

  private static TransformerVectors input(int projection) {
    return new TransformerVectors(
        "token",
        new TransformerEncoder(
            new InputFile("encoder", "onnx", "0".repeat(64), Optional.empty()),
            new InputFile("tokenizer", "json", "1".repeat(64), Optional.empty()),
            List.of(1, 2, 4),
            PiecePooling.MEAN,
            SIZE,
            Optional.empty()),
        projection == 0 ? OptionalInt.empty() : OptionalInt.of(projection));
  }

  /** γ Σₖ softmax(w)ₖ hₖ and its projection, with their gradients by the product rule. */
  private static final class Expected {
    private final double[][][] output = new double[LENGTHS.length][][]; // [N][steps][S]
    private final Map<String, double[]> gradients = new LinkedHashMap<>();

    Expected(
        TransformerVectors input,
        List<TokenVectorColumn> columns,
        Map<String, FloatTensor> values,
        float[] upstream) {
      float[] w = values.get("token_mix.weight").values();
      double gamma = values.get("token_mix.gamma").values()[0];
      double sum = 0;
      for (float each : w) {
        sum += Math.exp(each);
      }
      values.forEach((name, value) -> gradients.put(name, new double[value.values().length]));
      int size = input.outputSize();
      boolean projects = input.projection().isPresent();
      for (int n = 0; n < LENGTHS.length; n++) {
        output[n] = new double[LENGTHS[n]][];
        for (int step = 0; step < LENGTHS[n]; step++) {
          float[] h = new float[LAYERS * SIZE];
          columns.get(n).copy(step, h, 0);
          double[] mixed = new double[SIZE]; // without γ
          for (int k = 0; k < LAYERS; k++) {
            for (int e = 0; e < SIZE; e++) {
              mixed[e] += Math.exp(w[k]) / sum * h[k * SIZE + e];
            }
          }
          double[] u = new double[SIZE]; // upstream of γ·mixed
          output[n][step] = new double[size];
          for (int s = 0; s < size; s++) {
            double upstreamOfOutput = upstream[(step * LENGTHS.length + n) * size + s];
            if (!projects) {
              output[n][step][s] = gamma * mixed[s];
              u[s] = upstreamOfOutput;
              continue;
            }
            FloatTensor weight = values.get("token_proj.weight"); // [S, E]
            output[n][step][s] = values.get("token_proj.bias").values()[s];
            gradients.get("token_proj.bias")[s] += upstreamOfOutput;
            for (int e = 0; e < SIZE; e++) {
              output[n][step][s] += weight.get(s, e) * gamma * mixed[e];
              gradients.get("token_proj.weight")[s * SIZE + e] +=
                  upstreamOfOutput * gamma * mixed[e];
              u[e] += upstreamOfOutput * weight.get(s, e);
            }
          }
          for (int e = 0; e < SIZE; e++) {
            gradients.get("token_mix.gamma")[0] += u[e] * mixed[e];
            for (int k = 0; k < LAYERS; k++) {
              gradients.get("token_mix.weight")[k] +=
                  u[e] * gamma * Math.exp(w[k]) / sum * (h[k * SIZE + e] - mixed[e]);
            }
          }
        }
      }
    }
  }
}

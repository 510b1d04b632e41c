package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.Gradients;
import org.tributary.graph.GraphSkipConnection;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;

/** Parameters, gradients with dropout, and a user's own connection. */
class RecurrentSkipConnectionTest {
  private static final int INPUT = 2;
  private static final String X = "x";

  /** A connection with a weight for each unit: y = h + w ⊙ x. */
  private record ScaledConnection() implements GraphSkipConnection {
    @Override
    public String name() {
      return "scaled";
    }

    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of(new ParameterSpec("scale", TensorShape.of(size), Initializer.uniform(1)));
    }

    @Override
    public Operand<TFloat32> forward(
        Ops tf,
        Operand<TFloat32> x,
        Operand<TFloat32> h,
        Function<String, Operand<TFloat32>> weights) {
      return tf.math.add(h, tf.math.mul(x, weights.apply("scale")));
    }
  }

  static List<Recurrent> definitions() {
    return List.of(
        Recurrent.lstm(INPUT).hidden(3).layers(2).bidirectional().dropout(0.25),
        Recurrent.gru(INPUT).hidden(3).layers(2).bidirectional().residual().dropout(0.25),
        Recurrent.lstm(INPUT).hidden(2).layers(3).bidirectional().highway().dropout(0.25),
        Recurrent.rnn(INPUT).hidden(3).layers(2).highway().dropout(0.25).recurrentDropout(0.3),
        Recurrent.gru(INPUT).hidden(2).layers(2).bidirectional().lockedDropout(0.4).batchFirst(),
        Recurrent.lstm(INPUT).hidden(3).projection(2).layers(2).highway().lockedDropout(0.3),
        Recurrent.gru(INPUT).hidden(2).layers(3).skipConnection(new ScaledConnection()),
        Recurrent.lstm(INPUT)
            .hidden(1)
            .layers(3)
            .residual()
            .lockedDropout(0.3)
            .recurrentDropout(0.2));
  }

  /** The dropout masks are fixed by the seed while an element is perturbed. */
  @ParameterizedTest
  @MethodSource("definitions")
  void gradientsMatchFiniteDifferences(Recurrent definition) {
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(3))) {
      FloatTensor x = Rows.draw(4, 4, 4, INPUT);
      FloatTensor weights = Rows.draw(6, 4, 4, definition.outputSize());
      Gradients<FloatTensor> back = module.backward(input(x), OutputGradients.ofOutput(weights));
      Map<String, float[]> gradients = new LinkedHashMap<>();
      back.parameters().keySet().forEach(n -> gradients.put(n, back.parameter(n).values()));
      assertThat(gradients.keySet()).containsExactlyElementsOf(module.parameterNames());
      gradients.put(X, back.input().values());
      ParameterValues values = module.parameters();
      float largest = 0;
      for (Map.Entry<String, float[]> entry : gradients.entrySet()) {
        String name = entry.getKey();
        FloatTensor value = name.equals(X) ? x : values.tensor(name);
        float[] gradient = entry.getValue();
        for (int k = 0; k < gradient.length; k += 1 + gradient.length / 3) {
          double[] losses = new double[2];
          for (int side = 0; side < 2; side++) {
            float[] perturbed = value.values().clone();
            perturbed[k] += side == 0 ? -1e-2f : 1e-2f;
            FloatTensor moved = FloatTensor.of(value.shape(), perturbed);
            if (!name.equals(X)) {
              module.set(name, moved);
            }
            losses[side] = loss(module, name.equals(X) ? moved : x, weights);
          }
          if (!name.equals(X)) {
            module.set(name, value);
          }
          double slope = (losses[1] - losses[0]) / 2e-2;
          assertThat((double) gradient[k])
              .as("%s, element %d", name, k)
              .isCloseTo(slope, within(1e-3 + 2e-3 * Math.abs(slope)));
          largest = Math.max(largest, Math.abs(gradient[k]));
        }
      }
      assertThat(largest).isGreaterThan(0.1f);
    }
  }

  private static RecurrentInput input(FloatTensor x) {
    return RecurrentInput.of(x).lengths(4, 2, 3, 4).dropoutSeed(77);
  }

  private static double loss(RecurrentModule module, FloatTensor x, FloatTensor weights) {
    float[] output = module.forward(input(x)).output().values();
    double sum = 0;
    for (int k = 0; k < output.length; k++) {
      sum += (double) output[k] * weights.values()[k];
    }
    return sum;
  }

  @Test
  void gradientInThePaddingIsIgnored() {
    Recurrent definition = Recurrent.gru(INPUT).hidden(3).layers(2).highway();
    float[] upstream = Rows.draw(6, 3, 2, 3).values();
    float[] invalid = upstream.clone();
    for (int k = 3; k < 6; k++) { // steps 1 and 2 of row 1
      invalid[6 + k] = Float.NaN;
      invalid[12 + k] = Float.NaN;
    }
    RecurrentInput input = RecurrentInput.of(Rows.draw(1, 3, 2, INPUT)).lengths(3, 1);
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(3))) {
      assertThat(module.backward(input, OutputGradients.ofOutput(tensor(invalid))))
          .isEqualTo(module.backward(input, OutputGradients.ofOutput(tensor(upstream))));
    }
  }

  private static FloatTensor tensor(float[] values) {
    return FloatTensor.of(TensorShape.of(3, 2, 3), values);
  }

  /** The connection above the top cell does not reach the final state. */
  @Test
  void lossOfFinalStateLeavesTopConnectionWithZeroGradients() {
    Recurrent definition = Recurrent.gru(INPUT).hidden(3).layers(3).highway();
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(3))) {
      Gradients<FloatTensor> back =
          module.backward(
              RecurrentInput.of(Rows.draw(1, 3, 2, INPUT)),
              OutputGradients.<FloatTensor>none().hidden(Rows.draw(2, 3, 2, 3)));
      assertThat(back.parameter("highway_weight_l2").values()).containsOnly(0f);
      assertThat(back.parameter("highway_bias_l2").values()).containsOnly(0f);
      assertThat(back.parameter("highway_bias_l1").values()).doesNotContain(0f);
    }
  }

  @Test
  void lastOutputsAreThoseOfTheConnection() {
    Recurrent definition = Recurrent.gru(INPUT).hidden(3).layers(2).bidirectional().residual();
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(3))) {
      RecurrentOutput output =
          module.forward(RecurrentInput.of(Rows.draw(1, 3, 2, INPUT)).lengths(2, 3));
      float[] all = output.output().values(); // [3, 2, 6]
      assertThat(output.lastForward().values())
          .containsExactly(all[12], all[13], all[14], all[30], all[31], all[32]);
      assertThat(output.lastReverse().orElseThrow().values())
          .containsExactly(all[3], all[4], all[5], all[9], all[10], all[11]);
    }
  }

  @Test
  void parameterNamesAreThoseOfPyTorchAndOfTheConnections() {
    Recurrent two = Recurrent.rnn(3).hidden(2).layers(2);
    List<String> plain = names(two);
    assertThat(plain).hasSize(8).contains("weight_ih_l1");
    assertThat(names(two.residual())).isEqualTo(plain);
    assertThat(names(two.highway()))
        .hasSize(10)
        .startsWith(plain.toArray(String[]::new))
        .endsWith("highway_weight_l1", "highway_bias_l1");
    assertThat(names(Recurrent.lstm(3).hidden(2).highway())).hasSize(4);
    assertThat(Recurrent.lstm(3).hidden(2).bidirectional().highway().layers(Recurrent.MAX_LAYERS))
        .extracting(r -> r.parameters().size())
        .isEqualTo(10 * Recurrent.MAX_LAYERS - 2);
  }

  private static List<String> names(Recurrent definition) {
    return definition.parameters().stream().map(ParameterSpec::name).toList();
  }
}

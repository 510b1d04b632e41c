package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.graph.Gradients;
import org.tributary.graph.Kernels;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.testing.CaseSelection;

/** Tests the observable effect of each kind of dropout. */
class RecurrentDropoutTest {
  private static final int STEPS = 6;
  private static final int SIZE = 5;

  @ParameterizedTest
  @ValueSource(strings = {"dropout", "lockedDropout", "recurrentDropout"})
  void dropoutIsOffAtInferenceAndFollowsSeedInTraining(String kind) {
    Recurrent plain = Recurrent.gru(3).hidden(SIZE).layers(2);
    Recurrent dropping =
        switch (kind) {
          case "dropout" -> plain.dropout(0.5);
          case "lockedDropout" -> plain.lockedDropout(0.5);
          default -> plain.recurrentDropout(0.5);
        };
    RecurrentInput input = RecurrentInput.of(Rows.draw(4, STEPS, 2, 3));
    try (RecurrentModule without = UnoptimizedModule.of(plain, TorchRandom.seeded(1));
        RecurrentModule with = UnoptimizedModule.of(dropping, TorchRandom.seeded(1))) {
      assertThat(with.forward(input)).isEqualTo(without.forward(input));
      assertThat(without.forward(input.dropoutSeed(1))).isEqualTo(without.forward(input));
      RecurrentOutput dropped = with.forward(input.dropoutSeed(1));
      assertThat(dropped).isNotEqualTo(with.forward(input));
      assertThat(with.forward(input.dropoutSeed(1))).isEqualTo(dropped);
      assertThat(with.forward(input.dropoutSeed(2))).isNotEqualTo(dropped);
      // the final state of the lowest layer sees no dropout between layers
      if (!kind.equals("recurrentDropout")) {
        assertThat(lowest(dropped)).isEqualTo(lowest(with.forward(input)));
      }
    }
  }

  static List<Recurrent> layersOfSizeOne() {
    return List.of(
        Recurrent.gru(2).hidden(1).layers(2),
        Recurrent.rnn(2).hidden(1).layers(2),
        Recurrent.lstm(2).hidden(3).projection(1).layers(2),
        Recurrent.gru(2).hidden(1).layers(2).kernel(Kernels.named("scan")),
        Recurrent.lstm(2).hidden(1).layers(3).kernel(Kernels.named("scan")));
  }

  /**
   * A size of 1 could broadcast, so TensorFlow's shape inference loses it if the mask's is unknown.
   */
  @ParameterizedTest
  @MethodSource("layersOfSizeOne")
  void layersOfSizeOneMatchReference(Recurrent plain) {
    List<Recurrent> layers = List.of(plain.lockedDropout(0.3), plain.dropout(0.3));
    RecurrentInput full = RecurrentInput.of(Rows.draw(4, STEPS, 3, 2));
    List<RecurrentInput> inputs = List.of(full, full.lengths(2, STEPS, 3));
    for (int layer = 0; layer < 2; layer++) {
      Recurrent dropping = layers.get(layer).recurrentDropout(0.2);
      for (int kind = 0; kind < 2; kind++) {
        if (!CaseSelection.includes(2, layer, kind, plain.cell().stateSizes().size())) {
          continue;
        }
        RecurrentInput seeded = inputs.get(kind).dropoutSeed(5);
        try (RecurrentModule fast = UnoptimizedModule.of(dropping, TorchRandom.seeded(1));
            RecurrentModule reference =
                UnoptimizedModule.of(dropping.kernel(Kernels.reference()), TorchRandom.seeded(1))) {
          FloatTensor expected = reference.forward(seeded).output();
          assertThat(fast.forward(seeded).output().values())
              .containsExactly(expected.values(), within(1e-6f));
          OutputGradients<FloatTensor> loss = OutputGradients.ofOutput(expected);
          assertThat(fast.backward(seeded, loss).input().values())
              .containsExactly(reference.backward(seeded, loss).input().values(), within(1e-6f));
        }
      }
    }
  }

  /** The upper layer is the identity, so dropped elements are zeros in its output. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lockedDropoutDropsSameElementsInEveryStep(boolean locked) {
    Recurrent base = Recurrent.rnn(SIZE).hidden(SIZE).layers(2).withoutBias();
    Recurrent definition = locked ? base.lockedDropout(0.5) : base.dropout(0.5);
    try (RecurrentModule module =
        UnoptimizedModule.of(
            definition.initializer(Initializer.constant(0)), TorchRandom.seeded(1))) {
      module.set("weight_ih_l0", identity());
      module.set("weight_ih_l1", identity());
      FloatTensor output =
          module.forward(RecurrentInput.of(Rows.draw(3, STEPS, 4, SIZE)).dropoutSeed(8)).output();
      int dropped = 0;
      Set<String> patternsOfRow0 = new HashSet<>();
      Set<String> patternsOfStep0 = new HashSet<>();
      for (int t = 0; t < STEPS; t++) {
        for (int row = 0; row < 4; row++) {
          StringBuilder pattern = new StringBuilder();
          for (int k = 0; k < SIZE; k++) {
            pattern.append(output.get(t, row, k) == 0 ? '0' : '1');
            dropped += output.get(t, row, k) == 0 ? 1 : 0;
          }
          if (row == 0) {
            patternsOfRow0.add(pattern.toString());
          }
          if (t == 0) {
            patternsOfStep0.add(pattern.toString());
          }
        }
      }
      assertThat(dropped).isBetween(STEPS * 4 * SIZE / 4, STEPS * 4 * SIZE * 3 / 4);
      assertThat(patternsOfRow0.size() == 1).isEqualTo(locked);
      assertThat(patternsOfStep0).hasSizeGreaterThan(1);
    }
  }

  /** With identity weights, h doubles in every step if kept and stays 1 if dropped. */
  @Test
  void recurrentDropoutDropsSameElementsInEveryStep() {
    Recurrent definition =
        Recurrent.rnn(SIZE)
            .hidden(SIZE)
            .nonlinearity(org.tributary.layer.Nonlinearity.RELU)
            .withoutBias()
            .recurrentDropout(0.5);
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(1))) {
      module.set("weight_ih_l0", identity());
      module.set("weight_hh_l0", identity());
      float[] ones = new float[STEPS * 4 * SIZE];
      java.util.Arrays.fill(ones, 1);
      FloatTensor output =
          module
              .forward(
                  RecurrentInput.of(FloatTensor.of(TensorShape.of(STEPS, 4, SIZE), ones))
                      .dropoutSeed(8))
              .output();
      Set<Double> finalValues = new HashSet<>();
      for (int row = 0; row < 4; row++) {
        for (int k = 0; k < SIZE; k++) {
          boolean kept = output.get(1, row, k) > 1;
          double h = 0;
          for (int t = 0; t < STEPS; t++) {
            h = 1 + (kept ? 2 * h : 0);
            assertThat((double) output.get(t, row, k)).isCloseTo(h, within(1e-4));
          }
          finalValues.add(h);
        }
      }
      assertThat(finalValues).hasSize(2);
    }
  }

  /** With masks fixed by the seed, gradients match finite differences. */
  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "gru", "projection"})
  void gradientsMatchFiniteDifferencesThroughMasks(String cell) {
    Recurrent base =
        switch (cell) {
          case "rnn" -> Recurrent.rnn(3).hidden(4);
          case "lstm" -> Recurrent.lstm(3).hidden(4);
          case "gru" -> Recurrent.gru(3).hidden(4);
          default -> Recurrent.lstm(3).hidden(4).projection(2);
        };
    Recurrent definition = base.layers(2).bidirectional().lockedDropout(0.4).recurrentDropout(0.3);
    FloatTensor upstream = Rows.draw(6, STEPS, 2, definition.outputSize());
    RecurrentInput input =
        RecurrentInput.of(Rows.draw(5, STEPS, 2, 3)).lengths(6, 4).dropoutSeed(3);
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(1))) {
      Gradients<FloatTensor> back = module.backward(input, OutputGradients.ofOutput(upstream));
      for (String name : module.parameterNames()) {
        FloatTensor value = module.parameter(name);
        FloatTensor direction = Rows.draw(name.hashCode(), value.shape().asArray());
        double expected = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
          float[] moved = value.values();
          for (int k = 0; k < moved.length; k++) {
            moved[k] += sign * 1e-2f * direction.values()[k];
          }
          module.set(name, FloatTensor.of(value.shape(), moved));
          expected += sign * dot(module.forward(input).output(), upstream) / 2e-2;
        }
        module.set(name, value);
        assertThat(dot(back.parameter(name), direction))
            .as(name)
            .isCloseTo(expected, within(0.02 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  private static double dot(FloatTensor a, FloatTensor b) {
    float[] x = a.values();
    float[] y = b.values();
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += (double) x[k] * y[k];
    }
    return sum;
  }

  private static FloatTensor lowest(RecurrentOutput output) {
    float[] all = output.finalState().hidden().values();
    return FloatTensor.of(
        TensorShape.of(all.length / 2), java.util.Arrays.copyOf(all, all.length / 2));
  }

  private static FloatTensor identity() {
    float[] values = new float[SIZE * SIZE];
    for (int k = 0; k < SIZE; k++) {
      values[k * (SIZE + 1)] = 1;
    }
    return FloatTensor.of(TensorShape.of(SIZE, SIZE), values);
  }
}

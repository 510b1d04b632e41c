package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.testing.Eval;
import org.tributary.testing.PlainCell;

/** Tests directions, depth and lengths against double loops, and that padding has no effect. */
class RecurrentLayerTest {
  private static final int STEPS = 6;
  private static final int IN = 4;
  private static final int HIDDEN = 5;
  private static final int[] LENGTHS = {3, 6, 0, 1};
  private static final int ROWS = LENGTHS.length;

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "2, 1", "3, 2"})
  void outputsAndStatesMatchDoubleLoops(int layers, int directions) {
    Recurrent definition = Recurrent.lstm(IN).hidden(HIDDEN).layers(layers);
    if (directions == 2) {
      definition = definition.bidirectional();
    }
    ParameterValues weights = draw(definition);
    float[] input = TorchRandom.seeded(5).normal(STEPS * ROWS * IN);
    try (Eval eval = new Eval()) {
      RecurrentForward run = run(eval, definition, weights, input);
      List<Operand<TFloat32>> fetched = new ArrayList<>(List.of(run.output()));
      run.finalStates().forEach(s -> fetched.addAll(s.parts()));
      List<float[]> values = eval.values(fetched);
      for (int row = 0; row < ROWS; row++) {
        double[][] level = new double[LENGTHS[row]][IN];
        for (int t = 0; t < LENGTHS[row]; t++) {
          for (int k = 0; k < IN; k++) {
            level[t][k] = input[(t * ROWS + row) * IN + k];
          }
        }
        for (int layer = 0; layer < layers; layer++) {
          double[][] next = new double[LENGTHS[row]][HIDDEN * directions];
          for (int direction = 0; direction < directions; direction++) {
            double[][] all = plain(definition, weights, layer, direction, level);
            for (int t = 0; t < LENGTHS[row]; t++) {
              int at = direction == 0 ? t : LENGTHS[row] - 1 - t;
              System.arraycopy(all[t], 0, next[at], direction * HIDDEN, HIDDEN);
            }
            int state = 1 + 2 * (layer * directions + direction);
            assertRow(values.get(state), row, all[LENGTHS[row]]);
            assertRow(values.get(state + 1), row, all[LENGTHS[row] + 1]);
          }
          level = next;
        }
        for (int t = 0; t < STEPS; t++) {
          double[] expected = t < LENGTHS[row] ? level[t] : new double[HIDDEN * directions];
          assertRow(values.get(0), t * ROWS + row, expected);
        }
      }
    }
  }

  @Test
  void paddingValuesDoNotAffectResults() {
    Recurrent definition = Recurrent.lstm(IN).hidden(HIDDEN).layers(2).bidirectional();
    ParameterValues weights = draw(definition);
    float[] input = TorchRandom.seeded(5).normal(STEPS * ROWS * IN);
    List<float[]> expected = results(definition, weights, input, padded(input, 0f), 0f);
    for (float filler : new float[] {1e30f, Float.NaN, Float.POSITIVE_INFINITY}) {
      List<float[]> actual = results(definition, weights, input, padded(input, filler), filler);
      for (int k = 0; k < expected.size(); k++) {
        assertThat(actual.get(k)).as("tensor %d, padding %s", k, filler).isEqualTo(expected.get(k));
      }
    }
  }

  @Test
  void runListsItsKernels() {
    Recurrent definition = Recurrent.lstm(IN).hidden(HIDDEN).layers(2).bidirectional();
    try (Eval eval = new Eval()) {
      Operand<TFloat32> x = eval.floats(new float[STEPS * ROWS * IN], STEPS, ROWS, IN);
      RecurrentLayer layer = layer(eval, definition, draw(definition));
      Kernel block = Kernels.named("block");
      Kernel scan = Kernels.named("scan");
      assertThat(layer.forward(x, Dropout.off()).kernels())
          .containsExactly(block, block, block, block);
      assertThat(layer.with(scan).forInference().forward(x, Dropout.off()).kernels())
          .containsExactly(scan, scan, scan, scan);
    }
  }

  /**
   * The lower layer has 4 · 210 · (4 + 210) = 179,760 weights a direction; the upper 4 · 210 · (420
   * + 210) = 529,200, which BlockLSTM would copy at every step.
   */
  @Test
  void eachLayerRunsItsFastestKernel() {
    Recurrent definition = Recurrent.lstm(IN).hidden(210).layers(2).bidirectional();
    try (Eval eval = new Eval()) {
      Operand<TFloat32> x = eval.floats(new float[STEPS * ROWS * IN], STEPS, ROWS, IN);
      assertThat(
              layer(eval, definition, draw(definition))
                  .forInference()
                  .forward(x, Dropout.off())
                  .kernels())
          .extracting(Kernel::name)
          .containsExactly("block", "block", "scan", "scan");
    }
  }

  @Test
  void missingLengthsMeanFullRows() {
    Recurrent definition = Recurrent.lstm(IN).hidden(HIDDEN).bidirectional().batchFirst();
    ParameterValues weights = draw(definition);
    float[] input = TorchRandom.seeded(5).normal(STEPS * ROWS * IN);
    try (Eval eval = new Eval()) {
      Operand<TFloat32> x = eval.floats(input, ROWS, STEPS, IN);
      RecurrentLayer layer = layer(eval, definition, weights);
      Operand<TInt32> full = eval.tf().constant(new int[] {STEPS, STEPS, STEPS, STEPS});
      SequenceLengths lengths = new SequenceLengths(eval.tf(), full, eval.tf().constant(STEPS));
      List<float[]> values =
          eval.values(
              List.of(
                  layer.forward(x, Dropout.off()).output(),
                  layer.forward(x, lengths, Dropout.off()).output()));
      assertThat(values.get(0)).isEqualTo(values.get(1)).hasSize(ROWS * STEPS * 2 * HIDDEN);
    }
  }

  /**
   * Lengths that only the graph knows are masked; a ReLU's state could grow without bound there.
   */
  @Test
  void computedLengthsMatchFedOnes() {
    Recurrent definition =
        Recurrent.rnn(IN).hidden(HIDDEN).nonlinearity(Nonlinearity.RELU).bidirectional();
    ParameterValues weights = draw(definition);
    float[] input = TorchRandom.seeded(5).normal(STEPS * ROWS * IN);
    for (int k = 0; k < input.length; k++) {
      if (k / IN / ROWS >= LENGTHS[k / IN % ROWS]) {
        input[k] = Float.NaN;
      }
    }
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      SequenceLengths computed =
          new SequenceLengths(
              tf, tf.math.add(tf.constant(LENGTHS), tf.constant(0)), tf.constant(STEPS));
      Operand<TFloat32> x = eval.floats(input, STEPS, ROWS, IN);
      List<Operand<TFloat32>> results = new ArrayList<>();
      for (SequenceLengths lengths : List.of(lengths(eval), computed)) {
        RecurrentForward run = layer(eval, definition, weights).forward(x, lengths, Dropout.off());
        Gradients<Operand<TFloat32>> back = run.backward(tf.onesLike(run.output()));
        results.addAll(List.of(run.output(), run.finalState().hidden(), back.input()));
        results.addAll(back.parameters().values());
      }
      List<float[]> values = eval.values(results);
      int count = results.size() / 2;
      for (int k = 0; k < count; k++) {
        assertThat(values.get(count + k))
            .as("result %d", k)
            .containsExactly(values.get(k), Offset.offset(1e-5f));
      }
    }
  }

  @Test
  void kernelCanBeForced() {
    Recurrent definition = Recurrent.lstm(IN).hidden(HIDDEN).layers(2).bidirectional();
    ParameterValues weights = draw(definition);
    float[] input = TorchRandom.seeded(5).normal(STEPS * ROWS * IN);
    try (Eval eval = new Eval()) {
      SequenceLengths lengths = lengths(eval);
      Operand<TFloat32> x = eval.floats(input, STEPS, ROWS, IN);
      RecurrentLayer layer = layer(eval, definition, weights);
      List<float[]> values =
          eval.values(
              List.of(
                  layer.forward(x, lengths, Dropout.off()).output(),
                  layer.with(Kernels.reference()).forward(x, lengths, Dropout.off()).output()));
      for (int j = 0; j < values.get(0).length; j++) {
        assertThat(values.get(0)[j]).isCloseTo(values.get(1)[j], within(1e-5f));
      }
    }
  }

  @Test
  void inputOfAnotherSizeIsRejected() {
    Recurrent definition = Recurrent.lstm(IN).hidden(HIDDEN);
    try (Eval eval = new Eval()) {
      assertThatThrownBy(
              () ->
                  layer(eval, definition, draw(definition))
                      .forward(eval.floats(new float[24], 2, 4, 3), lengths(eval), Dropout.off()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input: expected [L, N, 4] (sequence-first, input size 4), got [2, 4, 3]");
    }
  }

  /** Output, input gradient and parameter gradients of one pass. */
  private static List<float[]> results(
      Recurrent definition, ParameterValues weights, float[] real, float[] input, float filler) {
    float[] upstream = TorchRandom.seeded(6).normal(STEPS * ROWS * definition.outputSize());
    for (int t = 0; t < STEPS; t++) {
      for (int row = 0; row < ROWS; row++) {
        for (int k = 0; t >= LENGTHS[row] && k < definition.outputSize(); k++) {
          upstream[(t * ROWS + row) * definition.outputSize() + k] = filler;
        }
      }
    }
    assertThat(real).hasSameSizeAs(input);
    try (Eval eval = new Eval()) {
      RecurrentForward run = run(eval, definition, weights, input);
      Gradients<Operand<TFloat32>> back =
          run.backward(eval.floats(upstream, STEPS, ROWS, definition.outputSize()));
      List<Operand<TFloat32>> all = new ArrayList<>(List.of(run.output(), back.input()));
      all.addAll(back.parameters().values());
      return eval.values(all);
    }
  }

  private static float[] padded(float[] input, float filler) {
    float[] copy = input.clone();
    for (int t = 0; t < STEPS; t++) {
      for (int row = 0; row < ROWS; row++) {
        for (int k = 0; t >= LENGTHS[row] && k < IN; k++) {
          copy[(t * ROWS + row) * IN + k] = filler;
        }
      }
    }
    return copy;
  }

  private static ParameterValues draw(Recurrent definition) {
    return ParameterValues.draw(definition.parameters(), TorchRandom.seeded(3));
  }

  private static RecurrentForward run(
      Eval eval, Recurrent definition, ParameterValues weights, float[] input) {
    return layer(eval, definition, weights)
        .forward(eval.floats(input, STEPS, ROWS, IN), lengths(eval), Dropout.off());
  }

  private static SequenceLengths lengths(Eval eval) {
    FedSequenceLengths fed = new FedSequenceLengths(eval.tf(), eval.tf().constant(STEPS));
    eval.beforeRuns(() -> fed.feed(LENGTHS, STEPS, eval::feed));
    return fed.lengths();
  }

  private static RecurrentLayer layer(Eval eval, Recurrent definition, ParameterValues weights) {
    return new RecurrentLayer(
            eval.tf(),
            definition,
            name -> eval.floats(weights.values(name), weights.shape(name).asArray()))
        .forBackward();
  }

  private static double[][] plain(
      Recurrent definition, ParameterValues weights, int layer, int direction, double[][] level) {
    PlainCell plain =
        new PlainCell(
            StackedLayers.cell(definition, layer),
            name -> weights.values(StackedLayers.name(name, layer, direction)));
    double[][] all = new double[level.length + 2][];
    double[][] state = plain.zeros();
    for (int t = 0; t < level.length; t++) {
      state = plain.step(level[direction == 0 ? t : level.length - 1 - t], state);
      all[t] = state[0];
    }
    System.arraycopy(state, 0, all, level.length, 2);
    return all;
  }

  private static void assertRow(float[] actual, int row, double[] expected) {
    for (int k = 0; k < expected.length; k++) {
      assertThat((double) actual[row * expected.length + k]).isCloseTo(expected[k], within(1e-5));
    }
  }
}

package org.tributary.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tributary.cell.CellWeights;
import org.tributary.cell.LstmCell;
import org.tributary.cell.LstmState;
import org.tributary.random.TorchRandom;
import org.tributary.testing.Eval;

/** The reference kernel's gradients in float64 are those of central differences. */
class ReferenceGradientTest {
  private static final int STEPS = 3;
  private static final int ROWS = 2;
  private static final int IN = 4;
  private static final int HIDDEN = 5;
  private static final double DELTA = 1e-5;

  /** x, h, c, weight_ih, weight_hh, bias_ih, bias_hh. */
  private static final long[][] SHAPES = {
    {STEPS, ROWS, IN},
    {ROWS, HIDDEN},
    {ROWS, HIDDEN},
    {4 * HIDDEN, IN},
    {4 * HIDDEN, HIDDEN},
    {4 * HIDDEN},
    {4 * HIDDEN}
  };

  @Test
  void gradientsAreThoseOfCentralDifferences() {
    TorchRandom random = TorchRandom.seeded(7);
    List<double[]> given = new ArrayList<>();
    for (long[] shape : SHAPES) {
      given.add(random.normalDoubles(size(shape)));
    }
    double[] upH = random.normalDoubles(STEPS * ROWS * HIDDEN);
    double[] upC = random.normalDoubles(STEPS * ROWS * HIDDEN);
    List<double[]> gradients = gradients(given, upH, upC);
    for (int k = 0; k < SHAPES.length; k++) {
      for (int j = 0; j < given.get(k).length; j += 3) {
        double expected =
            (loss(moved(given, k, j, DELTA), upH, upC) - loss(moved(given, k, j, -DELTA), upH, upC))
                / (2 * DELTA);
        assertThat(gradients.get(k)[j])
            .as("tensor %d, element %d", k, j)
            .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  private static List<double[]> moved(List<double[]> given, int k, int j, double by) {
    List<double[]> copy = new ArrayList<>(given);
    copy.set(k, given.get(k).clone());
    copy.get(k)[j] += by;
    return copy;
  }

  private static double loss(List<double[]> given, double[] upH, double[] upC) {
    try (Eval eval = new Eval()) {
      LstmState<TFloat64> states = place(eval, given).states();
      List<double[]> values = eval.doubles(List.of(states.hidden(), states.cell()));
      double sum = 0;
      for (int j = 0; j < upH.length; j++) {
        sum += values.get(0)[j] * upH[j] + values.get(1)[j] * upC[j];
      }
      return sum;
    }
  }

  private static List<double[]> gradients(List<double[]> given, double[] upH, double[] upC) {
    try (Eval eval = new Eval()) {
      long[] shape = {STEPS, ROWS, HIDDEN};
      KernelGradients<TFloat64> back =
          place(eval, given)
              .backward(eval.doubles(upH, shape), Optional.of(eval.doubles(upC, shape)));
      List<Operand<TFloat64>> all = new ArrayList<>();
      all.add(back.input());
      all.add(back.initial().hidden());
      all.add(back.initial().cell());
      all.addAll(back.weights().named().values());
      return eval.doubles(all);
    }
  }

  private static KernelRun<TFloat64> place(Eval eval, List<double[]> given) {
    List<Operand<TFloat64>> placed = new ArrayList<>();
    for (int k = 0; k < SHAPES.length; k++) {
      placed.add(eval.doubles(given.get(k), SHAPES[k]));
    }
    return Kernels.reference()
        .run(
            eval.tf(),
            new KernelCall<>(
                new LstmCell(IN, HIDDEN, true),
                TFloat64.class,
                placed.get(0),
                new LstmState<>(placed.get(1), placed.get(2)),
                new CellWeights<>(
                    placed.get(3),
                    placed.get(4),
                    Optional.of(new CellWeights.Biases<>(placed.get(5), placed.get(6))))));
  }

  private static int size(long[] shape) {
    long size = 1;
    for (long dimension : shape) {
      size *= dimension;
    }
    return Math.toIntExact(size);
  }
}

package org.tributary.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tributary.cell.Cell;
import org.tributary.cell.CellParameter;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.random.TorchRandom;
import org.tributary.sequence.Packing;
import org.tributary.sequence.SequenceLengths;
import org.tributary.testing.Cells;
import org.tributary.testing.Eval;

/** The reference kernel's gradients in float64 are those of central differences. */
class ReferenceGradientTest {
  private static final int STEPS = 3;
  private static final int ROWS = 2;
  private static final double DELTA = 1e-5;

  static List<Cell> cells() {
    return Cells.all(4, 5, 3);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void gradientsAreThoseOfCentralDifferences(Cell cell) {
    TorchRandom random = TorchRandom.seeded(7);
    List<Shape> shapes = shapes(cell);
    List<double[]> given = new ArrayList<>();
    shapes.forEach(shape -> given.add(random.normalDoubles((int) shape.size())));
    List<double[]> upstream = new ArrayList<>();
    upstream.add(random.normalDoubles(STEPS * ROWS * cell.outputSize()));
    cell.stateSizes().forEach(n -> upstream.add(random.normalDoubles(ROWS * n)));
    List<double[]> gradients = gradients(cell, given, upstream);
    for (int k = 0; k < given.size(); k++) {
      for (int j = 0; j < given.get(k).length; j += 5) {
        double up = loss(cell, moved(given, k, j, DELTA), upstream);
        double down = loss(cell, moved(given, k, j, -DELTA), upstream);
        double expected = (up - down) / (2 * DELTA);
        assertThat(gradients.get(k)[j])
            .as("tensor %d, element %d", k, j)
            .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  /** Of the input, the state's parts and the weights, in this order. */
  private static List<Shape> shapes(Cell cell) {
    List<Shape> shapes = new ArrayList<>();
    shapes.add(Shape.of(STEPS, ROWS, cell.inputSize()));
    cell.stateSizes().forEach(size -> shapes.add(Shape.of(ROWS, size)));
    cell.parameterKinds().forEach(kind -> shapes.add(cell.shape(kind)));
    return shapes;
  }

  private static List<double[]> moved(List<double[]> given, int k, int j, double by) {
    List<double[]> copy = new ArrayList<>(given);
    copy.set(k, given.get(k).clone());
    copy.get(k)[j] += by;
    return copy;
  }

  private static double loss(Cell cell, List<double[]> given, List<double[]> upstream) {
    try (Eval eval = new Eval()) {
      KernelRun<TFloat64> run = place(eval, cell, given);
      List<Operand<TFloat64>> seen = new ArrayList<>(List.of(run.output()));
      seen.addAll(run.finalState().parts());
      List<double[]> states = eval.doubles(seen);
      double sum = 0;
      for (int k = 0; k < states.size(); k++) {
        for (int j = 0; j < states.get(k).length; j++) {
          sum += states.get(k)[j] * upstream.get(k)[j];
        }
      }
      return sum;
    }
  }

  private static List<double[]> gradients(
      Cell cell, List<double[]> given, List<double[]> upstream) {
    try (Eval eval = new Eval()) {
      KernelUpstream<TFloat64> up =
          new KernelUpstream<>(
              Optional.of(eval.doubles(upstream.get(0), STEPS, ROWS, cell.outputSize())),
              Optional.of(eval.doubles(upstream.get(1), ROWS, cell.outputSize())),
              upstream.stream()
                  .skip(2)
                  .findFirst()
                  .map(c -> eval.doubles(c, ROWS, cell.hiddenSize())));
      KernelGradients<TFloat64> back = place(eval, cell, given).backward(up);
      List<Operand<TFloat64>> all = new ArrayList<>();
      all.add(back.input());
      all.addAll(back.initial().parts());
      all.addAll(back.weights().all().values());
      return eval.doubles(all);
    }
  }

  private static KernelRun<TFloat64> place(Eval eval, Cell cell, List<double[]> given) {
    List<Shape> shapes = shapes(cell);
    List<Operand<TFloat64>> placed = new ArrayList<>();
    for (int k = 0; k < given.size(); k++) {
      placed.add(eval.doubles(given.get(k), shapes.get(k).asArray()));
    }
    int firstWeight = 1 + cell.stateSizes().size();
    List<CellParameter> kinds = cell.parameterKinds();
    return Kernels.reference()
        .run(
            eval.tf(),
            KernelCall.of(
                    cell,
                    TFloat64.class,
                    placed.get(0),
                    new SequenceLengths(
                        eval.tf(),
                        eval.tf().constant(new int[] {STEPS, 1}),
                        eval.tf().constant(STEPS)),
                    CellState.of(placed.subList(1, firstWeight)),
                    CellWeights.of(cell, kind -> placed.get(firstWeight + kinds.indexOf(kind))))
                .order(Packing.Order.REVERSE));
  }
}

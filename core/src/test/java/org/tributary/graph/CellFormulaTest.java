package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Cell;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.RnnCell;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.testing.Cells;
import org.tributary.testing.Eval;
import org.tributary.testing.PlainCell;

/** Tests of one step of every cell against plain loops in double precision. */
class CellFormulaTest {
  private static final int ROWS = 3;
  private static final int IN = 4;
  private static final int HIDDEN = 6;
  private static final int PROJECTION = 2;

  static List<Cell> cells() {
    return Cells.all(IN, HIDDEN, PROJECTION);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void stepMatchesFormulaInPlainLoops(Cell cell) {
    TorchRandom random = TorchRandom.seeded(11);
    ParameterValues weights = ParameterValues.draw(cell.parameters(), random);
    float[] x = random.normal(ROWS * IN);
    List<float[]> state = new ArrayList<>();
    cell.stateSizes().forEach(size -> state.add(random.normal(ROWS * size)));
    try (Eval eval = new Eval()) {
      List<float[]> after =
          eval.values(
              CellFormula.step(
                      eval.tf(),
                      cell,
                      eval.floats(x, ROWS, IN),
                      state(eval, cell, state),
                      weights(eval, cell, weights))
                  .parts());
      PlainCell plain = new PlainCell(cell, weights::values);
      for (int row = 0; row < ROWS; row++) {
        double[][] before = new double[state.size()][];
        for (int k = 0; k < before.length; k++) {
          before[k] = row(state.get(k), row, cell.stateSizes().get(k));
        }
        double[][] expected = plain.step(row(x, row, IN), before);
        for (int k = 0; k < expected.length; k++) {
          double[] actual = row(after.get(k), row, cell.stateSizes().get(k));
          assertThat(actual).containsExactly(expected[k], within(1e-6));
        }
      }
    }
  }

  @Test
  void parametersHavePyTorchNamesOrderAndShapes() {
    assertThat(names(LstmCell.of(IN, HIDDEN).projection(PROJECTION)))
        .containsExactly(
            "weight_ih [24, 4]",
            "weight_hh [24, 2]",
            "bias_ih [24]",
            "bias_hh [24]",
            "weight_hr [2, 6]");
    assertThat(names(GruCell.of(IN, HIDDEN).withoutBias()))
        .containsExactly("weight_ih [18, 4]", "weight_hh [18, 6]");
    assertThat(names(RnnCell.of(IN, HIDDEN)))
        .containsExactly("weight_ih [6, 4]", "weight_hh [6, 6]", "bias_ih [6]", "bias_hh [6]");
  }

  @Test
  void nonPositiveSizeIsRejected() {
    assertThatThrownBy(() -> GruCell.of(0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("GRU: expected a positive input size, got 0");
    assertThatThrownBy(() -> RnnCell.of(3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RNN: expected a hidden size from 1 to below 2^28, got -1");
    for (int projection : new int[] {0, HIDDEN}) {
      assertThatThrownBy(() -> LstmCell.of(IN, HIDDEN).projection(projection))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "LSTM: expected a projection from 1 to below the hidden size 6, got %d; leave it out to have h of the hidden size",
              projection);
    }
  }

  @Test
  void cellWithoutOperationsIsRefused() {
    Cell cell = Mockito.mock(Cell.class);
    assertThatThrownBy(() -> CellFormula.advance(null, cell, null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cell: expected a part with operations of a graph, got %s with inference alone; implement GraphCell or ScanCell to train it",
            cell.getClass().getName());
  }

  @Test
  void stateWithoutPartsIsRejected() {
    assertThatThrownBy(() -> CellState.<TFloat32>of(LstmCell.of(IN, HIDDEN), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "state: expected 2 parts, h and c of LSTM, got 0; is it the state of another kind of cell?");
    assertThatThrownBy(() -> new CellState<TFloat32>(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("state: expected h as the first part, got []");
    try (Eval eval = new Eval()) {
      CellState<TFloat32> state = CellState.of(eval.floats(new float[6], 1, 6));
      assertThatThrownBy(() -> state.get("c"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "state: expected a part of [h], got \"c\"; is it the state of another kind of cell?");
    }
  }

  private static List<String> names(Cell cell) {
    return cell.parameters().stream().map(CellFormulaTest::describe).toList();
  }

  private static String describe(ParameterSpec spec) {
    return spec.name() + " " + spec.shape();
  }

  private static CellState<TFloat32> state(Eval eval, Cell cell, List<float[]> parts) {
    List<Operand<TFloat32>> operands = new ArrayList<>();
    for (int k = 0; k < parts.size(); k++) {
      operands.add(eval.floats(parts.get(k), ROWS, cell.stateSizes().get(k)));
    }
    return CellState.of(cell, operands);
  }

  private static CellWeights<TFloat32> weights(Eval eval, Cell cell, ParameterValues values) {
    return CellWeights.of(
        cell,
        kind -> {
          TensorShape shape = values.shape(kind.torchName());
          return eval.floats(values.values(kind.torchName()), shape.asArray());
        });
  }

  private static double[] row(float[] values, int row, int size) {
    double[] copy = new double[size];
    for (int k = 0; k < size; k++) {
      copy[k] = values[row * size + k];
    }
    return copy;
  }
}

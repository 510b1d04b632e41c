package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.operand;
import static org.tributary.testing.Argument.ops;
import static org.tributary.testing.Argument.parameter;
import static org.tributary.testing.Argument.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.CellState;
import org.tributary.graph.CellWeights;
import org.tributary.graph.GraphCell;
import org.tributary.graph.ScanCell;
import org.tributary.layer.Bias;
import org.tributary.layer.Cell;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.RnnCell;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/**
 * Calls of cells and kernels: 5 steps of 7 rows, input size 2, hidden size 4, projection size 3.
 */
final class CellCalls {
  private static final int N = 7;
  private static final int I = 2;
  private static final int H = 4;
  private static final int P = 3;

  private CellCalls() {}

  static List<ArgumentCall> all() {
    List<ArgumentCall> calls = new ArrayList<>();
    for (Cell definition :
        List.<Cell>of(
            RnnCell.of(I, H),
            LstmCell.of(I, H),
            LstmCell.of(I, H).projection(P),
            GruCell.of(I, H).bias(Bias.ABSENT))) {
      ScanCell cell = (ScanCell) GraphCell.of(definition);
      calls.add(
          ArgumentCall.of(ScanCell.class, "step(Ops, Operand, CellState, CellWeights)")
              .about("of " + cell)
              .on(cell)
              .with(
                  ops(),
                  operand(N, I).named("cell input", "state h"),
                  loopState(cell),
                  weights(cell)));
      calls.add(
          ArgumentCall.of(ScanCell.class, "advance(Ops, Operand, Operand, CellState, Optional)")
              .about("of " + cell)
              .withoutRuns() // a part of the loops of kernels, which have checked the operands
              .on(cell)
              .with(
                  ops(),
                  operand(N, (long) cell.gates() * H),
                  operand(N, (long) cell.gates() * H),
                  loopState(cell),
                  projection(cell)));
    }
    calls.add(
        ArgumentCall.of(CellState.class, "of(Cell, List)")
            .with(
                fixed(LstmCell.of(I, H)),
                Argument.of(
                        List::copyOf,
                        operand(N, H).allowing("dimension", "rank", "shape"),
                        operand(N, H).allowing("dimension", "rank", "shape"))
                    .refusing("empty", List.of())));
    return calls;
  }

  private static Argument state(Cell cell) {
    List<String> names = cell.stateParts().stream().map(part -> part.name()).toList();
    Argument[] parts =
        cell.stateParts().stream()
            .map(part -> operand(N, part.size()).named("state " + part.name()))
            .toArray(Argument[]::new);
    return Argument.of(
        values -> {
          Map<String, Operand<TFloat32>> state = new LinkedHashMap<>();
          for (int k = 0; k < names.size(); k++) {
            state.put(names.get(k), operandOf(values, k));
          }
          return new CellState<>(state);
        },
        parts);
  }

  /** Returns a state whose shape may be unknown, as within a loop. */
  private static Argument loopState(Cell cell) {
    return state(cell).allowing(parts(cell, "shape unknown"));
  }

  private static String[] parts(Cell cell, String difference) {
    return IntStream.range(0, cell.stateParts().size())
        .mapToObj(k -> "part %d %s".formatted(k, difference))
        .toArray(String[]::new);
  }

  private static Argument weights(Cell cell) {
    Argument[] parts =
        cell.parameterKinds().stream()
            .map(kind -> parameter(cell.shape(kind).asArray()).named(kind.torchName()))
            .toArray(Argument[]::new);
    return Argument.of(
        values -> {
          boolean biased = cell.bias() == Bias.PRESENT;
          return new CellWeights<>(
              operandOf(values, 0),
              operandOf(values, 1),
              biased
                  ? Optional.of(
                      new CellWeights.Biases<>(operandOf(values, 2), operandOf(values, 3)))
                  : Optional.empty(),
              cell.projection().isPresent()
                  ? Optional.of(operandOf(values, biased ? 4 : 2))
                  : Optional.empty());
        },
        parts);
  }

  private static Argument projection(Cell cell) {
    return cell.projection().isEmpty()
        ? value(Optional.empty())
        : Argument.of(parts -> Optional.of(parts.get(0)), parameter(P, H))
            .named("projection", "weight_hr");
  }

  @SuppressWarnings("unchecked") // parts of operands
  private static Operand<TFloat32> operandOf(List<Object> parts, int k) {
    return (Operand<TFloat32>) parts.get(k);
  }
}

package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.operand;

import java.util.List;
import org.tributary.graph.CellState;
import org.tributary.layer.LstmCell;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/** Calls of cells: 7 rows, input size 2, hidden size 4. */
final class CellCalls {
  private static final int N = 7;
  private static final int I = 2;
  private static final int H = 4;

  private CellCalls() {}

  static List<ArgumentCall> all() {
    return List.of(
        ArgumentCall.of(CellState.class, "of(Cell, List)")
            .with(
                fixed(LstmCell.of(I, H)),
                Argument.of(
                        List::copyOf,
                        operand(N, H).allowing("dimension", "rank", "shape"),
                        operand(N, H).allowing("dimension", "rank", "shape"))
                    .refusing("empty", List.of())));
  }
}

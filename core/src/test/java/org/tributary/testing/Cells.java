package org.tributary.testing;

import java.util.List;
import org.tributary.layer.Cell;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.RnnCell;

/** All kinds of cells, for parameterized tests. */
public final class Cells {
  private Cells() {}

  /** Returns each kind of cell with bias, then each without. */
  public static List<Cell> all(int inputSize, int hiddenSize, int projection) {
    List<Cell> withBias =
        List.of(
            RnnCell.of(inputSize, hiddenSize),
            RnnCell.of(inputSize, hiddenSize).nonlinearity(Nonlinearity.RELU),
            LstmCell.of(inputSize, hiddenSize),
            LstmCell.of(inputSize, hiddenSize).projection(projection),
            GruCell.of(inputSize, hiddenSize));
    return java.util.stream.Stream.concat(
            withBias.stream(), withBias.stream().map(Cell::withoutBias))
        .toList();
  }
}

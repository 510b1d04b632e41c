package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.Collections;
import java.util.List;
import org.tributary.cell.Cell;
import org.tributary.cell.GruCell;
import org.tributary.cell.LstmCell;
import org.tributary.cell.Nonlinearity;
import org.tributary.cell.RnnCell;

/** The cells that ONNX has an operator for. */
final class OnnxCells {
  private OnnxCells() {}

  /**
   * A cell's operator.
   *
   * @param name the operator
   * @param gates the position in PyTorch's order of each gate of the operator
   * @param attributes the attributes that the cell determines
   */
  record Operator(String name, List<Integer> gates, List<AttributeProto> attributes) {}

  /**
   * Returns the operator of a cell.
   *
   * @throws IllegalArgumentException for a cell of another class
   */
  static Operator of(Cell cell, int directions) {
    if (cell instanceof LstmCell) {
      return new Operator("LSTM", List.of(0, 3, 1, 2), List.of()); // i, o, f, g of i, f, g, o
    }
    if (cell instanceof GruCell) {
      return new Operator( // z, r, n of r, z, n
          "GRU", List.of(1, 0, 2), List.of(Attributes.number("linear_before_reset", 1)));
    }
    if (cell instanceof RnnCell rnn) {
      String name = rnn.nonlinearity() == Nonlinearity.RELU ? "Relu" : "Tanh";
      return new Operator(
          "RNN",
          List.of(0),
          List.of(Attributes.texts("activations", Collections.nCopies(directions, name))));
    }
    throw new IllegalArgumentException(
        "ONNX: expected an encoder of RNN, LSTM or GRU cells, got a cell of the class %s; run it by this library, or train with one of those"
            .formatted(cell.getClass().getName()));
  }
}

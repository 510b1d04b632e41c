package org.tributary.layer;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellState;

/**
 * The gradients of a loss to what a recurrent layer gave, inside a graph; empty for what the loss
 * does not see.
 *
 * @param output to {@link RecurrentRun#output}, of its shape; what it says of padding is ignored
 * @param hidden to the final h, [K·D, N, P]
 * @param cell to the final c of an LSTM, [K·D, N, H]
 */
public record OutputGradients(
    Optional<Operand<TFloat32>> output,
    Optional<Operand<TFloat32>> hidden,
    Optional<Operand<TFloat32>> cell) {

  /** A loss that sees the output only. */
  public static OutputGradients ofOutput(Operand<TFloat32> output) {
    return new OutputGradients(Optional.of(output), Optional.empty(), Optional.empty());
  }

  /** A loss that sees the final state only. */
  public static OutputGradients ofFinalState(CellState<TFloat32> state) {
    return new OutputGradients(
        Optional.empty(), Optional.of(state.hidden()), state.parts().stream().skip(1).findFirst());
  }

  /** The same loss if it sees the final state as well. */
  public OutputGradients andFinalState(CellState<TFloat32> state) {
    OutputGradients ofState = ofFinalState(state);
    return new OutputGradients(output, ofState.hidden, ofState.cell);
  }
}

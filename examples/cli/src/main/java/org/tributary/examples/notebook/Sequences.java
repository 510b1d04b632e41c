package org.tributary.examples.notebook;

import java.util.Arrays;
import java.util.List;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentInput;
import org.tributary.module.RecurrentModule;
import org.tributary.module.RecurrentOutput;
import org.tributary.module.RecurrentState;
import org.tributary.module.Stepper;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.sequence.Layout;

/** Sequences without padding: step by step, whole, and in batches (cells 5 to 9). */
final class Sequences {
  private static final Recurrent LSTM = Recurrent.lstm(3).hidden(2);
  private static final int STEPS = 5;
  private static final int ROWS = 16;

  private Sequences() {}

  /** Computes five steps, one at a time. */
  static CellOutput stepByStep(int number) {
    CellOutput.Printer cell = CellOutput.cell(number);
    Randn randn = Randn.seeded();
    // a kernel makes steps run in a graph: in plain Java, a number next to a rounding boundary
    // would
    // print 0.1231 instead of 0.1232 (docs/design/0007)
    Recurrent inGraph = LSTM.kernel(Kernels.reference());
    try (RecurrentModule lstm = RecurrentModule.of(inGraph, randn.random())) {
      FloatTensor ins = randn.draw(STEPS, 1, 3);
      Stepper stepper = lstm.stepper(1);
      stepper.restore(state(randn));
      for (int t = 0; t < STEPS; t++) {
        FloatTensor step = FloatTensor.of(TensorShape.of(1, 3), row(ins, t));
        cell.print("out", stepper.step(step).reshape(1, 1, 2)).print(stepper.save());
      }
    }
    return cell.done();
  }

  /** Computes the same sequence at once, then a second layer that starts from its final state. */
  static List<CellOutput> wholeSequence(int number, int nextNumber) {
    Randn randn = Randn.seeded();
    // a kernel makes steps run in a graph: in plain Java, a number next to a rounding boundary
    // would
    // print 0.1231 instead of 0.1232 (docs/design/0007)
    Recurrent inGraph = LSTM.kernel(Kernels.reference());
    try (RecurrentModule lstm = RecurrentModule.of(inGraph, randn.random())) {
      FloatTensor ins = randn.draw(STEPS, 1, 3);
      RecurrentOutput first = lstm.forward(RecurrentInput.of(ins).from(state(randn)));
      try (RecurrentModule next = RecurrentModule.of(Recurrent.lstm(2).hidden(2), randn.random())) {
        RecurrentOutput second =
            next.forward(RecurrentInput.of(first.output()).from(first.finalState()));
        return List.of(printed(number, first), printed(nextNumber, second));
      }
    }
  }

  /** Returns the output sizes of a sequence-first batch. */
  static CellOutput batch(int number) {
    return sizes(number, LSTM);
  }

  /** Returns the output sizes of a batch-first layer. */
  static CellOutput batchFirst(int number) {
    return sizes(number, LSTM.batchFirst());
  }

  private static CellOutput sizes(int number, Recurrent definition) {
    Randn randn = Randn.seeded();
    try (RecurrentModule lstm = RecurrentModule.of(definition, randn.random())) {
      FloatTensor ins =
          definition.layout() == Layout.BATCH_FIRST
              ? randn.draw(ROWS, STEPS, 3)
              : randn.draw(STEPS, ROWS, 3);
      RecurrentOutput result = lstm.forward(ins);
      CellOutput.Printer cell = CellOutput.cell(number);
      RecurrentState state = result.finalState();
      return cell.line(cell.size("outs", result.output()))
          .line(
              cell.size("hidden[0]", state.hidden())
                  + " "
                  + cell.size("hidden[1]", state.cell().orElseThrow()))
          .done();
    }
  }

  private static CellOutput printed(int number, RecurrentOutput result) {
    return CellOutput.cell(number).print("outs", result.output()).print(result.finalState()).done();
  }

  private static RecurrentState state(Randn randn) {
    return RecurrentState.of(randn.draw(1, 1, 2), randn.draw(1, 1, 2));
  }

  private static float[] row(FloatTensor ins, int t) {
    return Arrays.copyOfRange(ins.values(), 3 * t, 3 * t + 3);
  }
}

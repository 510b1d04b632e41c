package org.tributary.examples.notebook;

import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentInput;
import org.tributary.module.RecurrentModule;
import org.tributary.module.RecurrentOutput;
import org.tributary.module.RecurrentState;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;

/**
 * The notebook's cells of one step of a layer: its weights, its output, and the same output
 * calculated manually (cells 2 to 4, 29 to 31 and 32 to 34).
 */
final class OneStep {
  private final ParameterValues weights;
  private final FloatTensor input;
  private final RecurrentState initialState;
  private final RecurrentOutput result;

  private OneStep(
      ParameterValues weights,
      FloatTensor input,
      RecurrentState initialState,
      RecurrentOutput result) {
    this.weights = weights;
    this.input = input;
    this.initialState = initialState;
    this.result = result;
  }

  /** Draws weights, input [1, 1, I] and state [1, 1, H], and runs the layer. */
  static OneStep of(Recurrent definition) {
    Randn randn = Randn.seeded();
    try (RecurrentModule layer = RecurrentModule.of(definition, randn.random())) {
      FloatTensor input = randn.draw(1, 1, definition.inputSize());
      FloatTensor hidden = randn.draw(1, 1, definition.hiddenSize());
      RecurrentState initialState =
          definition.cell().stateSizes().size() == 1
              ? RecurrentState.of(hidden)
              : RecurrentState.of(hidden, randn.draw(1, 1, definition.hiddenSize()));
      RecurrentOutput result = layer.forward(RecurrentInput.of(input).from(initialState));
      return new OneStep(layer.parameters(), input, initialState, result);
    }
  }

  CellOutput weights(int number) {
    CellOutput.Printer cell = CellOutput.cell(number);
    weights.names().forEach(name -> cell.parameter(name, weights.tensor(name)));
    return cell.done();
  }

  CellOutput layer(int number) {
    CellOutput.Printer cell =
        CellOutput.cell(number).print("in1", input).print("out1", result.output());
    RecurrentState state = result.finalState();
    if (state.cell().isEmpty()) {
      return cell.print("hidden1", state.hidden()).done();
    }
    return cell.print("hidden1[0]", state.hidden()).print("hidden1[1]", state.cell().get()).done();
  }

  CellOutput manualLstm(int number) {
    ManualStep.Lstm step = manualStep().lstm(initialState.cell().orElseThrow());
    return CellOutput.cell(number).print("h1", step.hidden()).print("c1", step.cell()).done();
  }

  CellOutput manualRnn(int number) {
    return CellOutput.cell(number).print("h1", manualStep().rnn()).done();
  }

  CellOutput manualGru(int number) {
    return CellOutput.cell(number).print("h1", manualStep().gru()).done();
  }

  private ManualStep manualStep() {
    return new ManualStep(weights, input, initialState.hidden());
  }
}

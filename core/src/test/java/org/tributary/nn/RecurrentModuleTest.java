package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.CellState;
import org.tributary.graph.Gradients;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.ScanCell;
import org.tributary.layer.Cell;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;

/** Tests parameters, freezing, streams and edge cases of a module. */
class RecurrentModuleTest {

  @Test
  void parametersAreReadAndSet() {
    Recurrent definition = Recurrent.gru(3).hidden(4);
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(5))) {
      ParameterValues drawn = ParameterValues.draw(definition.parameters(), TorchRandom.seeded(5));
      assertThat(module.parameters()).isEqualTo(drawn);
      FloatTensor input = Rows.draw(1, 2, 3);
      FloatTensor before = module.forward(input).output();
      module.set("bias_hh_l0", Rows.draw(2, 12));
      assertThat(module.parameter("bias_hh_l0")).isEqualTo(Rows.draw(2, 12));
      assertThat(module.parameter("weight_ih_l0")).isEqualTo(drawn.tensor("weight_ih_l0"));
      assertThat(module.forward(input).output()).isNotEqualTo(before);
      module.set(drawn);
      assertThat(module.forward(input).output()).isEqualTo(before);
    }
  }

  /** Packed rows without steps give what the padded ones give: their initial states. */
  @Test
  void packedBatchOfEmptyRowsIsThatOfThePaddedOne() {
    for (Recurrent definition :
        List.of(
            Recurrent.lstm(3).hidden(4).layers(2).bidirectional(),
            Recurrent.gru(3).hidden(4).batchFirst())) {
      try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(5))) {
        Layout layout = definition.layout();
        FloatTensor padded =
            layout == Layout.BATCH_FIRST ? Rows.draw(1, 2, 6, 3) : Rows.draw(1, 6, 2, 3);
        PackedSequence packed = PackedSequence.pack(padded, layout, 0, 0);
        List<FloatTensor> parts =
            definition.cell().stateSizes().stream()
                .map(size -> Rows.draw(2, definition.stateCount(), 2, size))
                .toList();
        RecurrentState initial = RecurrentState.of(definition.cell(), parts);
        PackedOutput output = module.forward(packed, initial);
        assertThat(output.output().data().shape())
            .isEqualTo(TensorShape.of(0, definition.outputSize()));
        assertThat(output.output().lengths()).containsExactly(0, 0);
        assertThat(output.finalState()).isEqualTo(initial);
        assertThat(module.forward(packed).finalState())
            .isEqualTo(module.forward(RecurrentInput.of(padded).lengths(0, 0)).finalState());
        Gradients<FloatTensor> gradients =
            module.backward(
                packed, OutputGradients.ofOutput(FloatTensor.zeros(0, definition.outputSize())));
        assertThat(gradients.input().shape()).isEqualTo(TensorShape.of(0, 3));
        gradients
            .parameters()
            .forEach((name, value) -> assertThat(value.values()).as(name).containsOnly(0));
      }
    }
  }

  @Test
  void frozenParameterHasNoGradient() {
    try (RecurrentModule module =
        RecurrentModule.of(Recurrent.lstm(3).hidden(4), TorchRandom.seeded(5))) {
      RecurrentInput input = RecurrentInput.of(Rows.draw(1, 2, 3));
      OutputGradients<FloatTensor> loss = OutputGradients.ofOutput(Rows.draw(2, 2, 4));
      Gradients<FloatTensor> all = module.backward(input, loss);
      module.freeze("weight_hh_l0");
      assertThat(module.frozen()).containsExactly("weight_hh_l0");
      Gradients<FloatTensor> rest = module.backward(input, loss);
      assertThat(rest.parameters().keySet())
          .containsExactly("weight_ih_l0", "bias_ih_l0", "bias_hh_l0");
      assertThat(rest.parameter("bias_hh_l0")).isEqualTo(all.parameter("bias_hh_l0"));
      module.unfreeze("weight_hh_l0");
      assertThat(module.backward(input, loss)).isEqualTo(all);
    }
  }

  @Test
  void stepperCanBeResetSavedAndRestored() {
    try (RecurrentModule module =
        RecurrentModule.of(Recurrent.lstm(3).hidden(4).layers(2), TorchRandom.seeded(5))) {
      Stepper stepper = module.stepper(2);
      FloatTensor first = stepper.step(Rows.draw(1, 2, 3));
      RecurrentState saved = stepper.save();
      FloatTensor second = stepper.step(Rows.draw(2, 2, 3));
      assertThat(second).isNotEqualTo(first);
      stepper.restore(saved);
      assertThat(stepper.step(Rows.draw(2, 2, 3))).isEqualTo(second);
      stepper.reset();
      assertThat(stepper.step(Rows.draw(1, 2, 3))).isEqualTo(first);
      Stepper other = module.stepper(2);
      other.restore(saved);
      assertThat(other.step(Rows.draw(2, 2, 3))).isEqualTo(second);
    }
  }

  @Test
  void stepperContinuesFromFinalState() {
    try (RecurrentModule module =
        RecurrentModule.of(Recurrent.gru(3).hidden(4), TorchRandom.seeded(5))) {
      FloatTensor whole = Rows.draw(9, 5, 3);
      float[] values = whole.values();
      FloatTensor head = FloatTensor.of(TensorShape.of(4, 3), Arrays.copyOf(values, 12));
      FloatTensor tail = FloatTensor.of(TensorShape.of(3), Arrays.copyOfRange(values, 12, 15));
      Stepper stepper = module.stepper();
      stepper.restore(module.forward(head).finalState());
      assertThat(stepper.step(tail).values())
          .containsExactly(
              Arrays.copyOfRange(module.forward(whole).output().values(), 16, 20), within(1e-6f));
    }
  }

  /** An unbounded relu would reach infinity in long padding, and infinity times zero is NaN. */
  @Test
  void reluDoesNotOverflowInPadding() {
    Recurrent definition = Recurrent.rnn(1).hidden(2).nonlinearity(Nonlinearity.RELU);
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(5))) {
      module.set("weight_hh_l0", FloatTensor.of(TensorShape.of(2, 2), new float[] {9, 8, 7, 9}));
      module.set("bias_ih_l0", FloatTensor.of(TensorShape.of(2), new float[] {1, 1}));
      RecurrentInput padded = RecurrentInput.of(Rows.draw(1, 60, 1, 1)).lengths(2);
      RecurrentInput bare =
          RecurrentInput.of(
              FloatTensor.of(TensorShape.of(2, 1, 1), Arrays.copyOf(padded.values().values(), 2)));
      FloatTensor ones = FloatTensor.of(TensorShape.of(1, 1, 2), new float[] {1, 1});
      OutputGradients<FloatTensor> loss = OutputGradients.<FloatTensor>none().hidden(ones);
      Gradients<FloatTensor> expected = module.backward(bare, loss);
      Gradients<FloatTensor> actual = module.backward(padded, loss);
      for (String name : expected.parameters().keySet()) {
        assertThat(actual.parameter(name).values())
            .containsExactly(expected.parameter(name).values(), within(1e-4f));
      }
    }
  }

  /** A row that ended next to a longer one must not overflow either; expected values: PyTorch. */
  @Test
  void reluDoesNotOverflowBesideLongerRow() {
    Recurrent definition = Recurrent.rnn(1).hidden(1).nonlinearity(Nonlinearity.RELU);
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(5))) {
      module.set("weight_ih_l0", FloatTensor.of(TensorShape.of(1, 1), new float[] {1}));
      module.set("weight_hh_l0", FloatTensor.of(TensorShape.of(1, 1), new float[] {2}));
      module.set("bias_ih_l0", FloatTensor.zeros(1));
      module.set("bias_hh_l0", FloatTensor.zeros(1));
      float[] values = new float[400]; // [200, 2, 1]
      values[0] = 1; // would double 199 times if the first row did not end here
      values[399] = 1; // the last step of the second
      RecurrentInput input =
          RecurrentInput.of(FloatTensor.of(TensorShape.of(200, 2, 1), values)).lengths(1, 200);
      float[] ones = new float[400];
      Arrays.fill(ones, 1);
      Gradients<FloatTensor> gradients =
          module.backward(
              input, OutputGradients.ofOutput(FloatTensor.of(TensorShape.of(200, 2, 1), ones)));
      assertThat(gradients.parameter("weight_ih_l0").values()).containsExactly(2);
      assertThat(gradients.parameter("weight_hh_l0").values()).containsExactly(0);
      assertThat(gradients.parameter("bias_hh_l0").values()).containsExactly(2);
    }
  }

  /** h' = W_ih x + h (W_hh h), of one element, whose gradient at an infinite h is NaN. */
  private record SquaringUnit(int inputSize) implements ScanCell {
    @Override
    public String name() {
      return "SU";
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public int hiddenSize() {
      return 1;
    }

    @Override
    public Cell withInputSize(int size) {
      return new SquaringUnit(size);
    }

    @Override
    public <T extends TFloating> CellState<T> advance(
        Ops tf,
        Operand<T> fromInput,
        Operand<T> fromHidden,
        CellState<T> state,
        Optional<Operand<T>> projection) {
      return CellState.of(
          (Operand<T>) tf.math.add(fromInput, tf.math.mul(state.hidden(), fromHidden)));
    }
  }

  /**
   * Row 0 ends at h = 3, whose square nine times over is infinite. In row 1 h is 0 until its last
   * step, where it is 1. So w_ih receives 3 + 1 and b_ih, without a path from h to h, 1 from each
   * of 1 + 20 steps; h before each step is 0.
   */
  @Test
  void scanCellDoesNotOverflowBesideLongerRow() {
    try (RecurrentModule module =
        RecurrentModule.of(Recurrent.of(new SquaringUnit(1)), TorchRandom.seeded(5))) {
      module.set("weight_ih_l0", FloatTensor.of(TensorShape.of(1, 1), new float[] {1}));
      module.set("weight_hh_l0", FloatTensor.of(TensorShape.of(1, 1), new float[] {1}));
      module.set("bias_ih_l0", FloatTensor.zeros(1));
      module.set("bias_hh_l0", FloatTensor.zeros(1));
      float[] values = new float[40]; // [20, 2, 1]
      values[0] = 3;
      values[39] = 1;
      RecurrentInput input =
          RecurrentInput.of(FloatTensor.of(TensorShape.of(20, 2, 1), values)).lengths(1, 20);
      float[] ones = new float[40];
      Arrays.fill(ones, 1);
      Gradients<FloatTensor> gradients =
          module.backward(
              input, OutputGradients.ofOutput(FloatTensor.of(TensorShape.of(20, 2, 1), ones)));
      assertThat(gradients.parameter("weight_ih_l0").values()).containsExactly(4);
      assertThat(gradients.parameter("weight_hh_l0").values()).containsExactly(0);
      assertThat(gradients.parameter("bias_ih_l0").values()).containsExactly(21);
      assertThat(gradients.parameter("bias_hh_l0").values()).containsExactly(0);
    }
  }

  @Test
  void lastOutputsAreReturnedByDirection() {
    Recurrent definition = Recurrent.lstm(3).hidden(4).layers(2).bidirectional();
    FloatTensor before =
        Rows.draw(2, 4, 3, 4); // a row of length 0 keeps it, but its output is zero
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(5))) {
      RecurrentOutput out =
          module.forward(
              RecurrentInput.of(Rows.draw(1, 5, 3, 3))
                  .lengths(2, 0, 5)
                  .from(RecurrentState.of(before, before)));
      FloatTensor lastReverse = out.lastReverse().orElseThrow();
      for (int k = 0; k < 4; k++) {
        assertThat(out.lastForward().get(0, k)).isEqualTo(out.output().get(1, 0, k));
        assertThat(out.lastForward().get(1, k)).isZero();
        assertThat(out.lastForward().get(2, k)).isEqualTo(out.output().get(4, 2, k));
        assertThat(lastReverse.get(0, k)).isEqualTo(out.output().get(0, 0, 4 + k));
        assertThat(lastReverse.get(1, k)).isZero();
        assertThat(lastReverse.get(2, k)).isEqualTo(out.output().get(0, 2, 4 + k));
        assertThat(out.finalState().hidden().get(2, 1, k)).isEqualTo(before.get(2, 1, k));
      }
    }
  }

  @Test
  void packedRowsStartFromZerosByDefault() {
    try (RecurrentModule module =
        RecurrentModule.of(Recurrent.gru(3).hidden(4), TorchRandom.seeded(5))) {
      PackedSequence packed =
          PackedSequence.pack(Rows.draw(1, 5, 3, 3), Layout.SEQUENCE_FIRST, 2, 0, 5);
      assertThat(module.forward(packed))
          .isEqualTo(module.forward(packed, RecurrentState.of(FloatTensor.zeros(1, 3, 4))));
      assertThat(module.forward(packed).output().lengths()).containsExactly(2, 0, 5);
    }
  }

  @Test
  void secondCloseHasNoEffect() {
    RecurrentModule module = RecurrentModule.of(Recurrent.gru(3).hidden(4), TorchRandom.seeded(5));
    module.close();
    module.close();
  }

  /** Closing a graph during the construction of a pass would crash the process. */
  @Test
  void closeWaitsForPassUnderConstruction() throws InterruptedException {
    RecurrentModule module = RecurrentModule.of(Recurrent.lstm(2).hidden(3), TorchRandom.seeded(1));
    Thread closing = new Thread(module::close);
    boolean refused =
        module.use( // as during the construction of a pass
            () -> {
              closing.start();
              while (closing.isAlive() && closing.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
              assertThat(module.parameterNames()).hasSize(module.parameters().names().size());
              assertThatThrownBy(module::close)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage(
                      "recurrent module: expected close() after the calls of this thread, got it during one; close it when the call has returned");
              return true;
            });
    assertThat(refused).isTrue();
    closing.join();
    assertThatThrownBy(module::parameters).isInstanceOf(IllegalStateException.class);
  }
}

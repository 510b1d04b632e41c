package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;

/** Tests that invalid inputs of a module are rejected in Java, with a clear message. */
class RecurrentBadInputTest {
  private final RecurrentModule lstm =
      RecurrentModule.of(Recurrent.lstm(7).hidden(6).layers(2).batchFirst(), TorchRandom.seeded(0));
  private final RecurrentModule gru =
      RecurrentModule.of(Recurrent.gru(7).hidden(6), TorchRandom.seeded(0));
  private final RecurrentInput batch = RecurrentInput.of(FloatTensor.zeros(3, 5, 7));

  @AfterEach
  void close() {
    lstm.close();
    gru.close();
  }

  @Test
  void inputsOfAnotherShapeAreRejected() {
    assertRejected(() -> lstm.forward(FloatTensor.zeros(7)))
        .hasMessage(
            "input: expected [N, L, 7] (batch-first) or [L, 7] (a single sequence), got shape [7]");
    assertRejected(() -> gru.forward(FloatTensor.zeros(3, 7, 5)))
        .hasMessage(
            "input: expected last dimension 7 (input size), got 5 in shape [3, 7, 5]; the layer"
                + " reads [L, N, 7] (sequence-first) or [L, 7] (a single sequence)");
    assertRejected(() -> gru.forward(FloatTensor.zeros(0, 2, 7)))
        .hasMessage(
            "input: expected at least 1 step, got shape [0, 2, 7]; leave empty batches" + " out");
  }

  @Test
  void outputBeyondTheArrayLimitIsRejected() {
    Recurrent definition = Recurrent.lstm(1).hidden(256).bidirectional();
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(2))) {
      assertRejected(() -> module.forward(FloatTensor.zeros(5_000_000, 1, 1)))
          .hasMessageContaining("output: expected at most")
          .hasMessageContaining("[5000000, 1, 512]");
    }
  }

  @Test
  void mismatchedLengthsAreRejected() {
    assertRejected(() -> lstm.forward(batch.lengths(5, 4, 3, 2, 1)))
        .hasMessage(
            "lengths: expected 3, one for each row of shape [3, 5, 7], got 5; is the input"
                + " sequence-first while the layer is batch-first?");
    assertRejected(() -> gru.forward(batch.lengths(3, 2, 1)))
        .hasMessage(
            "lengths: expected 5, one for each row of shape [3, 5, 7], got 3; is the input"
                + " batch-first while the layer is sequence-first?");
    for (int length : new int[] {-1, 6, Integer.MIN_VALUE}) {
      assertRejected(() -> lstm.forward(batch.lengths(5, length, 1)))
          .hasMessage(
              "lengths: expected each from 0 to 5, the number of steps, got %d for row 1; the layer"
                  + " reads shape [3, 5, 7] batch-first",
              length);
    }
    assertRejected(() -> lstm.forward(RecurrentInput.of(FloatTensor.zeros(5, 7)).lengths(5)))
        .hasMessage(
            "lengths: expected none for a single sequence of shape [5, 7], got [5]; cut the"
                + " sequence, or pass a batch of one row");
  }

  @Test
  void mismatchedStatesAreRejected() {
    FloatTensor valid = FloatTensor.zeros(2, 3, 6);
    FloatTensor batchFirst = FloatTensor.zeros(3, 2, 6);
    assertRejected(() -> lstm.forward(batch.from(RecurrentState.of(valid))))
        .hasMessage(
            "initial state: expected h and c of this LSTM, got h; is it the state of another kind"
                + " of layer?");
    assertRejected(() -> lstm.forward(batch.from(RecurrentState.of(batchFirst, valid))))
        .hasMessage(
            "initial state h: expected shape [2, 3, 6] (layers times directions first), got [3, 2,"
                + " 6]; states are never batch-first");
    assertRejected(() -> lstm.forward(batch.from(RecurrentState.of(valid, batchFirst))))
        .hasMessageStartingWith("initial state c: expected shape [2, 3, 6]");
    assertRejected(
            () -> gru.forward(batch.from(RecurrentState.of(FloatTensor.zeros(1, 5, 6), valid))))
        .hasMessage(
            "initial state: expected h of this GRU, got h and c; is it the state of another kind of"
                + " layer?");
  }

  @Test
  void mismatchedGradientsAreRejected() {
    assertRejected(() -> lstm.backward(batch, OutputGradients.none()))
        .hasMessage(
            "gradients: expected a gradient of the output, the final state or both, got none");
    assertRejected(() -> lstm.backward(batch, OutputGradients.ofOutput(FloatTensor.zeros(5, 3, 6))))
        .hasMessage(
            "gradient of the output: expected shape [3, 5, 6], got [5, 3, 6]; a gradient has the"
                + " shape of its tensor");
    assertRejected(
            () ->
                lstm.backward(
                    batch, OutputGradients.<FloatTensor>none().cell(FloatTensor.zeros(3, 2, 6))))
        .hasMessageStartingWith("gradient of the final c: expected shape [2, 3, 6]");
    assertRejected(
            () ->
                gru.backward(
                    batch, OutputGradients.<FloatTensor>none().cell(FloatTensor.zeros(1, 5, 6))))
        .hasMessage("gradients: expected none of c, because the state of GRU has no c, got one");
  }

  @Test
  void mismatchedPackedDataIsRejected() {
    PackedSequence flat = PackedSequence.pack(FloatTensor.zeros(2, 1), Layout.SEQUENCE_FIRST, 2);
    assertRejected(() -> gru.forward(flat))
        .hasMessage(
            "packed input: expected data [sum of lengths, 7] of at least 1 row, got shape [2] of 1"
                + " rows");
    PackedSequence narrow =
        PackedSequence.pack(FloatTensor.zeros(2, 1, 4), Layout.SEQUENCE_FIRST, 2);
    assertRejected(() -> gru.forward(narrow))
        .hasMessage(
            "input: expected last dimension 7 (input size), got 4 in shape [2, 1, 4]; the layer"
                + " reads [L, N, 7] (sequence-first) or [L, 7] (a single sequence)");
    PackedSequence withoutRows = PackedSequence.of(FloatTensor.zeros(0, 7), List.of());
    assertRejected(() -> gru.forward(withoutRows))
        .hasMessage(
            "packed input: expected data [sum of lengths, 7] of at least 1 row, got shape [0, 7] of"
                + " 0 rows; leave empty batches out");
    PackedSequence emptyRows =
        PackedSequence.pack(FloatTensor.zeros(2, 1, 4), Layout.SEQUENCE_FIRST, 0);
    assertRejected(() -> gru.forward(emptyRows))
        .hasMessage(
            "packed input: expected data [sum of lengths, 7] of at least 1 row, got shape [0, 4] of"
                + " 1 rows");
  }

  @Test
  void mismatchedParametersAreRejected() {
    assertRejected(() -> gru.set("weight_ih_l0", FloatTensor.zeros(18, 6)))
        .hasMessage("parameter weight_ih_l0: expected shape [18, 7], got [18, 6]");
    assertRejected(() -> gru.set(lstm.parameters()))
        .hasMessage(
            "parameter weight_ih_l0: expected shape [18, 7], got [24, 7]; are these values of"
                + " another model?");
    assertRejected(() -> gru.freeze("weight_ih_l9"))
        .hasMessageStartingWith("parameter weight_ih_l9: no such name; there are [weight_ih_l0,");
  }

  @Test
  void invalidStepperUseIsRejected() {
    assertRejected(
            () -> {
              try (RecurrentModule both =
                  RecurrentModule.of(
                      Recurrent.gru(7).hidden(6).bidirectional(), TorchRandom.seeded(0))) {
                both.stepper();
              }
            })
        .hasMessage(
            "stepper: expected a layer that reads forward only, got a bidirectional one, whose"
                + " reverse direction starts at the last step; use forward on whole sequences");
    assertRejected(() -> gru.stepper(0)).hasMessage("stepper: expected at least 1 row, got 0");
    assertRejected(() -> gru.stepper().step(FloatTensor.zeros(5, 7)))
        .hasMessage(
            "x: expected shape [7] (input size), got [5, 7]; is it a whole sequence? forward reads"
                + " those");
    assertRejected(() -> gru.stepper(2).step(FloatTensor.zeros(7)))
        .hasMessageStartingWith("x: expected shape [2, 7] (rows, input size), got [7]");
    assertRejected(() -> gru.stepper(2).restore(RecurrentState.of(FloatTensor.zeros(1, 6))))
        .hasMessage(
            "state h: expected shape [1, 2, 6] (layers times directions first), got [1, 6]; states"
                + " are never batch-first");
  }

  @Test
  void closedModuleIsRejected() {
    Stepper stepper = gru.stepper();
    gru.close();
    assertThatThrownBy(() -> gru.forward(batch))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("recurrent module: expected an open one, got a closed one");
    assertThatThrownBy(gru::parameters).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> stepper.step(FloatTensor.zeros(7)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("recurrent module: expected an open one, got a closed one");
  }

  private static AbstractThrowableAssert<?, ?> assertRejected(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }
}

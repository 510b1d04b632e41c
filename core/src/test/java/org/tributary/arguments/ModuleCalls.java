package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.ints;
import static org.tributary.testing.Argument.parameters;
import static org.tributary.testing.Argument.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.nn.RecurrentInput;
import org.tributary.nn.RecurrentModule;
import org.tributary.nn.RecurrentState;
import org.tributary.nn.Stepper;
import org.tributary.param.FloatTensor;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.PackedSequence;
import org.tributary.testing.Argument;
import org.tributary.testing.ArgumentCall;

/** Calls of recurrent modules: an LSTM of input size 2 and hidden size 4. */
final class ModuleCalls {
  private static final Recurrent LSTM = Recurrent.lstm(2).hidden(4);
  private static final RecurrentModule MODULE = RecurrentModule.of(LSTM, TorchRandom.seeded(1));

  private ModuleCalls() {}

  static void close() {
    MODULE.close();
  }

  static List<ArgumentCall> all() {
    List<ArgumentCall> calls = new ArrayList<>();
    calls.addAll(
        List.of(
            ArgumentCall.of(RecurrentModule.class, "of(Recurrent, ParameterValues)")
                .with(fixed(LSTM), parameters(LSTM.parameters())),
            module("set(ParameterValues)").with(parameters(LSTM.parameters())),
            module("set(String, FloatTensor)")
                .with(fixed("bias_hh_l0"), tensor(16).named("bias_hh_l0")),
            module("forward(FloatTensor)").with(batch().named("input")),
            module("forward(RecurrentInput)").with(input()),
            module("forward(PackedSequence)").with(packed()),
            module("forward(PackedSequence, RecurrentState)").with(packed(), state(3)),
            module("backward(RecurrentInput, OutputGradients)")
                .with(backwardInput(), upstream(5, 3, 4)),
            module("backward(PackedSequence, OutputGradients)").with(packed(), upstream(6, 4)),
            ArgumentCall.of(
                    RecurrentInput.class, "new(FloatTensor, Optional, Optional, OptionalLong)")
                .with(
                    fixed(Argument.filled(5, 3, 2)),
                    fixed(Optional.of(List.of(5, 3, 4))),
                    fixed(Optional.empty()),
                    fixed(OptionalLong.empty())),
            ArgumentCall.of(Stepper.class, "step(FloatTensor)")
                .onNew(() -> MODULE.stepper(3))
                .with(tensor(3, 2)),
            ArgumentCall.of(Stepper.class, "step(FloatTensor)")
                .about("of one row")
                .onNew(() -> MODULE.stepper())
                .with(tensor(2)),
            ArgumentCall.of(Stepper.class, "restore(RecurrentState)")
                .onNew(() -> MODULE.stepper(3))
                .with(state(3).named("state"))));
    return calls;
  }

  private static ArgumentCall module(String signature) {
    return ArgumentCall.of(RecurrentModule.class, signature).on(MODULE);
  }

  /** L and N are free; a tensor of 2 dimensions is a single sequence. */
  private static Argument batch() {
    return tensor(5, 3, 2).allowing("dimension 0", "dimension 1", "rank one less");
  }

  private static Argument input() {
    return input(tensor(5, 3, 2).allowing("dimension 0 one more").named("input", "lengths"));
  }

  /** The steps must be those of the gradients. */
  private static Argument backwardInput() {
    return input(tensor(5, 3, 2).named("input", "lengths", "gradient of the output"));
  }

  private static Argument input(Argument values) {
    return Argument.of(
        parts ->
            RecurrentInput.of((FloatTensor) parts.get(0))
                .lengths((int[]) parts.get(1))
                .from((RecurrentState) parts.get(2)),
        values,
        ints(5, 3, 4)
            .refusing("negative", new int[] {5, 3, -1})
            .refusing("too long", new int[] {5, 3, 6})
            .named("lengths"),
        state(3));
  }

  private static Argument packed() {
    return Argument.of(
        parts -> PackedSequence.of((FloatTensor) parts.get(0), List.of(3, 2, 1)),
        tensor(6, 2).named("input", "packed input", "packed data"));
  }

  private static Argument state(int rows) {
    return Argument.of(
        parts -> RecurrentState.of((FloatTensor) parts.get(0), (FloatTensor) parts.get(1)),
        tensor(1, rows, 4).named("initial state h", "state h"),
        tensor(1, rows, 4).named("initial state c", "state c"));
  }

  private static Argument upstream(long... output) {
    return Argument.of(
        parts ->
            OutputGradients.ofOutput((FloatTensor) parts.get(0))
                .hidden((FloatTensor) parts.get(1))
                .cell((FloatTensor) parts.get(2)),
        tensor(output).named("gradient of the output", "gradient of the packed output"),
        tensor(1, 3, 4).named("gradient of the final h"),
        tensor(1, 3, 4).named("gradient of the final c"));
  }
}

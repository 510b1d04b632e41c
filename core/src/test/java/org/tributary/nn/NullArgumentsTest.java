package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.CellState;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.train.Checkpoints;
import org.tributary.train.optimizer.Optimizer;

/** Tests that a null argument is named where it is given, not where it is first used. */
class NullArgumentsTest {
  private static final Recurrent RNN = Recurrent.rnn(2).hidden(3);

  static Stream<Arguments> values() {
    OutputGradients<FloatTensor> none = OutputGradients.none();
    List<ParameterSpec> specs = RNN.parameters();
    return Stream.of(
        of("output: expected a gradient", () -> OutputGradients.ofOutput(null)),
        of("hidden: expected a gradient", () -> none.hidden(null)),
        of("cell: expected a gradient", () -> none.cell(null)),
        of("state: expected a gradient", () -> none.state("n", null)),
        of("hidden: expected h", () -> RecurrentState.of(null)),
        of("cell: expected c", () -> RecurrentState.of(FloatTensor.zeros(1, 1, 1), null)),
        of(
            "state: expected a tensor",
            () -> RecurrentState.of(FloatTensor.zeros(1, 1, 1)).with("n", null)),
        of("hidden: expected h", () -> CellState.of(null)),
        of("hidden: expected h", () -> CellState.of((Operand<TFloat32>) null, null)),
        of(
            "state: expected an initial state",
            () -> RecurrentInput.of(FloatTensor.zeros(1, 2)).from(null)),
        of(
            "lengths: expected an array",
            () -> RecurrentInput.of(FloatTensor.zeros(1, 2)).lengths((int[]) null)),
        of("values: expected an array", () -> FloatTensor.of(TensorShape.of(1), null)),
        of("shape: expected one", () -> FloatTensor.of(null, new float[1])),
        of("parameters: expected values", () -> RecurrentModule.of(RNN, (ParameterValues) null)),
        of("random: expected a generator", () -> RecurrentModule.of(RNN, (TorchRandom) null)),
        of("definition: expected a layer", () -> RecurrentModule.of(null, TorchRandom.seeded(0))),
        of("cell: expected one", () -> Recurrent.of(null)),
        of("skip connection: expected one", () -> RNN.skipConnection(null)),
        of("values: expected a value", () -> RecurrentInput.of(null)),
        of("time: expected a duration", () -> Checkpoints.in(Path.of("file")).every(null)),
        of("parameters: expected a list", () -> ParameterOptimizer.builder(null, Optimizer.adam())),
        of("optimizer: expected one", () -> ParameterOptimizer.builder(specs, null)));
  }

  @Test
  void nullInputOfAModuleIsRejected() {
    try (RecurrentModule module = RecurrentModule.of(RNN, TorchRandom.seeded(0))) {
      assertRejected("input: expected one", () -> module.forward((RecurrentInput) null));
      assertRejected("x: expected the values of a step", () -> module.stepper().step(null));
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void nullIsRejected(String message, ThrowingCallable call) {
    assertRejected(message, call);
  }

  @Test
  void cellStateNeedsItsSecondPart() {
    try (GraphTrainerFixture fixture = new GraphTrainerFixture()) {
      assertRejected("cell: expected c", () -> CellState.of(fixture.loss, null));
    }
  }

  @Test
  void graphTrainerRejectsNull() {
    try (GraphTrainerFixture fixture = new GraphTrainerFixture()) {
      Optimizer adam = Optimizer.adam();
      assertRejected(
          "operations: expected those of a graph",
          () -> GraphTrainer.builder(null, fixture.variables, fixture.gradients, adam));
      assertRejected(
          "variables: expected those to train",
          () -> GraphTrainer.builder(fixture.tf, null, fixture.gradients, adam));
      assertRejected(
          "gradients: expected those of a loss",
          () -> GraphTrainer.builder(fixture.tf, fixture.variables, null, adam));
      assertRejected(
          "optimizer: expected one",
          () -> GraphTrainer.builder(fixture.tf, fixture.variables, fixture.gradients, null));
      GraphTrainer.Builder builder =
          GraphTrainer.builder(fixture.tf, fixture.variables, fixture.gradients, adam);
      assertRejected("weight average: expected one", () -> builder.average(null));
      assertRejected("initial: expected values", () -> builder.open(null));
      assertRejected("session: expected an open one", () -> builder.attach(null));
      ParameterValues start =
          ParameterValues.draw(fixture.variables.specs(), TorchRandom.seeded(1));
      try (GraphTrainer trainer = builder.open(start)) {
        Operand<TFloat32> loss = fixture.loss;
        assertRejected(
            "feed: expected a function, for instance feed -> {}",
            () -> trainer.step(1, null, loss));
        assertRejected(
            "feed: expected a function, for instance feed -> {}",
            () -> trainer.evaluate(null, loss));
        assertRejected("loss: expected a scalar", () -> trainer.step(1, feed -> {}, null));
        assertRejected("operand: expected one", () -> trainer.evaluate(feed -> {}, null));
      }
    }
  }

  @Test
  void parameterOptimizerRejectsNull() {
    try (ParameterOptimizer optimizer =
            ParameterOptimizer.builder(RNN.parameters(), Optimizer.adam()).open();
        RecurrentModule module = RecurrentModule.of(RNN, TorchRandom.seeded(1))) {
      assertRejected("module: expected one", () -> optimizer.step(null, null, 0.1));
      assertRejected(
          "gradients: expected those of the module", () -> optimizer.step(module, null, 0.1));
      ParameterValues none = ParameterValues.builder().build();
      assertRejected("parameters: expected values", () -> optimizer.updated(null, none, 0.1));
      assertRejected(
          "gradients: expected values", () -> optimizer.updated(module.parameters(), null, 0.1));
    }
  }

  private static Arguments of(String message, ThrowingCallable call) {
    return arguments(message, call);
  }

  private static void assertRejected(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(NullPointerException.class)
        .hasMessage(message + ", got null");
  }
}

package org.example;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.CellState;
import org.tributary.graph.ScanCell;
import org.tributary.graph.StepGradient;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.nn.RecurrentModule;
import org.tributary.param.TorchRandom;

/** The mistakes of a scan cell and its gradient that are found before its first run. */
class ScanCellContractTest {
  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> floats(Operand<?> x) {
    return (Operand<TFloat32>) x;
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<?> x) {
    return tf.reduceSum(floats(x), tf.constant(0));
  }

  /** The step of a scan cell and its gradient. */
  private interface Advance {
    CellState<?> add(Ops tf, Operand<?> fromInput, Operand<?> fromHidden, CellState<?> state);
  }

  private record Own(
      int inputSize, int hiddenSize, Advance advance, Optional<StepGradient> stepGradient)
      implements ScanCell {
    @Override
    public String name() {
      return "OWN";
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public Cell withInputSize(int inputSize) {
      return new Own(inputSize, hiddenSize, advance, stepGradient);
    }

    @Override
    @SuppressWarnings("unchecked") // the contract is checked in float32
    public <T extends TFloating> CellState<T> advance(
        Ops tf,
        Operand<T> fromInput,
        Operand<T> fromHidden,
        CellState<T> state,
        Optional<Operand<T>> projection) {
      return (CellState<T>) advance.add(tf, fromInput, fromHidden, state);
    }
  }

  static Stream<Arguments> scanMistakes() {
    Advance plain = (tf, a, u, s) -> CellState.of(floats(a));
    return Stream.of(
        arguments(
            plain, null, ".stepGradient: expected an Optional, empty for no gradient, got null"),
        arguments(plain, gradient((tf, d) -> null), ".stepGradient: expected gradients, got null"),
        arguments(
            plain,
            gradient((tf, d) -> new StepGradient.Gradients(d, d, CellState.of(sum(tf, d)))),
            ".stepGradient: expected h of the gradient of the previous state of shape [N, 3], [6, 3], got [3]; does an operation sum over the rows"),
        arguments(
            plain,
            gradient(
                (tf, d) ->
                    new StepGradient.Gradients(
                        d,
                        d,
                        CellState.of(
                            (Operand<TFloat32>)
                                tf.reduceSum(d, tf.constant(0), ReduceSum.keepDims(true))))),
            "of shape [N, 3], [6, 3], got [1, 3];"),
        arguments(
            plain,
            gradient((tf, d) -> new StepGradient.Gradients(d, d, CellState.of(d).with("q", d))),
            ".stepGradient: expected the gradient of the previous state with the parts [h], as stateParts declares them in order, got [h, q];"),
        arguments(
            plain,
            gradient((tf, d) -> new StepGradient.Gradients(sum(tf, d), d, CellState.of(d))),
            ".stepGradient: expected the gradient of fromInput of shape [N, gates · hidden size], [6, 3], got [3];"),
        arguments(
            plain,
            gradient((tf, d) -> new StepGradient.Gradients(d, null, CellState.of(d))),
            ".stepGradient: expected the gradient of fromHidden, got null"),
        arguments(
            plain,
            gradient((tf, d) -> new StepGradient.Gradients(d, d, null)),
            ".stepGradient: expected the gradient of the previous state, got null"),
        arguments(
            (Advance) (tf, a, u, s) -> null,
            Optional.empty(),
            ".advance: expected the next state, got null"),
        arguments(
            (Advance) (tf, a, u, s) -> CellState.of(sum(tf, a)),
            Optional.empty(),
            ".advance: expected h of the next state of shape [N, 3], [6, 3], got [3];"),
        arguments(
            (Advance)
                (tf, a, u, s) ->
                    CellState.of(tf.concat(List.of(floats(a), floats(u)), tf.constant(1))),
            Optional.empty(),
            ".advance: expected h of the next state of shape [N, 3], [6, 3], got [6, 6];"));
  }

  /** A gradient from the upstream gradient of h. */
  private interface Gradient {
    StepGradient.Gradients of(Ops tf, Operand<TFloat32> upstream);
  }

  private static Optional<StepGradient> gradient(Gradient gradient) {
    return Optional.of((tf, step, upstream) -> gradient.of(tf, upstream.hidden()));
  }

  @ParameterizedTest
  @MethodSource("scanMistakes")
  void scanMistakeIsRefused(Advance advance, Optional<StepGradient> gradient, String message) {
    assertThatThrownBy(
            () ->
                RecurrentModule.of(
                        Recurrent.of(new Own(2, 3, advance, gradient)), TorchRandom.seeded(0))
                    .close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(Own.class.getName());
  }
}

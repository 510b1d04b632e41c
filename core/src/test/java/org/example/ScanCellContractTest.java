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
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.CellState;
import org.tributary.graph.ScanCell;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.nn.RecurrentModule;
import org.tributary.param.TorchRandom;

/** The mistakes of a scan cell that are found before its first run. */
class ScanCellContractTest {
  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> floats(Operand<?> x) {
    return (Operand<TFloat32>) x;
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<?> x) {
    return tf.reduceSum(floats(x), tf.constant(0));
  }

  /** The step of a scan cell. */
  private interface Advance {
    CellState<?> add(Ops tf, Operand<?> fromInput, Operand<?> fromHidden, CellState<?> state);
  }

  private record Own(int inputSize, int hiddenSize, Advance advance) implements ScanCell {
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
      return new Own(inputSize, hiddenSize, advance);
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
    return Stream.of(
        arguments((Advance) (tf, a, u, s) -> null, ".advance: expected the next state, got null"),
        arguments(
            (Advance) (tf, a, u, s) -> CellState.of(sum(tf, a)),
            ".advance: expected h of the next state of shape [N, 3], [6, 3], got [3];"),
        arguments(
            (Advance)
                (tf, a, u, s) ->
                    CellState.of(tf.concat(List.of(floats(a), floats(u)), tf.constant(1))),
            ".advance: expected h of the next state of shape [N, 3], [6, 3], got [6, 6];"));
  }

  @ParameterizedTest
  @MethodSource("scanMistakes")
  void scanMistakeIsRefused(Advance advance, String message) {
    assertThatThrownBy(
            () ->
                RecurrentModule.of(Recurrent.of(new Own(2, 3, advance)), TorchRandom.seeded(0))
                    .close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(Own.class.getName());
  }
}

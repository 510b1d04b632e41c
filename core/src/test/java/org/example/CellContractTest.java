package org.example;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.CellState;
import org.tributary.graph.CellWeights;
import org.tributary.graph.GraphCell;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StatePart;
import org.tributary.nn.RecurrentInput;
import org.tributary.nn.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.TorchRandom;

/** The mistakes of a cell that are found before its first run. */
class CellContractTest {
  private static final int INPUT = 2;
  private static final int HIDDEN = 3;

  /** One step of a cell. */
  private interface Step {
    CellState<?> add(Ops tf, Operand<?> x, CellState<?> state, CellWeights<?> weights);
  }

  private static final StatePart H = StatePart.hidden(HIDDEN);

  /** A cell with the given parts and step. */
  private static class Own implements GraphCell {
    final String name;
    final int gates;
    final List<StatePart> parts;
    final Step step;

    Own(String name, int gates, List<StatePart> parts, Step step) {
      this.name = name;
      this.gates = gates;
      this.parts = parts;
      this.step = step;
    }

    @Override
    public int inputSize() {
      return INPUT;
    }

    @Override
    public int hiddenSize() {
      return HIDDEN;
    }

    @Override
    public int gates() {
      return gates;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Cell withInputSize(int inputSize) {
      return this;
    }

    @Override
    public List<StatePart> stateParts() {
      return parts;
    }

    @Override
    @SuppressWarnings("unchecked") // the contract is checked in float32
    public <T extends TFloating> CellState<T> step(
        Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
      return (CellState<T>) step.add(tf, x, state, weights);
    }
  }

  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> floats(Operand<?> x) {
    return (Operand<TFloat32>) x;
  }

  @SuppressWarnings("unchecked")
  private static CellWeights<TFloat32> floats(CellWeights<?> weights) {
    return (CellWeights<TFloat32>) weights;
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<?> x) {
    return tf.reduceSum(floats(x), tf.constant(0));
  }

  static Stream<Arguments> mistakes() {
    StatePart c = new StatePart("c", 2);
    return Stream.of(
        mistake(
            1,
            List.of(H, c),
            (tf, x, s, w) -> CellState.of(floats(s.hidden())),
            ".step: expected the next state with the parts [h, c], as stateParts declares them in order, got [h]; return every part"),
        mistake(
            1,
            List.of(H),
            (tf, x, s, w) -> CellState.of(floats(s.hidden())).with("q", floats(s.hidden())),
            ".step: expected the next state with the parts [h], as stateParts declares them in order, got [h, q];"),
        mistake(
            1,
            List.of(H),
            (tf, x, s, w) -> CellState.of(sum(tf, s.hidden())),
            ".step: expected h of the next state of shape [N, 3], [6, 3], got [3]; does an operation sum over the rows"),
        mistake(1, List.of(H), (tf, x, s, w) -> null, ".step: expected the next state, got null"),
        mistake(
            2,
            List.of(H),
            (tf, x, s, w) -> CellState.of(floats(w).fromInput(tf, floats(x))),
            ".step: expected h of the next state of shape [N, 3], [9, 3], got [9, 6]"),
        mistake(
            1,
            List.of(H),
            (tf, x, s, w) -> CellState.of(floats(w).fromInput(tf, floats(s.hidden()))),
            ".step: expected operations for x [6, 2], h [6, 3] and weights of 1 gates, got TensorFlow's error \"Dimensions must be equal, but are 3 and 2 in MatMul with input shapes: [6,3], [3,2].\"; are x and h taken for one another"),
        mistake(
            1,
            List.of(H),
            (tf, x, s, w) -> CellState.of(floats(w).gate(tf, 1, HIDDEN).fromInput(tf, floats(x))),
            "weights: expected a gate from 0 to 0, got 1; count every block in gates()"),
        mistake(
            1,
            List.of(),
            (tf, x, s, w) -> null,
            ".stateParts: expected h and any further parts, got none; begin with StatePart.hidden(outputSize())"),
        mistake(
            1,
            null,
            (tf, x, s, w) -> null,
            ".stateParts: expected h and any further parts, got null"),
        mistake(
            1,
            List.of(H, H),
            (tf, x, s, w) -> null,
            ".stateParts: expected each name once, got [h, h]; name further parts by other letters"),
        mistake(0, List.of(H), (tf, x, s, w) -> null, ".gates: expected at least 1, got 0"));
  }

  private static Arguments mistake(int gates, List<StatePart> parts, Step step, String message) {
    return arguments(gates, parts, step, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakeIsRefused(int gates, List<StatePart> parts, Step step, String message) {
    assertThatThrownBy(() -> open(new Own("OWN", gates, parts, step)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining((message.startsWith(".") ? Own.class.getName() : "") + message)
        .hasMessageNotContaining("node");
  }

  private static void open(Cell cell) {
    RecurrentModule.of(Recurrent.of(cell), TorchRandom.seeded(0)).close();
  }

  @Test
  void missingNameIsRefused() {
    assertThatThrownBy(() -> open(new Own(null, 1, List.of(H), (tf, x, s, w) -> null)))
        .hasMessage(
            Own.class.getName() + ".name: expected letters and digits, a letter first, got null");
    assertThatThrownBy(() -> Recurrent.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageStartingWith("cell: expected one");
  }

  @Test
  void inputSizeIsChecked() {
    Step step = (tf, x, s, w) -> CellState.of(floats(s.hidden()));
    assertThatThrownBy(() -> open2(new Own("OWN", 1, List.of(H), step)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            Own.class.getName()
                + ".withInputSize(3): expected a OWN of input size 3 and hidden size 3, got sizes 2 and 3; return a new cell with that input size and all other settings of this one");
    Cell none =
        new Own("OWN", 1, List.of(H), step) {
          @Override
          public Cell withInputSize(int inputSize) {
            return null;
          }
        };
    assertThatThrownBy(() -> open2(none))
        .hasMessageContaining(".withInputSize(3): expected")
        .hasMessageContaining("got null");
    assertThatThrownBy(() -> Recurrent.of(none).withInputSize(7))
        .hasMessageContaining(".withInputSize(7): expected");
  }

  private static void open2(Cell cell) {
    RecurrentModule.of(Recurrent.of(cell).layers(2), TorchRandom.seeded(0)).close();
  }

  @Test
  void operationWithoutGradientIsNamed() {
    Step step = (tf, x, s, w) -> CellState.of(tf.math.rint(floats(w).fromInput(tf, floats(x))));
    Recurrent definition = Recurrent.of(new Own("OWN", 1, List.of(H), step));
    RecurrentInput input = RecurrentInput.of(FloatTensor.zeros(2, 1, INPUT));
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(0))) {
      var upstream = OutputGradients.ofOutput(module.forward(input).output());
      assertThatThrownBy(() -> module.backward(input, upstream))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              Own.class.getName()
                  + ".step: expected operations that TensorFlow can differentiate, got TensorFlow's error \"No gradient defined for op: Rint.")
          .hasMessageContaining("replace the operation");
    }
  }
}

package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.CellState;
import org.tributary.graph.CellWeights;
import org.tributary.graph.Gradients;
import org.tributary.graph.GraphCell;
import org.tributary.graph.Kernels;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Cell;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StatePart;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.testing.MinimalGatedScanUnit;
import org.tributary.testing.MinimalGatedUnit;

/**
 * Tests layers of a cell that the library does not have: a minimal gated unit, by its whole step
 * and by the part after its products, against PyTorch's autograd; the goldens are made by
 * docs/golden/minimal_gated_unit.py.
 */
class MinimalGatedUnitTest {
  private static final Cell FORMULA = new MinimalGatedUnit(3, 4);
  private static final Cell SCAN = new MinimalGatedScanUnit(3, 4);

  private static JsonNode goldens;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream json =
        MinimalGatedUnitTest.class.getResourceAsStream("minimal-gated-unit.json")) {
      goldens = new ObjectMapper().readTree(json);
    }
  }

  @Test
  void formulaAloneMatchesPyTorch() {
    assertMatches("before", Recurrent.of(FORMULA), List.of());
  }

  @ParameterizedTest
  @CsvSource({"scan", "reference"})
  void scanCellMatchesPyTorch(String kernel) {
    Recurrent definition = Recurrent.of(SCAN).kernel(Kernels.named(kernel));
    assertMatches("after", definition, List.of(MinimalGatedScanUnit.SUM));
  }

  private static void assertMatches(String name, Recurrent cell, List<String> otherParts) {
    JsonNode golden = goldens.get(name);
    ParameterValues.Builder values = ParameterValues.builder();
    golden
        .get("parameters")
        .forEach(
            p -> {
              FloatTensor value = tensor(golden, p.asText());
              values.add(p.asText(), value.shape(), value.values());
            });
    int[] lengths = new int[goldens.get("lengths").size()];
    java.util.Arrays.setAll(lengths, k -> goldens.get("lengths").get(k).asInt());
    RecurrentState initial = RecurrentState.of(tensor(golden, "h_0"));
    OutputGradients<FloatTensor> loss =
        OutputGradients.ofOutput(tensor(golden, "loss.output")).hidden(tensor(golden, "loss.h_n"));
    for (String part : otherParts) {
      initial = initial.with(part, tensor(golden, part + "_0"));
      loss = loss.state(part, tensor(golden, "loss." + part + "_n"));
    }
    try (RecurrentModule module =
        UnoptimizedModule.of(cell.layers(2).bidirectional(), values.build())) {
      RecurrentInput input =
          RecurrentInput.of(tensor(golden, "input")).lengths(lengths).from(initial);
      RecurrentOutput out = module.forward(input);
      assertClose(golden, "output", out.output());
      Gradients<FloatTensor> gradients = module.backward(input, loss);
      assertClose(golden, "grad.input", gradients.input());
      out.finalState().byName().forEach((part, h) -> assertClose(golden, part + "_n", h));
      gradients.initial().forEach((part, g) -> assertClose(golden, "grad." + part + "_0", g));
      for (String parameter : module.parameterNames()) {
        assertClose(golden, "grad." + parameter, gradients.parameter(parameter));
      }
    }
  }

  /** A stepper, each number of steps and each kernel read the same cell. */
  @Test
  void stepperMatchesWholeSequences() {
    for (Cell cell : List.of(FORMULA, SCAN)) {
      try (RecurrentModule module =
          UnoptimizedModule.of(Recurrent.of(cell).layers(2), TorchRandom.seeded(1))) {
        Stepper stepper = module.stepper();
        FloatTensor all = Rows.draw(2, 6, 3);
        FloatTensor whole = module.forward(all).output();
        for (int step = 0; step < 6; step++) {
          FloatTensor x =
              FloatTensor.of(
                  TensorShape.of(3),
                  java.util.Arrays.copyOfRange(all.values(), 3 * step, 3 * step + 3));
          assertThat(stepper.step(x).values())
              .containsExactly(
                  java.util.Arrays.copyOfRange(whole.values(), 4 * step, 4 * step + 4),
                  within(1e-6f));
        }
        RecurrentState saved = stepper.save();
        assertThat(saved.byName().keySet())
            .containsExactlyElementsOf(cell.stateParts().stream().map(StatePart::name).toList());
        stepper.restore(saved);
        assertThat(module.forward(Rows.draw(2, 4, 3)).output().shape())
            .isEqualTo(TensorShape.of(4, 4));
      }
    }
  }

  @Test
  void forgetBiasSetsTheGateThatTheCellNames() {
    try (RecurrentModule module =
        UnoptimizedModule.of(Recurrent.of(FORMULA).forgetBias(1), TorchRandom.seeded(1))) {
      float[] bias = module.parameter("bias_ih_l0").values();
      assertThat(java.util.Arrays.copyOf(bias, 4)).containsOnly(1);
      assertThat(java.util.Arrays.copyOfRange(bias, 4, 8)).doesNotContain(1);
    }
  }

  /** Dropping every element of h leaves what the first step of a zero state computes. */
  @Test
  void recurrentDropoutMasksTheProductsOfTheFormula() {
    Recurrent definition = Recurrent.of(FORMULA).recurrentDropout(1 - 1e-9);
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(1))) {
      module.set("bias_hh_l0", FloatTensor.zeros(8));
      module.set("weight_hh_l0", FloatTensor.zeros(8, 4));
      RecurrentInput input = RecurrentInput.of(Rows.draw(2, 5, 1, 3)).dropoutSeed(3);
      FloatTensor withoutWeights = module.forward(input).output();
      module.set("weight_hh_l0", Rows.draw(4, 8, 4));
      assertThat(module.forward(input).output()).isEqualTo(withoutWeights);
    }
  }

  @Test
  void optionsThatTheCellDoesNotHaveAreRejected() {
    Recurrent layer = Recurrent.of(new PlainSum(3, 4));
    assertRejected(() -> layer.recurrentDropout(0.5))
        .hasMessage(
            "recurrent dropout: expected a cell that supports it, got SUM; leave it out, or let"
                + " step take its products with weight_hh from CellWeights.fromHidden and override"
                + " supportsRecurrentDropout");
    assertRejected(layer::withoutBias)
        .hasMessage(
            "SUM: expected a cell with optional bias vectors; the bias of this cell is always"
                + " present");
    assertRejected(() -> layer.projection(2))
        .hasMessageStartingWith("SUM: expected a cell with an optional projection");
    assertRejected(() -> layer.nonlinearity(Nonlinearity.RELU))
        .hasMessageStartingWith("SUM: expected a cell with an optional nonlinearity");
    assertRejected(() -> layer.forgetBias(1))
        .hasMessage(
            "forget bias: expected a cell with a forget gate and bias, such as an LSTM, got SUM"
                + " with bias; leave it out");
    assertRejected(() -> new RecurrentState(Map.of("c", FloatTensor.zeros(1, 1, 1))))
        .hasMessage("recurrent state: expected h as the first part, got [c]");
    assertRejected(() -> Recurrent.of(new MisplacedHidden(3, 4)))
        .hasMessage(
            "SUM: expected h of size 4 as the first part of the state, got c of size 4; put h first"
                + " in stateParts");
  }

  /** The gradient of a parameter that the formula does not read is zero. */
  @Test
  void unreadParameterHasZeroGradient() {
    try (RecurrentModule module =
        UnoptimizedModule.of(Recurrent.of(new PlainSum(3, 4)), TorchRandom.seeded(1))) {
      Gradients<FloatTensor> gradients =
          module.backward(
              RecurrentInput.of(Rows.draw(1, 5, 2, 3)),
              OutputGradients.ofOutput(Rows.draw(2, 5, 2, 4)));
      assertThat(gradients.parameter("bias_hh_l0").values()).containsOnly(0);
      assertThat(gradients.parameter("weight_ih_l0").values()).doesNotContain(0);
    }
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertRejected(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
    return assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertClose(JsonNode golden, String name, FloatTensor actual) {
    FloatTensor expected = tensor(golden, name);
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    assertThat(actual.values()).as(name).containsExactly(expected.values(), within(1e-5f));
  }

  private static FloatTensor tensor(JsonNode golden, String name) {
    JsonNode node = golden.get("tensors").get(name);
    List<Long> shape = new ArrayList<>();
    node.get("shape").forEach(n -> shape.add(n.asLong()));
    float[] values = new float[node.get("values").size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) node.get("values").get(k).asDouble();
    }
    return FloatTensor.of(
        TensorShape.of(shape.stream().mapToLong(Long::longValue).toArray()), values);
  }

  /** h' = h + W_ih x + b_ih, of no other options. */
  private record PlainSum(int inputSize, int hiddenSize) implements GraphCell {
    @Override
    public String name() {
      return "SUM";
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public OptionalInt forgetGate() {
      return OptionalInt.empty();
    }

    @Override
    public Cell withInputSize(int inputSize) {
      return new PlainSum(inputSize, hiddenSize);
    }

    @Override
    public <T extends TFloating> CellState<T> step(
        Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
      return CellState.of(tf.math.add(state.hidden(), weights.fromInput(tf, x)));
    }
  }

  /** A cell that lists c before h. */
  private record MisplacedHidden(int inputSize, int hiddenSize) implements GraphCell {
    @Override
    public String name() {
      return "SUM";
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public List<StatePart> stateParts() {
      return List.of(new StatePart("c", hiddenSize), StatePart.hidden(hiddenSize));
    }

    @Override
    public Cell withInputSize(int inputSize) {
      return new MisplacedHidden(inputSize, hiddenSize);
    }

    @Override
    public <T extends TFloating> CellState<T> step(
        Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
      return state;
    }
  }
}

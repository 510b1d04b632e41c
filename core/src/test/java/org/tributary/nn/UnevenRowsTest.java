package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.graph.Gradients;
import org.tributary.graph.Kernels;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.PaddingChoice;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.ExecutionMode;
import org.tributary.sequence.PaddingStrategy;

/** Tests packed execution, where the batch shrinks as sequences end, against the reference. */
class UnevenRowsTest {
  private static final int[] LENGTHS = {9, 1, 3, 2};
  private static final int STEPS = 9;
  private static final int IN = 60;

  static List<Recurrent> definitions() {
    return List.of(
        Recurrent.lstm(IN).hidden(64).bidirectional(),
        Recurrent.gru(IN).hidden(64).bidirectional().layers(2),
        Recurrent.rnn(IN).hidden(64).bidirectional());
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void packedExecutionMatchesReference(Recurrent definition) {
    assertThat(PaddingChoice.of(definition, ExecutionMode.TRAINING, LENGTHS, STEPS))
        .contains(PaddingStrategy.PACKED);
    RecurrentInput input =
        RecurrentInput.of(Rows.batch(definition, 7, STEPS, LENGTHS.length, IN)).lengths(LENGTHS);
    OutputGradients<FloatTensor> loss =
        OutputGradients.ofOutput(
            Rows.batch(definition, 8, STEPS, LENGTHS.length, definition.outputSize()));
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(5));
        RecurrentModule reference =
            RecurrentModule.of(definition.kernel(Kernels.reference()), TorchRandom.seeded(5))) {
      assertClose(module.forward(input).output(), reference.forward(input).output());
      Gradients<FloatTensor> actual = module.backward(input, loss);
      Gradients<FloatTensor> expected = reference.backward(input, loss);
      assertClose(actual.input(), expected.input());
      for (String name : expected.parameters().keySet()) {
        assertThat(actual.parameter(name).values())
            .as(name)
            .containsExactly(expected.parameter(name).values(), within(1e-4f));
      }
    }
  }

  private static void assertClose(FloatTensor actual, FloatTensor expected) {
    assertThat(actual.values()).containsExactly(expected.values(), within(1e-5f));
  }
}

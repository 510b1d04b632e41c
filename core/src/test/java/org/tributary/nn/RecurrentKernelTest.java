package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tributary.graph.Kernel;
import org.tributary.graph.Kernels;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;

/** Tests of kernels set in the definition, and of the choice between kernels. */
class RecurrentKernelTest {
  private static final Recurrent LSTM = Recurrent.lstm(3).hidden(5).layers(2).bidirectional();

  @Test
  void kernelsAgreeForAnyNumberOfSteps() {
    for (Kernel kernel : Kernels.all()) {
      try (RecurrentModule chosen = UnoptimizedModule.of(LSTM, TorchRandom.seeded(1));
          RecurrentModule forced =
              UnoptimizedModule.of(LSTM.kernel(kernel), TorchRandom.seeded(1))) {
        for (int steps : new int[] {4, 2, 7, 4}) {
          RecurrentInput input =
              RecurrentInput.of(Rows.draw(steps, steps, 6, 3)).lengths(2, 1, 2, 0, 1, 2);
          OutputGradients<FloatTensor> loss = OutputGradients.ofOutput(Rows.draw(9, steps, 6, 10));
          assertClose(forced.forward(input).output(), chosen.forward(input).output());
          assertClose(forced.backward(input, loss).input(), chosen.backward(input, loss).input());
        }
      }
    }
  }

  /** A mask over a single step has a size of 1, which could broadcast. */
  @Test
  void referenceRunsSingleStepWithEmptyRow() {
    Recurrent definition = Recurrent.rnn(1).hidden(1).withoutBias().kernel(Kernels.reference());
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(1))) {
      module.set("weight_ih_l0", FloatTensor.of(TensorShape.of(1, 1), new float[] {2}));
      RecurrentInput input =
          RecurrentInput.of(FloatTensor.of(TensorShape.of(1, 2, 1), new float[] {0.25f, Float.NaN}))
              .lengths(1, 0);
      assertThat(module.forward(input).output().values())
          .containsExactly(new float[] {(float) Math.tanh(0.5), 0}, within(1e-6f));
      OutputGradients<FloatTensor> loss =
          OutputGradients.ofOutput(FloatTensor.of(TensorShape.of(1, 2, 1), new float[] {3, 5}));
      float slope = (float) (1 - Math.tanh(0.5) * Math.tanh(0.5));
      assertThat(module.backward(input, loss).input().values())
          .containsExactly(new float[] {2 * 3 * slope, 0}, within(1e-6f));
    }
  }

  /** BlockLSTM and the scan loop round differently, so equal bits identify the kernel. */
  @Test
  void kernelOfDefinitionRuns() {
    FloatTensor input = Rows.draw(2, 9, 6, 3);
    FloatTensor block = output(LSTM.kernel(Kernels.named("block")), input);
    assertThat(output(LSTM, input)).isEqualTo(block);
    assertThat(output(LSTM.kernel(Kernels.named("scan")), input)).isNotEqualTo(block);
  }

  @Test
  void unsupportedKernelIsRejectedAtRun() {
    Recurrent definition = Recurrent.gru(3).hidden(5).kernel(Kernels.named("block"));
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(1))) {
      Throwable first = catchThrowable(() -> module.forward(Rows.draw(1, 4, 2, 3)));
      assertThat(first)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("kernel block: runs LSTMs only, not a GRU");
      // the failed build is cached and adds no further operations
      assertThatThrownBy(() -> module.forward(Rows.draw(2, 7, 3, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(first.getMessage())
          .hasCause(first);
    }
  }

  @Test
  void definitionKeepsKernelThroughLaterChanges() {
    Kernel scan = Kernels.named("scan");
    Recurrent withKernel = Recurrent.lstm(3).hidden(5).kernel(scan);
    assertThat(
            withKernel.layers(2).bidirectional().batchFirst().withoutBias().dropout(0.5).kernel())
        .contains("scan");
    assertThat(Recurrent.lstm(3).hidden(5).kernel()).isEmpty();
    assertThat(withKernel).isEqualTo(Recurrent.lstm(3).hidden(5).kernel(Kernels.named("scan")));
  }

  /** A module picks the fastest kernel for outputs and, separately, one for gradients. */
  @Test
  void outputsAndGradientsMayUseDifferentKernels() {
    Recurrent large = Recurrent.lstm(3).hidden(400);
    FloatTensor input = Rows.draw(2, 5, 2, 3);
    assertThat(output(large, input))
        .isEqualTo(output(large.kernel(Kernels.named("scan")), input))
        .isNotEqualTo(output(large.kernel(Kernels.named("block")), input));
    OutputGradients<FloatTensor> loss = OutputGradients.ofOutput(Rows.draw(9, 5, 2, 400));
    try (RecurrentModule chosen = RecurrentModule.of(large, TorchRandom.seeded(1));
        RecurrentModule block =
            RecurrentModule.of(large.kernel(Kernels.named("block")), TorchRandom.seeded(1))) {
      RecurrentInput recurrentInput = RecurrentInput.of(input);
      assertThat(chosen.backward(recurrentInput, loss))
          .isEqualTo(block.backward(recurrentInput, loss));
    }
  }

  /** Returns the output of a module that runs in its graph. */
  private static FloatTensor output(Recurrent definition, FloatTensor input) {
    try (RecurrentModule module = UnoptimizedModule.of(definition, TorchRandom.seeded(1))) {
      return module.forward(input).output();
    }
  }

  private static void assertClose(FloatTensor actual, FloatTensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    for (int k = 0; k < expected.values().length; k++) {
      assertThat(actual.values()[k]).isCloseTo(expected.values()[k], within(1e-5f));
    }
  }
}

package org.tributary.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.Kernels;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.random.TorchRandom;

/** Tests that matrix products in bfloat16 are used and keep their documented error. */
class Bfloat16KernelTest {
  static List<Recurrent> layers() {
    return List.of(
        Recurrent.lstm(100).hidden(128).bidirectional(),
        Recurrent.lstm(64).hidden(48).projection(24).layers(2),
        Recurrent.gru(256).hidden(256).bidirectional(),
        Recurrent.rnn(30).hidden(64).layers(2).bidirectional(),
        Recurrent.lstm(3).hidden(5));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void outputsAndGradientsStayWithinDocumentedError(Recurrent layer) {
    Recurrent bfloat16 = layer.kernel(Kernels.bfloat16());
    try (RecurrentModule exact = RecurrentModule.of(layer, TorchRandom.seeded(1));
        RecurrentModule rounded = RecurrentModule.of(bfloat16, TorchRandom.seeded(1))) {
      RecurrentInput input =
          RecurrentInput.of(Rows.draw(3, 20, 5, layer.inputSize())).lengths(20, 1, 13, 0, 7);
      FloatTensor output = exact.forward(input).output();
      double error = difference(rounded.forward(input).output(), output);
      assertThat(error).as("output").isBetween(1e-5, 0.01);
      OutputGradients<FloatTensor> loss =
          OutputGradients.ofOutput(Rows.draw(4, output.shape().asArray()));
      Gradients<FloatTensor> expected = exact.backward(input, loss);
      Gradients<FloatTensor> actual = rounded.backward(input, loss);
      assertThat(difference(actual.input(), expected.input()) / largest(expected.input()))
          .as("gradient of the input")
          .isLessThan(0.02);
      for (String name : expected.parameters().keySet()) {
        FloatTensor gradient = expected.parameter(name);
        assertThat(difference(actual.parameter(name), gradient) / largest(gradient))
            .as("gradient of %s", name)
            .isLessThan(0.02);
      }
    }
  }

  @Test
  void bfloat16IsNeverChosenAutomatically() {
    assertThat(Kernels.all()).doesNotContain(Kernels.bfloat16());
    assertThat(Kernels.named("scan-bfloat16")).isSameAs(Kernels.bfloat16());
  }

  private static double difference(FloatTensor actual, FloatTensor expected) {
    float[] actualValues = actual.values();
    float[] expectedValues = expected.values();
    double difference = 0;
    for (int k = 0; k < expectedValues.length; k++) {
      difference = Math.max(difference, Math.abs((double) actualValues[k] - expectedValues[k]));
    }
    return difference;
  }

  private static double largest(FloatTensor tensor) {
    double largest = 0;
    for (float value : tensor.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}

package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.GraphSkipConnection;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.nn.RecurrentInput;
import org.tributary.nn.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;

/** The mistakes of a skip connection that are found before its first run. */
class SkipConnectionContractTest {
  private static final String OWN = Own.class.getName();

  /** The forward pass of a connection. */
  private interface Pass {
    Operand<TFloat32> add(
        Ops tf,
        Operand<TFloat32> x,
        Operand<TFloat32> h,
        Function<String, Operand<TFloat32>> weights);
  }

  /** A connection with one parameter, {@code scale} of size F. */
  private record Own(String name, Pass pass) implements GraphSkipConnection {
    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of(new ParameterSpec("scale", TensorShape.of(size), Initializer.constant(0.5)));
    }

    @Override
    public Operand<TFloat32> forward(
        Ops tf,
        Operand<TFloat32> x,
        Operand<TFloat32> h,
        Function<String, Operand<TFloat32>> weights) {
      return pass.add(tf, x, h, weights);
    }
  }

  private static Operand<TFloat32> y(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    return tf.math.add(tf.math.add(x, h), weights.apply("scale"));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake((tf, x, h, w) -> null, ".forward: expected an output, got null"),
        mistake(
            (tf, x, h, w) -> tf.concat(List.of(x, h), tf.constant(-1)),
            ".forward: expected an output of shape [T, N, F], [5, 4, 3], got [5, 4, 6]; y has the"
                + " shape of x and h"),
        mistake(
            (tf, x, h, w) -> tf.math.add(x, w.apply("sacle")),
            ".forward: expected one of the parameters [scale], got \"sacle\"; is it misspelt, or"
                + " missing in parameters?"),
        mistake(
            (tf, x, h, w) -> tf.linalg.matMul(x, h),
            ".forward: expected operations for x and h of shape [T, N, F], [5, 4, 3], got"
                + " TensorFlow's error \"Shape must be rank 2 but is rank 3 in MatMul with input"
                + " shapes: [5,4,3], [5,4,3].\"; reshape them"));
  }

  private static Arguments mistake(Pass pass, String message) {
    return arguments(pass, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakeIsRefused(Pass pass, String message) {
    Recurrent definition =
        Recurrent.gru(2).hidden(3).layers(2).skipConnection(new Own("own", pass));
    assertThatThrownBy(() -> RecurrentModule.of(definition, TorchRandom.seeded(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(OWN + message)
        .hasMessageNotContaining("node");
  }

  @Test
  void missingNameIsRefused() {
    Recurrent definition =
        Recurrent.gru(2)
            .hidden(3)
            .layers(2)
            .skipConnection(new Own(null, SkipConnectionContractTest::y));
    assertThatThrownBy(() -> RecurrentModule.of(definition, TorchRandom.seeded(0)))
        .hasMessage(OWN + ".name: expected a name, got null; return one");
  }

  /** y = x + h + scale is not zero in the padding; with 4 valid steps, d(Σ y)/d(scale) is 4. */
  @Test
  void paddingIsZeroWhateverTheConnection() {
    Recurrent definition =
        Recurrent.gru(2)
            .hidden(3)
            .layers(2)
            .skipConnection(new Own("own", SkipConnectionContractTest::y));
    RecurrentInput input =
        RecurrentInput.of(FloatTensor.of(TensorShape.of(3, 2, 2), TorchRandom.seeded(1).normal(12)))
            .lengths(3, 1);
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(0))) {
      FloatTensor output = module.forward(input).output();
      for (int unit = 0; unit < 3; unit++) {
        assertThat(output.get(0, 1, unit)).isNotZero();
        assertThat(output.get(1, 1, unit)).isZero();
        assertThat(output.get(2, 1, unit)).isZero();
      }
      float[] ones = new float[18];
      Arrays.fill(ones, 1);
      FloatTensor upstream = FloatTensor.of(TensorShape.of(3, 2, 3), ones);
      assertThat(
              module
                  .backward(input, OutputGradients.ofOutput(upstream))
                  .parameter("scale_l1")
                  .values())
          .containsExactly(4, 4, 4);
    }
  }

  /** The connection runs, but has no gradient. */
  @Test
  void operationWithoutAGradientIsRefusedByTheBackwardPass() {
    Pass pass = (tf, x, h, weights) -> tf.math.mul(tf.math.rint(h), weights.apply("scale"));
    Recurrent definition =
        Recurrent.gru(2).hidden(3).layers(2).skipConnection(new Own("own", pass));
    RecurrentInput input = RecurrentInput.of(FloatTensor.zeros(2, 1, 2));
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(0))) {
      assertThat(module.forward(input).output().shape()).isEqualTo(TensorShape.of(2, 1, 3));
      assertThatThrownBy(
              () -> module.backward(input, OutputGradients.ofOutput(FloatTensor.zeros(2, 1, 3))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              OWN
                  + ".forward: expected operations that TensorFlow can differentiate, got"
                  + " TensorFlow's error \"No gradient defined for op: Rint.");
    }
  }
}

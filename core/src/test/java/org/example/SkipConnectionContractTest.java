package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.layer.GraphSkipConnection;
import org.tributary.graph.layer.SkipGradients;
import org.tributary.kernel.Forward;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentInput;
import org.tributary.module.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.random.TorchRandom;

/** The mistakes of a skip connection that are found before its first run. */
class SkipConnectionContractTest {
  private static final String OWN = Own.class.getName();

  /** The forward pass of a connection. */
  private interface Pass {
    Forward<TFloat32, Operand<TFloat32>, SkipGradients> add(
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
    public Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward(
        Ops tf,
        Operand<TFloat32> x,
        Operand<TFloat32> h,
        Function<String, Operand<TFloat32>> weights) {
      return pass.add(tf, x, h, weights);
    }
  }

  /** The gradients of y = x + h + scale. */
  private interface Back {
    SkipGradients of(Ops tf, Operand<TFloat32> g);
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x, int... axes) {
    return tf.reduceSum(x, tf.array(axes));
  }

  private static Operand<TFloat32> y(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    return tf.math.add(tf.math.add(x, h), weights.apply("scale"));
  }

  private static Pass backward(Back back) {
    return (tf, x, h, weights) -> Forward.of(y(tf, x, h, weights), g -> back.of(tf, g));
  }

  private static Pass output(Pass pass) {
    return pass;
  }

  private static SkipGradients gradients(Operand<TFloat32> g, Operand<TFloat32> scale) {
    return new SkipGradients(Optional.of(g), g, Map.of("scale", scale));
  }

  private static Optional<Operand<TFloat32>> missing() {
    return null;
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            backward(
                (tf, g) ->
                    new SkipGradients(
                        Optional.of(sum(tf, g, 0)), g, Map.of("scale", sum(tf, g, 0, 1)))),
            ".backward: expected a gradient of x of shape [T, N, F], [5, 4, 3], got [4, 3]; does an operation sum over steps or rows, as for a parameter?"),
        mistake(
            backward(
                (tf, g) ->
                    new SkipGradients(
                        Optional.of(g), sum(tf, g, 2), Map.of("scale", sum(tf, g, 0, 1)))),
            ".backward: expected a gradient of h of shape [T, N, F], [5, 4, 3], got [5, 4];"),
        mistake(
            backward((tf, g) -> gradients(g, sum(tf, g, 0))),
            ".backward: expected a gradient of scale of shape of the parameter, [3], got [4, 3]; sum over steps and rows"),
        mistake(
            backward((tf, g) -> new SkipGradients(Optional.of(g), g, Map.of())),
            ".backward: expected a gradient for each of the parameters [scale], got []; put each into SkipGradients.parameters under its name"),
        mistake(
            backward((tf, g) -> new SkipGradients(Optional.of(g), g, null)),
            ".backward: expected a map of parameter gradients, got null"),
        mistake(
            backward((tf, g) -> new SkipGradients(missing(), g, Map.of("scale", sum(tf, g, 0, 1)))),
            ".backward: expected an Optional as the gradient of x, got null"),
        mistake(
            backward((tf, g) -> new SkipGradients(Optional.of(g), null, Map.of())),
            ".backward: expected a gradient of h, got null"),
        mistake(backward((tf, g) -> null), ".backward: expected gradients, got null"),
        mistake(
            output((tf, x, h, w) -> Forward.of(null, g -> null)),
            ".forward: expected an output, got null"),
        mistake(output((tf, x, h, w) -> null), ".forward: expected a forward pass, got null"),
        mistake(
            output(
                (tf, x, h, w) -> Forward.of(tf.concat(List.of(x, h), tf.constant(-1)), g -> null)),
            ".forward: expected an output of shape [N, F], [4, 3], got [4, 6]; y has the shape of x and h"),
        mistake(
            output((tf, x, h, w) -> Forward.of(tf.math.add(x, w.apply("sacle")), g -> null)),
            ".forward: expected one of the parameters [scale], got \"sacle\"; is it misspelt, or missing in parameters?"),
        mistake(
            output((tf, x, h, w) -> Forward.of(tf.linalg.matMul(x, h), g -> null)),
            ".forward: expected operations for x and h of shape [N, F], [4, 3], got TensorFlow's error \"Dimensions must be equal, but are 3 and 4 in MatMul with input shapes: [4,3], [4,3].\""));
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
    Pass pass = backward((tf, g) -> gradients(g, sum(tf, g, 0, 1)));
    Recurrent definition = Recurrent.gru(2).hidden(3).layers(2).skipConnection(new Own(null, pass));
    assertThatThrownBy(() -> RecurrentModule.of(definition, TorchRandom.seeded(0)))
        .hasMessage(OWN + ".name: expected a name, got null; return one");
  }

  /** y = x + h + scale is not zero in the padding; with 4 valid steps, d(Σ y)/d(scale) is 4. */
  @Test
  void paddingIsZeroWhateverTheConnection() {
    Pass pass =
        (tf, x, h, weights) ->
            Forward.of(y(tf, x, h, weights), g -> gradients(g, sum(tf, g, 0, 1)));
    Recurrent definition =
        Recurrent.gru(2).hidden(3).layers(2).skipConnection(new Own("own", pass));
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

  @Test
  void inferenceOnlyConnectionRuns() {
    Pass pass =
        (tf, x, h, weights) ->
            Forward.of(
                tf.math.mul(h, weights.apply("scale")),
                g -> {
                  throw new UnsupportedOperationException("inference only");
                });
    Recurrent definition =
        Recurrent.gru(2).hidden(3).layers(2).skipConnection(new Own("own", pass));
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(0))) {
      assertThat(module.forward(FloatTensor.zeros(2, 1, 2)).output().shape())
          .isEqualTo(TensorShape.of(2, 1, 3));
    }
  }
}

package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.StatelessCase;
import org.tensorflow.types.TFloat32;
import org.tributary.testing.Eval;
import org.tributary.testing.LogMessages;

/** A backward pass of our own, told from TensorFlow's by its gradients, which are wrong. */
class CustomGradientTest {
  /** Returns x · y and x + y, with gradients 10 g + h for x and 100 g for y. */
  private static List<Operand<TFloat32>> marked(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> y, List<String> calls) {
    return CustomGradient.of(
        tf,
        "marked",
        List.of(x, y),
        in ->
            new CustomGradient.Pass(
                List.of(tf.math.mul(in.get(0), in.get(1)), tf.math.add(in.get(0), in.get(1))),
                upstream -> {
                  calls.add(
                      upstream.stream().map(g -> g.isPresent() ? "1" : "0").toList().toString());
                  Operand<TFloat32> g = upstream.get(0).orElseThrow();
                  Operand<TFloat32> ten = tf.math.mul(g, tf.constant(10f));
                  return List.of(
                      upstream.get(1).<Operand<TFloat32>>map(h -> tf.math.add(ten, h)).orElse(ten),
                      tf.math.mul(g, tf.constant(100f)));
                }));
  }

  private static float[] gradients(Eval eval, Operand<TFloat32> loss, Operand<?>... sources) {
    Output<?>[] wanted = new Output<?>[sources.length];
    for (int k = 0; k < sources.length; k++) {
      wanted[k] = sources[k].asOutput();
    }
    Output<?>[] gradients = ((Graph) eval.tf().scope().env()).addGradients(loss.asOutput(), wanted);
    float[] values = new float[gradients.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = eval.values(gradients[k].expect(TFloat32.class))[0];
    }
    return values;
  }

  @Test
  void tensorFlowCallsTheBackwardPass() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      assertThat(CustomGradient.unsupported()).isEmpty();
      Operand<TFloat32> x = tf.placeholderWithDefault(tf.constant(2f), x().shape());
      Operand<TFloat32> y = tf.placeholderWithDefault(tf.constant(3f), x().shape());
      List<String> calls = new ArrayList<>();
      List<Operand<TFloat32>> out = marked(tf, x, y, calls);
      assertThat(calls).containsExactly("[1, 0]", "[1, 1]");
      assertThat(out.get(0).shape()).isEqualTo(x().shape());
      assertThat(eval.values(out.get(0))).containsExactly(6);
      assertThat(eval.values(out.get(1))).containsExactly(5);
      Operand<TFloat32> twice = tf.math.mul(out.get(0), tf.constant(2f));
      assertThat(gradients(eval, twice, x, y)).containsExactly(20, 200);
      assertThat(gradients(eval, out.get(1), x, y)).containsExactly(1, 0);
      assertThat(gradients(eval, tf.math.add(out.get(0), out.get(1)), x, y))
          .containsExactly(11, 100);
      // around the call, and an operand that is computed from another input
      assertThat(gradients(eval, tf.math.add(out.get(0), tf.math.mul(x, tf.constant(7f))), x))
          .containsExactly(17);
      List<Operand<TFloat32>> own = marked(tf, x, x, calls);
      assertThat(gradients(eval, own.get(0), x)).containsExactly(110);
      List<Operand<TFloat32>> computed = marked(tf, x, tf.math.mul(x, tf.constant(4f)), calls);
      assertThat(gradients(eval, computed.get(0), x)).containsExactly(410);
      List<Operand<TFloat32>> nested = marked(tf, out.get(0), out.get(1), calls);
      assertThat(gradients(eval, nested.get(0), x)).containsExactly(10 * 10 + 100);
    }
  }

  private static Operand<TFloat32> x() {
    return Ops.create().constant(0f);
  }

  @Test
  void secondDerivativesAreRefused() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Operand<TFloat32> x = tf.placeholderWithDefault(tf.constant(2f), x().shape());
      Operand<TFloat32> out = marked(tf, x, x, new ArrayList<>()).get(0);
      Graph graph = (Graph) tf.scope().env();
      Output<?>[] wanted = {x.asOutput()};
      Output<?> first = graph.addGradients(tf.math.square(out).asOutput(), wanted)[0];
      assertThatThrownBy(() -> graph.addGradients(first, wanted))
          .isInstanceOf(TensorFlowException.class)
          .hasMessageContaining("Invalid gradient");
    }
  }

  /** An operation of the same type that is not of this class. */
  @Test
  void otherCallsAreRefused() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Graph graph = (Graph) tf.scope().env();
      ConcreteFunction function =
          ConcreteFunction.create(
              ops -> {
                Placeholder<TFloat32> p = ops.placeholder(TFloat32.class);
                return Signature.builder("other")
                    .input("p", p)
                    .output("q", ops.math.square(p))
                    .build();
              });
      Operand<TFloat32> x = tf.placeholderWithDefault(tf.constant(2f), x().shape());
      StatelessCase call =
          StatelessCase.create(
              tf.scope(), tf.constant(0), List.of(x), List.of(TFloat32.class), List.of(function));
      try (LogMessages log = LogMessages.of(CustomGradient.class)) {
        assertThatThrownBy(
                () -> graph.addGradients(call.output().get(0), new Output<?>[] {x.asOutput()}))
            .isInstanceOf(TensorFlowException.class)
            .hasMessageContaining("Invalid gradient");
        assertThat(log.all())
            .containsExactly(
                "WARNING gradients: expected an operation with a gradient, got StatelessCase %s; the error of TensorFlow follows"
                    .formatted(call.op().name()));
      }
      // the graph is as it was
      assertThat(gradients(eval, tf.math.square(x), x)).containsExactly(4);
    }
  }

  @Test
  void controlDependenciesFromOutsideAreRefused() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Op outside = tf.noOp();
      Operand<TFloat32> x = tf.constant(1f);
      assertThatThrownBy(
              () ->
                  CustomGradient.of(
                      tf,
                      "waiting",
                      List.of(x),
                      in ->
                          new CustomGradient.Pass(
                              List.of(
                                  tf.withControlDependencies(List.of(outside))
                                      .math
                                      .square(in.get(0))),
                              upstream -> List.of(upstream.get(0).orElseThrow()))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "layer: expected operations without control dependencies on others, got Square that waits for ")
          .hasMessageEndingWith(
              "; build the layer with plain operations and let its input wait: tf.withControlDependencies(op).identity(x)");
    }
  }
}

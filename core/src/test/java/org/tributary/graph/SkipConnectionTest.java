package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.testing.Eval;

/**
 * Tests the formulas against plain loops; RecurrentSkipConnectionTest checks the gradients
 * numerically.
 */
class SkipConnectionTest {
  private static final Shape SHAPE = Shape.of(2, 3, 4);
  private static final int SIZE = 4;

  private final Random random = new Random(1);
  private final float[] x = draw(24);
  private final float[] h = draw(24);
  private final float[] weight = draw(16);
  private final float[] bias = draw(4);

  private float[] draw(int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void noneReturnsLayerOutput() {
    assertThat(output(SkipConnection.none())).containsExactly(h);
  }

  @Test
  void onlyNoneIsTheIdentity() {
    assertThat(SkipConnection.none().isIdentity()).isTrue();
    assertThat(SkipConnection.residual().isIdentity()).isFalse();
    assertThat(SkipConnection.highway().isIdentity()).isFalse();
  }

  @Test
  void residualAddsInput() {
    float[] y = output(SkipConnection.residual());
    for (int k = 0; k < y.length; k++) {
      assertThat(y[k]).isEqualTo(h[k] + x[k]);
    }
  }

  @Test
  void highwayInterpolatesByGate() {
    float[] y = output(SkipConnection.highway());
    for (int row = 0; row < 6; row++) {
      for (int k = 0; k < SIZE; k++) {
        double gate = bias[k];
        for (int j = 0; j < SIZE; j++) {
          gate += (double) weight[k * SIZE + j] * x[row * SIZE + j];
        }
        double t = 1 / (1 + Math.exp(-gate));
        int at = row * SIZE + k;
        assertThat((double) y[at]).isCloseTo(t * h[at] + (1 - t) * x[at], within(1e-6));
      }
    }
  }

  /** A connection that does not train the layer below it: y = h, constant, + w ⊙ x. */
  private record StoppedConnection() implements GraphSkipConnection {
    @Override
    public String name() {
      return "stopped";
    }

    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of(new ParameterSpec("scale", TensorShape.of(size), Initializer.uniform(1)));
    }

    @Override
    public Operand<TFloat32> forward(
        Ops tf,
        Operand<TFloat32> x,
        Operand<TFloat32> h,
        Function<String, Operand<TFloat32>> weights) {
      return tf.math.add(tf.stopGradient(h), tf.math.mul(x, weights.apply("scale")));
    }
  }

  @Test
  void gradientOfAStoppedOutputIsZero() {
    float[] upstream = draw(24);
    List<float[]> gradients = new ArrayList<>();
    try (Eval eval = new Eval()) {
      SkipConnections.Added added =
          SkipConnections.add(
              new StoppedConnection(),
              eval.tf(),
              SIZE,
              eval.floats(x, 2, 3, 4),
              eval.floats(h, 2, 3, 4),
              Map.<String, Operand<TFloat32>>of("scale", eval.floats(bias, 4))::get);
      gradients.addAll(eval.values(added.gradients(eval.tf(), eval.floats(upstream, 2, 3, 4))));
    }
    assertThat(gradients).hasSize(3); // of x, h and scale
    double[] ofScale = new double[SIZE];
    for (int k = 0; k < upstream.length; k++) {
      assertThat(gradients.get(0)[k]).isEqualTo(upstream[k] * bias[k % SIZE]);
      ofScale[k % SIZE] += (double) upstream[k] * x[k];
    }
    assertThat(gradients.get(1)).hasSize(24).containsOnly(0);
    for (int k = 0; k < SIZE; k++) {
      assertThat((double) gradients.get(2)[k]).isCloseTo(ofScale[k], within(1e-5));
    }
  }

  /** The upper layer has no gradient; the lower one's is that of the layer alone for w ⊙ dy. */
  @Test
  void layerOfAStoppedOutputIsTrainedThroughItsInput() {
    Recurrent lower = Recurrent.gru(2).hidden(SIZE);
    Recurrent both = lower.layers(2).skipConnection(new StoppedConnection());
    ParameterValues values = ParameterValues.draw(both.parameters(), TorchRandom.seeded(3));
    float[] input = draw(12);
    float[] upstream = draw(24);
    float[] scale = values.values("scale_l1");
    float[] scaled = new float[24];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = upstream[k] * scale[k % SIZE];
    }
    try (Eval eval = new Eval()) {
      Gradients<Operand<TFloat32>> ofBoth = gradients(eval, both, values, input, upstream);
      Gradients<Operand<TFloat32>> ofLower = gradients(eval, lower, values, input, scaled);
      assertThat(ofBoth.parameters())
          .containsOnlyKeys(both.parameters().stream().map(ParameterSpec::name).toList());
      ofBoth
          .parameters()
          .forEach(
              (name, gradient) -> {
                float[] actual = eval.values(gradient);
                if (name.equals("scale_l1")) {
                  assertThat(actual).hasSize(SIZE).doesNotContain(0);
                } else if (name.endsWith("_l1")) {
                  assertThat(actual).as(name).containsOnly(0);
                } else {
                  assertThat(actual)
                      .as(name)
                      .containsExactly(eval.values(ofLower.parameter(name)), within(1e-5f));
                }
              });
      assertThat(eval.values(ofBoth.input()))
          .containsExactly(eval.values(ofLower.input()), within(1e-5f));
    }
  }

  private static Gradients<Operand<TFloat32>> gradients(
      Eval eval, Recurrent definition, ParameterValues values, float[] input, float[] upstream) {
    return new RecurrentLayer(
            eval.tf(),
            definition,
            name -> eval.floats(values.values(name), values.shape(name).asArray()))
        .forBackward()
        .forward(eval.floats(input, 2, 3, 2), Dropout.off())
        .backward(eval.floats(upstream, 2, 3, SIZE));
  }

  @Test
  void highwayBiasStartsAtMinusOne() {
    assertThat(SkipConnection.residual().parameters(SIZE)).isEmpty();
    var specs = SkipConnection.highway().parameters(SIZE);
    assertThat(specs.get(0).shape()).isEqualTo(TensorShape.of(4, 4));
    assertThat(specs.get(1).initializer().draw(TensorShape.of(4), TorchRandom.seeded(0)))
        .containsOnly(-1f);
  }

  private Operand<TFloat32> run(Ops tf, SkipConnection connection) {
    return SkipConnections.add(
            connection,
            tf,
            SIZE,
            tf.constant(SHAPE, DataBuffers.of(x)),
            tf.constant(SHAPE, DataBuffers.of(h)),
            Map.<String, Operand<TFloat32>>of(
                    "highway_weight", tf.constant(Shape.of(4, 4), DataBuffers.of(weight)),
                    "highway_bias", tf.constant(Shape.of(4), DataBuffers.of(bias)))
                ::get)
        .output();
  }

  private float[] output(SkipConnection connection) {
    try (Graph graph = new Graph()) {
      Operand<TFloat32> y = run(Ops.create(graph), connection);
      try (Session session = TensorFlowRuntime.open(graph);
          Result result = session.runner().fetch(y).run()) {
        return NativeTensors.copyOf((TFloat32) result.get(0)).values();
      }
    }
  }
}

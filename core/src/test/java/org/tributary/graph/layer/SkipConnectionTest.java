package org.tributary.graph.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.layer.SkipConnection;
import org.tributary.param.TensorShape;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;

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

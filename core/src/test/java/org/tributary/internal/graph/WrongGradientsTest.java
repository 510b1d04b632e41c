package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;

/** Each operation has the gradient of finite differences, or is refused. */
class WrongGradientsTest {
  private interface Function2 extends BiFunction<Ops, List<Operand<TFloat32>>, Operand<TFloat32>> {}

  /**
   * @param shapes of the operands; known to the graph except for the first size
   */
  private record Case(Function2 operation, List<long[]> shapes) {}

  private static final Map<String, Case> RIGHT = new LinkedHashMap<>();
  private static final Map<String, Case> WRONG = new LinkedHashMap<>();

  private static void add(
      Map<String, Case> to, String name, Function2 operation, long[]... shapes) {
    StringBuilder full = new StringBuilder(name);
    for (long[] shape : shapes) {
      full.append(' ').append(TensorShape.of(shape));
    }
    to.put(full.toString(), new Case(operation, List.of(shapes)));
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  static {
    for (long[] shape : List.of(shape(5), shape(3, 4), shape(2, 3, 4), shape(2, 3, 2, 4))) {
      add(RIGHT, "softmax", (tf, x) -> tf.nn.softmax(x.get(0)), shape);
      add(
          shape.length == 2 ? RIGHT : WRONG,
          "logSoftmax",
          (tf, x) -> tf.nn.logSoftmax(x.get(0)),
          shape);
      for (int axis : new int[] {0, -1}) {
        add(RIGHT, "sum", (tf, x) -> tf.reduceSum(x.get(0), tf.constant(axis)), shape);
        add(RIGHT, "max", (tf, x) -> tf.reduceMax(x.get(0), tf.constant(axis)), shape);
        add(RIGHT, "prod", (tf, x) -> tf.reduceProd(x.get(0), tf.constant(axis)), shape);
        add(
            RIGHT,
            "cumsum",
            (tf, x) ->
                tf.math.cumsum(
                    x.get(0), tf.constant(axis), Cumsum.exclusive(true), Cumsum.reverse(true)),
            shape);
      }
      add(
          RIGHT,
          "gather",
          (tf, x) -> tf.gather(x.get(0), tf.array(1, 0, 1), tf.constant(0)),
          shape);
      add(RIGHT, "reverse", (tf, x) -> tf.reverse(x.get(0), tf.array(0)), shape);
      add(
          RIGHT,
          "select",
          (tf, x) ->
              tf.select(
                  tf.math.greater(x.get(0), tf.constant(0f)),
                  tf.math.square(x.get(0)),
                  tf.math.mul(x.get(0), tf.constant(3f))),
          shape);
    }
    long[] matrix = shape(3, 4);
    for (long[] other : List.of(matrix, shape(1, 4), shape(4))) {
      add(RIGHT, "div", (tf, x) -> tf.math.div(x.get(0), tf.math.exp(x.get(1))), matrix, other);
      add(RIGHT, "maximum", (tf, x) -> tf.math.maximum(x.get(0), x.get(1)), matrix, other);
      add(RIGHT, "pow", (tf, x) -> tf.math.pow(tf.math.exp(x.get(0)), x.get(1)), matrix, other);
      add(
          other == matrix ? RIGHT : WRONG,
          "atan2",
          (tf, x) -> tf.math.atan2(x.get(0), tf.math.exp(x.get(1))),
          matrix,
          other);
      add(
          other == matrix ? RIGHT : WRONG,
          "softmaxCrossEntropyWithLogits",
          (tf, x) -> tf.nn.softmaxCrossEntropyWithLogits(x.get(0), tf.nn.softmax(x.get(1))).loss(),
          matrix,
          other.length == 1 ? shape(1, 4) : other);
    }
    for (boolean transposes : new boolean[] {false, true}) {
      add(
          RIGHT,
          "batchMatMul",
          (tf, x) ->
              tf.train.batchMatMul(
                  x.get(0), x.get(1), TFloat32.class, BatchMatMul.adjY(transposes)),
          shape(2, 3, 4),
          transposes ? shape(5, 4) : shape(4, 5));
    }
    add(RIGHT, "concat", (tf, x) -> tf.concat(x, tf.constant(-1)), shape(2, 3, 4), shape(2, 3, 2));
    for (long rate : new long[] {1, 2}) {
      add(
          rate == 1 ? RIGHT : WRONG,
          "conv2d, dilation " + rate,
          (tf, x) ->
              tf.nn.conv2d(
                  x.get(0),
                  x.get(1),
                  List.of(1L, 1L, 1L, 1L),
                  "SAME",
                  Conv2d.dilations(1L, rate, rate, 1L)),
          shape(2, 5, 4, 2),
          shape(2, 3, 2, 3));
    }
    add(
        RIGHT,
        "maxPool",
        (tf, x) -> tf.nn.maxPool(x.get(0), tf.array(1, 2, 1, 1), tf.array(1, 2, 1, 1), "VALID"),
        shape(2, 5, 2, 3));
    long[] image = shape(1, 2, 3, 4);
    add(RIGHT, "LRN", (tf, x) -> tf.nn.localResponseNormalization(x.get(0)), image);
    add(
        WRONG,
        "LRN of a bias",
        (tf, x) -> tf.nn.localResponseNormalization(x.get(0), LocalResponseNormalization.bias(2f)),
        image);
  }

  static Stream<String> right() {
    return RIGHT.keySet().stream();
  }

  static Stream<String> wrong() {
    return WRONG.keySet().stream();
  }

  private static List<Operand<TFloat32>> operands(Ops tf, Case of) {
    List<Operand<TFloat32>> all = new ArrayList<>();
    for (long[] shape : of.shapes()) {
      long[] known = shape.clone();
      known[0] = all.isEmpty() ? Shape.UNKNOWN_SIZE : shape[0];
      all.add(tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(known))));
    }
    return all;
  }

  /** Returns Σ cos(1.7 k) y(k), a sum with a different weight for each element of the result. */
  private static Operand<TFloat32> loss(Ops tf, Operand<TFloat32> y) {
    Operand<TFloat32> flat = tf.reshape(y, tf.array(-1));
    Operand<TFloat32> number =
        tf.dtypes.cast(tf.range(tf.constant(0), tf.size(flat), tf.constant(1)), TFloat32.class);
    Operand<TFloat32> weights = tf.math.cos(tf.math.mul(number, tf.constant(1.7f)));
    return tf.reduceSum(tf.math.mul(flat, tf.stopGradient(weights)), tf.constant(0));
  }

  private static List<FloatTensor> values(Case of) {
    Random random = new Random(3);
    List<FloatTensor> all = new ArrayList<>();
    for (long[] shape : of.shapes()) {
      FloatTensor zeros = FloatTensor.zeros(shape);
      float[] values = zeros.values();
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) random.nextGaussian();
      }
      all.add(FloatTensor.of(TensorShape.of(shape), values));
    }
    return all;
  }

  private static FloatTensor fetched(
      Session session,
      List<Operand<TFloat32>> operands,
      List<FloatTensor> values,
      Operand<TFloat32> result) {
    try (Feed feed = new Feed(session)) {
      for (int k = 0; k < operands.size(); k++) {
        feed.tensor(operands.get(k), NativeTensors.of(values.get(k)));
      }
      return feed.fetch(List.of(result), Feed.LARGE_WORK, NativeTensors::copyOf).get(0);
    }
  }

  @ParameterizedTest
  @MethodSource("right")
  void gradientMatchesFiniteDifferences(String name) {
    Case of = RIGHT.get(name);
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      List<Operand<TFloat32>> x = operands(tf, of);
      Operand<TFloat32> loss = loss(tf, of.operation().apply(tf, x));
      List<Operand<TFloat32>> gradients = GraphGradients.of(tf, loss, tf.constant(1f), x);
      List<FloatTensor> values = values(of);
      try (Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph)) {
        for (int k = 0; k < x.size(); k++) {
          float[] gradient = fetched(session, x, values, gradients.get(k)).values();
          float[] at = values.get(k).values();
          assertThat(gradient).hasSameSizeAs(at);
          for (int element = 0; element < at.length; element++) {
            double[] losses = new double[2];
            for (int side = 0; side < 2; side++) {
              float[] moved = at.clone();
              moved[element] += side == 0 ? -0.005f : 0.005f;
              List<FloatTensor> all = new ArrayList<>(values);
              all.set(k, FloatTensor.of(values.get(k).shape(), moved));
              losses[side] = fetched(session, x, all, loss).get();
            }
            double expected = (losses[1] - losses[0]) / 0.01;
            assertThat((double) gradient[element])
                .isCloseTo(expected, within(0.01 * (1 + Math.abs(expected))));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongGradientIsRefused(String name) {
    Case of = WRONG.get(name);
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      List<Operand<TFloat32>> x = operands(tf, of);
      Operand<TFloat32> loss = loss(tf, of.operation().apply(tf, x));
      assertThatThrownBy(() -> GraphGradients.of(tf, loss, tf.constant(1f), x))
          .hasMessageStartingWith(
              "gradients: expected operations with a correct gradient in TensorFlow, got ")
          .hasMessageContaining("its gradient ");
    }
  }

  /** Not between the loss and the parameters. */
  @Test
  void operationOutsideTheGradientPathIsAllowed() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      List<Operand<TFloat32>> x =
          operands(tf, new Case(null, List.of(shape(2, 3, 4), shape(2, 3, 4))));
      Operand<TFloat32> constant = tf.nn.logSoftmax(x.get(0));
      Operand<TFloat32> stopped = tf.stopGradient(tf.nn.logSoftmax(x.get(1)));
      Operand<TFloat32> loss =
          loss(tf, tf.math.add(constant, tf.math.mul(stopped, tf.math.sin(x.get(1)))));
      assertThat(GraphGradients.of(tf, loss, tf.constant(1f), x.subList(1, 2))).hasSize(1);
    }
  }
}

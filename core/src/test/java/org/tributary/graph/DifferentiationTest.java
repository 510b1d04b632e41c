package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Definitions;
import org.tributary.nn.Rows;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.testing.CaseSelection;

/**
 * Compares the ways to differentiate a layer inside a user's graph, which has a matrix before the
 * layer and a loss after it. TensorFlow's graph optimizer, which takes most of the time, runs by
 * default for a third of the layers, and not for the reference kernel.
 */
class DifferentiationTest {
  private static final int STEPS = 4;
  private static final int ROWS = 3;
  private static final int RAW = 2;

  static Stream<Arguments> definitions() {
    List<Recurrent> all = new ArrayList<>(Definitions.bidirectional());
    all.add(Recurrent.lstm(Definitions.IN).hidden(Definitions.HIDDEN).layers(2));
    return IntStream.range(0, all.size()).mapToObj(k -> Arguments.of(k, all.get(k)));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void backwardMatchesAddGradients(int number, Recurrent definition) {
    Function<Graph, Session> open =
        CaseSelection.includes(3, number, 2)
            ? TensorFlowRuntime::open
            : TensorFlowRuntime::openWithoutGraphOptimizer;
    List<FloatTensor> unrolled =
        gradients(
            definition,
            g -> addGradients(g, g.layer().with(Kernels.reference())),
            TensorFlowRuntime::openWithoutGraphOptimizer);
    List<FloatTensor> automatic = gradients(definition, g -> addGradients(g, g.layer()), open);
    List<FloatTensor> manual = gradients(definition, DifferentiationTest::byBackward, open);
    assertThat(unrolled).hasSameSizeAs(manual).hasSameSizeAs(automatic);
    for (int k = 0; k < unrolled.size(); k++) {
      assertThat(manual.get(k).values())
          .containsExactly(unrolled.get(k).values(), within(1e-4f))
          .isNotEqualTo(new float[manual.get(k).values().length]);
      assertThat(automatic.get(k)).isEqualTo(manual.get(k));
    }
  }

  /** Differentiates a layer by TensorFlow's {@code addGradients}. */
  private static List<Operand<TFloat32>> addGradients(UserGraph userGraph, RecurrentLayer layer) {
    Ops tf = userGraph.tf();
    RecurrentForward run = layer.forward(userGraph.x(), userGraph.lengths(), Dropout.off());
    Operand<TFloat32> loss = loss(tf, run);

    List<Output<?>> to = new ArrayList<>(List.of(userGraph.matrix().asOutput()));
    userGraph.parameters().forEach(parameter -> to.add(parameter.asOutput()));
    List<Operand<TFloat32>> gradients = userGraph.addGradients(loss, to);
    gradients.replaceAll(tf::identity); // TensorFlow may return one operand for both biases
    return gradients;
  }

  /**
   * Differentiates the fast kernels by {@link RecurrentForward#backward}. A single run fetches all
   * gradients, which fails if two are the same operand.
   */
  private static List<Operand<TFloat32>> byBackward(UserGraph userGraph) {
    Ops tf = userGraph.tf();
    RecurrentForward run =
        userGraph.layer().forBackward().forward(userGraph.x(), userGraph.lengths(), Dropout.off());
    Operand<TFloat32> loss = loss(tf, run);

    // 1. from the loss to the layer's outputs
    Operand<TFloat32> hidden = run.finalState().hidden();
    List<Operand<TFloat32>> upstream =
        userGraph.addGradients(loss, List.of(run.output().asOutput(), hidden.asOutput()));
    // 2. through the layer
    Gradients<Operand<TFloat32>> back =
        run.backward(OutputGradients.ofOutput(upstream.get(0)).hidden(upstream.get(1)));
    // 3. from the layer's input to the matrix
    Output<?>[] toMatrix =
        userGraph
            .graph()
            .addGradients(
                "before_layer",
                new Output<?>[] {userGraph.x().asOutput()},
                new Output<?>[] {userGraph.matrix().asOutput()},
                new Output<?>[] {back.input().asOutput()});
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(UserGraph.floats(toMatrix[0])));
    all.addAll(back.parameters().values());
    return all;
  }

  /** A loss that depends on the outputs, the last output and the final state. */
  private static Operand<TFloat32> loss(Ops tf, RecurrentForward run) {
    return tf.math.add(
        sum(tf, tf.math.square(run.output()), 3),
        tf.math.add(
            sum(tf, tf.math.square(run.last()), 2),
            sum(tf, tf.math.square(run.finalState().hidden()), 3)));
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x, int dimensions) {
    return tf.reduceSum(x, tf.constant(dimensions == 3 ? new int[] {0, 1, 2} : new int[] {0, 1}));
  }

  private interface Method {
    List<Operand<TFloat32>> build(UserGraph userGraph);
  }

  private static List<FloatTensor> gradients(
      Recurrent definition, Method method, Function<Graph, Session> open) {
    ParameterValues values = ParameterValues.draw(definition.parameters(), TorchRandom.seeded(1));
    try (Graph graph = new Graph()) {
      UserGraph userGraph = UserGraph.build(graph, definition);
      List<Operand<TFloat32>> gradients = method.build(userGraph);
      try (Session session = open.apply(graph)) {
        userGraph.variables().assign(session, values);
        try (Feed feed = new Feed(session)) {
          feed.tensor(
              userGraph.raw(), NativeTensors.of(Rows.batch(definition, 2, STEPS, ROWS, RAW)));
          feed.tensor(userGraph.matrix(), NativeTensors.of(Rows.draw(3, Definitions.IN, RAW)));
          return feed.fetch(gradients, Feed.LARGE_WORK, NativeTensors::copyOf);
        }
      }
    }
  }

  /** A user's graph before the layer: raw input with any number of rows, times a matrix. */
  private record UserGraph(
      Graph graph,
      Ops tf,
      Placeholder<TFloat32> raw,
      Placeholder<TFloat32> matrix,
      Operand<TFloat32> x,
      SequenceLengths lengths,
      Variables variables,
      RecurrentLayer layer) {

    static UserGraph build(Graph graph, Recurrent definition) {
      Ops tf = Ops.create(graph);
      Shape shape =
          definition.layout() == org.tributary.sequence.Layout.BATCH_FIRST
              ? Shape.of(-1, STEPS, RAW)
              : Shape.of(STEPS, -1, RAW);
      Placeholder<TFloat32> raw = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
      Placeholder<TFloat32> matrix =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Definitions.IN, RAW)));
      Operand<TFloat32> flat =
          tf.linalg.matMul(tf.reshape(raw, tf.array(-1, RAW)), matrix, MatMul.transposeB(true));
      Operand<TFloat32> x =
          tf.reshape(
              flat,
              definition.layout() == org.tributary.sequence.Layout.BATCH_FIRST
                  ? tf.array(-1, STEPS, Definitions.IN)
                  : tf.array(STEPS, -1, Definitions.IN));
      SequenceLengths lengths =
          new SequenceLengths(tf, tf.constant(new int[] {4, 0, 2}), tf.constant(STEPS));
      Variables variables = new Variables(tf, definition.parameters());
      return new UserGraph(
          graph,
          tf,
          raw,
          matrix,
          x,
          lengths,
          variables,
          new RecurrentLayer(tf, definition, variables::read));
    }

    List<Operand<TFloat32>> parameters() {
      return variables.specs().stream()
          .<Operand<TFloat32>>map(p -> variables.read(p.name()))
          .toList();
    }

    List<Operand<TFloat32>> addGradients(Operand<TFloat32> loss, List<Output<?>> to) {
      List<Operand<TFloat32>> gradients = new ArrayList<>();
      for (Output<?> gradient : graph.addGradients(loss.asOutput(), to.toArray(new Output<?>[0]))) {
        gradients.add(floats(gradient));
      }
      return gradients;
    }

    @SuppressWarnings("unchecked") // a gradient has the type of its tensor
    static Operand<TFloat32> floats(Output<?> gradient) {
      return (Operand<TFloat32>) gradient;
    }
  }
}

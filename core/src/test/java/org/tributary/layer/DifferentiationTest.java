package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
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
import org.tributary.kernel.Kernels;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.GraphRunner;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.SequenceLengths;

/**
 * A layer in the middle of a user's own graph: a matrix before it, a loss after it. The two ways to
 * differentiate through it, side by side.
 */
class DifferentiationTest {
  private static final int STEPS = 4;
  private static final int ROWS = 3;
  private static final int RAW = 2;

  static List<Recurrent> definitions() {
    List<Recurrent> all = new ArrayList<>(Definitions.bidirectional());
    all.add(Recurrent.lstm(Definitions.IN).hidden(Definitions.HIDDEN).layers(2));
    return all;
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void bothWaysGiveTheSameGradients(Recurrent definition) {
    List<FloatTensor> plain = gradients(definition, DifferentiationTest::addGradients);
    List<FloatTensor> own = gradients(definition, DifferentiationTest::ownBackward);
    assertThat(plain).hasSameSizeAs(own);
    for (int k = 0; k < plain.size(); k++) {
      assertThat(own.get(k).values())
          .containsExactly(plain.get(k).values(), within(1e-4f))
          .isNotEqualTo(new float[own.get(k).values().length]);
    }
  }

  /** Through the reference kernel TensorFlow differentiates by itself. */
  private static List<Operand<TFloat32>> addGradients(User user) {
    Ops tf = user.tf();
    RecurrentRun run =
        user.layer().with(Kernels.reference()).run(user.x(), user.lengths(), Dropout.off());
    Operand<TFloat32> loss = loss(tf, run);

    List<Output<?>> to = new ArrayList<>(List.of(user.matrix().asOutput()));
    user.parameters().forEach(parameter -> to.add(parameter.asOutput()));
    List<Operand<TFloat32>> gradients = user.addGradients(loss, to);
    gradients.replaceAll(tf::identity); // TensorFlow's own may be one operand for both biases
    return gradients;
  }

  /**
   * Through the fast kernels the layer carries the gradient from its output to its input. A run
   * fetches all of them as they are, which it refuses where two are one operand.
   */
  private static List<Operand<TFloat32>> ownBackward(User user) {
    Ops tf = user.tf();
    RecurrentRun run = user.layer().run(user.x(), user.lengths(), Dropout.off());
    Operand<TFloat32> loss = loss(tf, run);

    // 1. from the loss to what the layer gave
    Operand<TFloat32> hidden = run.finalState().hidden();
    List<Operand<TFloat32>> upstream =
        user.addGradients(loss, List.of(run.output().asOutput(), hidden.asOutput()));
    // 2. through the layer
    RecurrentRun.Gradients back =
        run.backward(OutputGradients.ofOutput(upstream.get(0)).hidden(upstream.get(1)));
    // 3. from the layer's input to what made it
    Output<?>[] toMatrix =
        user.graph()
            .addGradients(
                "before_layer",
                new Output<?>[] {user.x().asOutput()},
                new Output<?>[] {user.matrix().asOutput()},
                new Output<?>[] {back.input().asOutput()});
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(User.floats(toMatrix[0])));
    all.addAll(back.parameters().values());
    return all;
  }

  /** Sees the outputs, the last of them, and the final state. */
  private static Operand<TFloat32> loss(Ops tf, RecurrentRun run) {
    return tf.math.add(
        sum(tf, tf.math.square(run.output()), 3),
        tf.math.add(
            sum(tf, tf.math.square(run.last()), 2),
            sum(tf, tf.math.square(run.finalState().hidden()), 3)));
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x, int dimensions) {
    return tf.reduceSum(x, tf.constant(dimensions == 3 ? new int[] {0, 1, 2} : new int[] {0, 1}));
  }

  private interface Way {
    List<Operand<TFloat32>> place(User user);
  }

  private static List<FloatTensor> gradients(Recurrent definition, Way way) {
    ParameterValues values = ParameterValues.draw(definition.parameters(), TorchRandom.seeded(1));
    try (Graph graph = new Graph()) {
      User user = User.place(graph, definition);
      List<Operand<TFloat32>> gradients = way.place(user);
      try (Session session = TensorFlowRuntime.open(graph)) {
        user.variables().assign(session, values);
        try (Feed feed = new Feed(session)) {
          feed.floats(user.raw(), Rows.batch(definition, 2, STEPS, ROWS, RAW));
          feed.floats(user.matrix(), Rows.draw(3, Definitions.IN, RAW));
          return feed.fetch(gradients, GraphRunner.LARGE_WORK);
        }
      }
    }
  }

  /** What a user has before the layer: raw input of any number of rows, times a matrix. */
  private record User(
      Graph graph,
      Ops tf,
      Placeholder<TFloat32> raw,
      Placeholder<TFloat32> matrix,
      Operand<TFloat32> x,
      SequenceLengths lengths,
      Variables variables,
      RecurrentLayer layer) {

    static User place(Graph graph, Recurrent definition) {
      Ops tf = Ops.create(graph);
      Shape open =
          definition.layout() == org.tributary.sequence.Layout.BATCH_FIRST
              ? Shape.of(-1, STEPS, RAW)
              : Shape.of(STEPS, -1, RAW);
      Placeholder<TFloat32> raw = tf.placeholder(TFloat32.class, Placeholder.shape(open));
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
      return new User(
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

    @SuppressWarnings("unchecked") // a gradient has the type of what it is the gradient to
    static Operand<TFloat32> floats(Output<?> gradient) {
      return (Operand<TFloat32>) gradient;
    }
  }
}

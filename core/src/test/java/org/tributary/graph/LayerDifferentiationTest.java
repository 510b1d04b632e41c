package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.CustomGradient;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Layout;
import org.tributary.testing.LogMessages;

/** TensorFlow calls the layer's backward pass: the bits are those of a direct call. */
class LayerDifferentiationTest {
  private static final int STEPS = 5;
  private static final int ROWS = 3;
  private static final int SIZE = 4;

  static List<Recurrent> definitions() {
    return List.of(
        Recurrent.lstm(SIZE).hidden(SIZE).layers(2).dropout(0.3).recurrentDropout(0.2),
        Recurrent.gru(SIZE).hidden(3).bidirectional().layers(2).lockedDropout(0.4),
        Recurrent.lstm(SIZE).hidden(5).projection(2).batchFirst(),
        Recurrent.rnn(SIZE).hidden(SIZE).layers(3).highway().dropout(0.5),
        Recurrent.gru(SIZE).hidden(SIZE).layers(2).residual().kernel(Kernels.named("scan")));
  }

  /** A layer over computed lengths, and a loss of its output alone, or of its final state too. */
  private static List<FloatTensor> gradients(
      Recurrent definition, boolean byTensorFlow, boolean withState) {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, definition.parameters());
      Operand<TFloat32> x =
          tf.reshape(
              tf.constant(TorchRandom.seeded(2).normal(STEPS * ROWS * SIZE)),
              definition.layout() == Layout.BATCH_FIRST
                  ? tf.array(ROWS, STEPS, SIZE)
                  : tf.array(STEPS, ROWS, SIZE));
      SequenceLengths lengths =
          new SequenceLengths(tf, tf.constant(new int[] {5, 0, 2}), tf.constant(STEPS));
      Dropout dropout = Dropout.seeded(tf, tf.constant(7L));
      RecurrentLayer layer = new RecurrentLayer(tf, definition, variables::read);
      RecurrentForward run =
          (byTensorFlow ? layer : layer.forBackward()).forward(x, lengths, dropout);
      List<Operand<TFloat32>> results = new ArrayList<>(List.of(run.output()));
      if (withState) {
        results.addAll(run.finalState().parts());
      }
      Operand<TFloat32> loss = tf.constant(0f);
      for (Operand<TFloat32> result : results) {
        loss =
            tf.math.add(
                loss, tf.reduceSum(tf.math.square(tf.reshape(result, tf.array(-1))), tf.array(0)));
      }
      List<Operand<TFloat32>> all = new ArrayList<>(List.of(loss));
      if (byTensorFlow) {
        List<Output<?>> sources = new ArrayList<>(List.of(x.asOutput()));
        definition.parameters().forEach(p -> sources.add(variables.read(p.name()).asOutput()));
        for (Output<?> g : graph.addGradients(loss.asOutput(), sources.toArray(Output<?>[]::new))) {
          all.add(g.expect(TFloat32.class));
        }
      } else {
        Output<?>[] upstream =
            graph.addGradients(
                loss.asOutput(), results.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
        List<Optional<Operand<TFloat32>>> given = new ArrayList<>();
        for (int k = 0; k < run.results().size(); k++) {
          given.add(
              k < upstream.length
                  ? Optional.of(upstream[k].expect(TFloat32.class))
                  : Optional.empty());
        }
        all.addAll(run.gradients(given, false));
      }
      all.replaceAll(tf::identity);
      try (Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph)) {
        variables.assign(
            session, ParameterValues.draw(definition.parameters(), TorchRandom.seeded(1)));
        try (Feed feed = new Feed(session)) {
          return feed.fetch(all, Feed.LARGE_WORK, NativeTensors::copyOf);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void bitsAreThoseOfADirectCall(Recurrent definition) {
    for (boolean withState : new boolean[] {false, true}) {
      List<FloatTensor> direct = gradients(definition, false, withState);
      List<FloatTensor> automatic = gradients(definition, true, withState);
      assertThat(automatic).isEqualTo(direct);
      assertThat(direct).hasSize(2 + definition.parameters().size());
      assertThat(direct.get(1).values()).isNotEqualTo(new float[STEPS * ROWS * SIZE]);
    }
  }

  /** Graphs are built in several threads at a time. */
  @Test
  void graphsMayBeBuiltConcurrently() {
    Recurrent definition = definitions().get(1);
    List<FloatTensor> expected = gradients(definition, true, true);
    Set<List<FloatTensor>> results = new HashSet<>();
    IntStream.range(0, 6)
        .parallel()
        .mapToObj(k -> gradients(definition, true, true))
        .forEach(
            result -> {
              synchronized (results) {
                results.add(result);
              }
            });
    assertThat(results).containsExactly(expected);
  }

  @Test
  void referenceKernelStandsInWithoutCustomGradients() {
    Recurrent definition = Recurrent.lstm(SIZE).hidden(3);
    try (Graph graph = TensorFlowRuntime.graph();
        LogMessages log = LogMessages.of(CustomGradient.class)) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, definition.parameters());
      RecurrentLayer layer = new RecurrentLayer(tf, definition, variables::read);
      Operand<TFloat32> x =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(STEPS, -1, SIZE)));
      String why = "Custom gradient registration is not supported on Windows systems.";
      RecurrentLayer unrolled = layer.withReferenceKernel(x, why);
      layer.withReferenceKernel(x, why);
      Kernel kernel = unrolled.forward(x, Dropout.off()).kernels().get(0);
      assertThat(kernel).isEqualTo(Kernels.reference());
      assertThat(log.all())
          .containsExactly(
              "WARNING gradients: expected to register a gradient with TensorFlow, got Custom"
                  + " gradient registration is not supported on Windows systems.; recurrent layers"
                  + " in your own graphs use the reference kernel, which gives the same numbers and"
                  + " takes longer");
      Operand<TFloat32> open =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, SIZE)));
      assertThatThrownBy(() -> layer.withReferenceKernel(open, why))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "input: expected a number of steps that is known when the graph is built, since only"
                  + " the reference kernel can be differentiated here (Custom gradient registration"
                  + " is not supported on Windows systems.), got [-1, -1, 4]; give the input's"
                  + " placeholder its number of steps, or use forInference() for a pass without"
                  + " gradients");
    }
  }
}

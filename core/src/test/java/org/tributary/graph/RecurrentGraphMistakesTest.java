package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Layout;
import org.tributary.testing.Eval;

/** Tests that mistakes in a user's graph are rejected, at construction or at run time. */
class RecurrentGraphMistakesTest {
  private static final FloatTensor STATE = FloatTensor.zeros(1, 3, 6);

  static List<Recurrent> definitions() {
    return List.of(
        Recurrent.lstm(7).hidden(6),
        Recurrent.lstm(7).hidden(6).projection(2),
        Recurrent.gru(7).hidden(6),
        Recurrent.rnn(7).hidden(6));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void fedTensorsAreChecked(Recurrent definition) {
    try (LayerGraph layerGraph = new LayerGraph(definition)) {
      FloatTensor input = FloatTensor.zeros(5, 3, 7);
      List<FloatTensor> states =
          definition.cell().stateSizes().stream().map(n -> FloatTensor.zeros(1, 3, n)).toList();
      assertThatCode(() -> layerGraph.run(input, states, 5, 0, 2)).doesNotThrowAnyException();
      for (int[] lengths : new int[][] {{5, 6, 5}, {5, -1, 5}}) {
        assertThatThrownBy(() -> layerGraph.run(input, states, lengths))
            .isInstanceOf(TFInvalidArgumentException.class)
            .hasMessageContaining(
                "lengths: expected one for each row, each from 0 to the number of steps; is the input batch-first while the layer is sequence-first, or the other way round?");
      }
      for (int[] lengths : new int[][] {{5}, {5, 5}, {5, 5, 5, 5}}) {
        assertThatThrownBy(() -> layerGraph.run(input, states, lengths))
            .isInstanceOf(TFInvalidArgumentException.class);
      }
      assertThatThrownBy(() -> layerGraph.run(FloatTensor.zeros(3, 5, 7), states, 3, 2, 1))
          .isInstanceOf(TFInvalidArgumentException.class);
      for (int rows : new int[] {1, 2, 4}) {
        List<FloatTensor> mismatched =
            definition.cell().stateSizes().stream()
                .map(n -> FloatTensor.zeros(1, rows, n))
                .toList();
        assertThatThrownBy(() -> layerGraph.run(input, mismatched, 5, 0, 2))
            .isInstanceOf(TFInvalidArgumentException.class);
      }
    }
  }

  @Test
  void statesOfAnotherKindAreRejected() {
    try (Eval eval = new Eval()) {
      Operand<TFloat32> x = eval.floats(new float[5 * 3 * 7], 5, 3, 7);
      Operand<TFloat32> h = eval.floats(STATE.values(), 1, 3, 6);
      Operand<TFloat32> swapped = eval.floats(STATE.values(), 3, 1, 6);
      Recurrent definition = Recurrent.gru(7).hidden(6);
      RecurrentLayer layer =
          new RecurrentLayer(
              eval.tf(),
              definition,
              name -> {
                throw new AssertionError("weights are not read");
              });
      SequenceLengths lengths =
          SequenceLengths.full(eval.tf(), eval.tf().constant(5), eval.tf().constant(3));
      assertThatThrownBy(() -> layer.forward(x, lengths, CellState.of(h, h), Dropout.off()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "initial state: expected h of GRU, got h and c; is it the state of another kind of cell?");
      assertThatThrownBy(() -> layer.forward(x, lengths, CellState.of(swapped), Dropout.off()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "initial state h: expected [1, 3, 6] (layers times directions, rows as in the input, size), never batch-first, got [3, 1, 6]");
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void fullLengthsOfAnotherBatchAreRejected(Layout layout) {
    boolean batchFirst = layout == Layout.BATCH_FIRST;
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Recurrent definition = Recurrent.gru(7).hidden(6);
      Map<String, Operand<TFloat32>> weights = new HashMap<>();
      for (ParameterSpec p : definition.parameters()) {
        weights.put(p.name(), tf.fill(tf.constant(p.shape().asArray()), tf.constant(0.1f)));
      }
      RecurrentLayer layer =
          new RecurrentLayer(tf, batchFirst ? definition.batchFirst() : definition, weights::get);
      float[] values = TorchRandom.seeded(3).normal(5 * 3 * 7);
      Operand<TFloat32> x = eval.floats(values, batchFirst ? 3 : 5, batchFirst ? 5 : 3, 7);
      SequenceLengths swapped = SequenceLengths.full(tf, tf.constant(3), tf.constant(5));
      assertThatThrownBy(() -> layer.forward(x, swapped, Dropout.off()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "lengths: expected those of 5 steps and 3 rows, as in the input, got 3 steps and 5"
                  + " rows; are steps and rows swapped, or is the input batch-first while the layer"
                  + " is sequence-first, or the other way round?");
      Operand<TInt32> five = tf.placeholderWithDefault(tf.constant(5), Shape.scalar());
      Operand<TInt32> three = tf.placeholderWithDefault(tf.constant(3), Shape.scalar());
      RecurrentForward fits =
          layer.forward(x, SequenceLengths.full(tf, five, three), Dropout.off());
      assertThatCode(() -> eval.values(fits.output())).doesNotThrowAnyException();
      RecurrentForward unfit =
          layer.forward(x, SequenceLengths.full(tf, three, five), Dropout.off());
      assertThatThrownBy(() -> eval.values(unfit.output()))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("lengths: expected one for each row, each from 0 to the number");
    }
  }

  @Test
  void upstreamGradientsOfAnotherShapeAreRejected() {
    try (LayerGraph layerGraph = new LayerGraph(Recurrent.lstm(7).hidden(6).projection(2))) {
      Operand<TFloat32> output = layerGraph.run.output();
      Operand<TFloat32> hidden = layerGraph.run.finalState().hidden();
      assertThatThrownBy(() -> layerGraph.run.backward(layerGraph.input))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradient of the output: expected [-1, -1, 2] (-1 for any size), got [-1, -1, 7]");
      assertThatThrownBy(
              () -> layerGraph.run.backward(OutputGradients.ofOutput(output).cell(hidden)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradient of the final c: expected [1, -1, 6] (-1 for any size), got [1, -1, 2]");
    }
  }

  /** A graph of a layer over 5 steps, with placeholders of unknown shape. */
  private static final class LayerGraph implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Placeholder<TFloat32> input;
    private final Placeholder<TInt32> lengths;
    private final List<Placeholder<TFloat32>> states;
    private final RecurrentForward run;
    private final List<Operand<TFloat32>> fetched;
    private final Session session;

    LayerGraph(Recurrent definition) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf, definition.parameters());
      input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 7)));
      lengths = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      states =
          definition.cell().stateSizes().stream()
              .map(n -> tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, n))))
              .toList();
      run =
          new RecurrentLayer(tf, definition, variables::read)
              .forBackward()
              .forward(
                  input,
                  new SequenceLengths(tf, lengths, tf.constant(5)),
                  CellState.of(definition.cell(), states),
                  Dropout.off());
      Gradients<Operand<TFloat32>> back = run.backward(tf.onesLike(run.output()));
      fetched = List.of(tf.identity(run.output()), tf.identity(back.input()));
      session = TensorFlowRuntime.open(graph);
      variables.assign(
          session, ParameterValues.draw(definition.parameters(), TorchRandom.seeded(1)));
    }

    void run(FloatTensor x, List<FloatTensor> initial, int... rows) {
      try (Feed feed = new Feed(session)) {
        feed.tensor(input, NativeTensors.of(x));
        feed.ints(lengths, rows);
        for (int k = 0; k < states.size(); k++) {
          feed.tensor(states.get(k), NativeTensors.of(initial.get(k)));
        }
        feed.fetch(fetched, Feed.LARGE_WORK, NativeTensors::copyOf);
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}

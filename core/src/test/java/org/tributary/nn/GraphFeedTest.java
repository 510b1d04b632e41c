package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.NativeTensors;
import org.tributary.internal.graph.Packing;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;

class GraphFeedTest {
  @Test
  void arraysAreFedUnchanged() {
    try (Graph graph = TensorFlowRuntime.graph();
        TFloat32 callersTensor = TFloat32.vectorOf(7, 8)) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> matrix = placeholder(tf, TInt32.class, "matrix", -1, 2);
      Operand<TInt32> vector = placeholder(tf, TInt32.class, "vector", -1);
      Operand<TInt64> seed = placeholder(tf, TInt64.class, "seed");
      Operand<TFloat32> tensor = placeholder(tf, TFloat32.class, "tensor", 1, -1);
      Operand<TFloat32> scalar = placeholder(tf, TFloat32.class, "scalar");
      Operand<TFloat32> nativeVector = tf.placeholder(TFloat32.class); // of unknown shape
      Operand<TFloat32> floatVector = placeholder(tf, TFloat32.class, "float_vector", 2);
      Operand<TFloat32> floatMatrix = placeholder(tf, TFloat32.class, "float_matrix", 2, 1);
      Operand<TFloat32> floatBatch = placeholder(tf, TFloat32.class, "float_batch", 1, 2, -1);
      Operand<TFloat32> all =
          tf.concat(
              List.of(
                  flat(tf, matrix),
                  flat(tf, vector),
                  flat(tf, seed),
                  flat(tf, tensor),
                  flat(tf, scalar),
                  nativeVector,
                  flat(tf, floatVector),
                  flat(tf, floatMatrix),
                  flat(tf, floatBatch)),
              tf.constant(0));
      FloatTensor fetched;
      try (Session session = TensorFlowRuntime.open(graph)) {
        fetched =
            GraphFeed.use(
                graph,
                session,
                feed ->
                    feed.put(matrix, new int[][] {{1, 2}, {3, 4}, {5, 6}})
                        .put(vector, new int[] {9})
                        .put(seed, 10L)
                        .put(tensor, FloatTensor.of(TensorShape.of(1, 2), new float[] {11, 12}))
                        .put(scalar, 13f)
                        .put(nativeVector, callersTensor)
                        .put(floatVector, new float[] {14, 15})
                        .put(floatMatrix, new float[][] {{16}, {17}})
                        .put(floatBatch, new float[][][] {{{18}, {19}}}),
                feed -> feed.fetch(List.of(all), Feed.LARGE_WORK, NativeTensors::copyOf).get(0));
      }
      assertThat(fetched.values())
          .containsExactly(1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 7, 8, 14, 15, 16, 17, 18, 19);
      assertThat(callersTensor.getFloat(1)).as("the caller's tensor stays open").isEqualTo(8f);
    }
  }

  @Test
  void unevenAndMissingArraysAreRefused() {
    try (Graph graph = TensorFlowRuntime.graph();
        Session session = TensorFlowRuntime.open(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> batch = placeholder(tf, TFloat32.class, "batch", -1, -1, -1);
      Operand<TFloat32> vector = placeholder(tf, TFloat32.class, "vector", -1);
      assertFeedFails(
          graph,
          session,
          feed -> feed.put(batch, new float[][][] {{{1}, {2}}, {{3}}}),
          "feed batch: expected rows of one length, got [2, 1] and [1, 1]; pad the shorter ones");
      assertFeedFails(
          graph,
          session,
          feed -> feed.put(vector, (float[]) null),
          "feed vector: expected a value, got null");
      assertFeedFails(
          graph, session, feed -> feed.put(null, 1f), "feed: expected a placeholder, got null");
    }
  }

  private static void assertFeedFails(
      Graph graph, Session session, Consumer<GraphFeed> feed, String message) {
    assertThatThrownBy(() -> GraphFeed.use(graph, session, feed, f -> 0)).hasMessage(message);
  }

  @Test
  void sequenceLengthsAreFed() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      FedSequenceLengths fed = new FedSequenceLengths(tf, tf.constant(3));
      Operand<TFloat32> x = tf.constant(new float[][][] {{{1}, {2}}, {{3}, {4}}, {{5}, {6}}});
      Packing packing = fed.lengths().packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
      Operand<TFloat32> packed = packing.packGradient(x);
      FloatTensor fetched;
      try (Session session = TensorFlowRuntime.open(graph)) {
        fetched =
            GraphFeed.use(
                graph,
                session,
                feed -> fed.feed(new int[] {1, 2}, 3, feed::put),
                feed -> feed.fetch(List.of(packed), Feed.LARGE_WORK, NativeTensors::copyOf).get(0));
      }
      assertThat(fetched.values()).containsExactly(2, 1, 4, 0); // longest row first
    }
  }

  @Test
  void mismatchedValuesAreRefused() {
    try (Graph graph = TensorFlowRuntime.graph();
        Graph other = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> words = placeholder(tf, TInt32.class, "words", -1, 2);
      Operand<TFloat32> rate = placeholder(tf, TFloat32.class, "rate");
      Operand<TFloat32> foreign = placeholder(Ops.create(other), TFloat32.class, "foreign");
      assertRefused(
          graph,
          f -> f.put(words, new int[1][3]),
          "feed words: expected shape [-1, 2] (-1 for any size), got [1, 3]");
      assertRefused(
          graph,
          f -> f.put(words, new int[4]),
          "feed words: expected shape [-1, 2] (-1 for any size), got [4]");
      assertRefused(
          graph,
          f -> f.put(words, new int[][] {{1, 2}, {3}}),
          "feed words: expected rows of one length, got 2 and 1; pad the shorter ones");
      assertRefused(graph, f -> f.put(rate, 1f).put(rate, 2f), "feed rate: given twice");
      assertRefused(
          graph,
          f -> f.put(foreign, 1f),
          "feed foreign: expected a placeholder of the trainer's graph, got one of another");
    }
  }

  private static void assertRefused(Graph graph, Consumer<GraphFeed> filler, String message) {
    try (Session session = TensorFlowRuntime.open(graph)) {
      assertThatThrownBy(() -> GraphFeed.use(graph, session, filler, feed -> feed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }
  }

  private static <T extends TType> Operand<T> placeholder(
      Ops tf, Class<T> type, String name, long... shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(Shape.of(shape)));
  }

  private static Operand<TFloat32> flat(
      Ops tf, Operand<? extends org.tensorflow.types.family.TNumber> x) {
    return tf.dtypes.cast(tf.reshape(x, tf.array(-1)), TFloat32.class);
  }
}

package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.Dropout;
import org.tributary.graph.EmbeddingLayer;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.Variables;
import org.tributary.layer.Embedding;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;

/** Values fed to a graph of the caller's own that do not fit together. */
class FedValuesTest {
  private static final Recurrent DEFINITION = Recurrent.lstm(2).hidden(3);

  /** Fewer or more lengths than the batch has rows would read other rows' steps. */
  @ParameterizedTest
  @EnumSource(PaddingStrategy.class)
  void lengthsOfOtherRowsThanTheBatchesAreRefusedByName(PaddingStrategy strategy) {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf, DEFINITION.parameters());
      Placeholder<TFloat32> x =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 2)));
      Placeholder<TInt32> steps = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      FedSequenceLengths fed = new FedSequenceLengths(tf, steps);
      Operand<TFloat32> output =
          new RecurrentLayer(tf, DEFINITION, variables::read)
              .forward(x, fed.lengths(strategy), Dropout.off())
              .output();
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(
            session, ParameterValues.draw(DEFINITION.parameters(), TorchRandom.seeded(1)));
        FloatTensor batch =
            FloatTensor.of(TensorShape.of(4, 3, 2), TorchRandom.seeded(2).normal(24));
        for (int[] lengths : new int[][] {{4}, {4, 2}, {4, 2, 1, 3}, {1, 1, 1, 1, 1}}) {
          assertThatThrownBy(
                  () ->
                      fetch(
                          graph,
                          session,
                          feed -> {
                            feed.put(x, batch).put(steps, TInt32.scalarOf(4));
                            fed.feed(strategy, lengths, 4, feed::put);
                          },
                          output))
              .as("%d lengths", lengths.length)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith(
                  "feed: lengths: expected one for each row, each from 0 to the number of steps; is the input batch-first while the layer is sequence-first, or the other way round?")
              .hasMessageContaining("lengths: [4 3] [4] [%d".formatted(lengths[0]))
              .hasMessageNotContaining("node");
        }
        assertThatThrownBy(
                () ->
                    fetch(
                        graph,
                        session,
                        feed -> {
                          feed.put(x, batch).put(steps, TInt32.scalarOf(3));
                          fed.feed(strategy, new int[] {3, 2, 1}, 3, feed::put);
                        },
                        output))
            .as("other steps than the batch's")
            .hasMessageStartingWith("feed: lengths: expected one for each row");
        FloatTensor right =
            fetch(
                graph,
                session,
                feed -> {
                  feed.put(x, batch).put(steps, TInt32.scalarOf(4));
                  fed.feed(strategy, new int[] {4, 2, 0}, 4, feed::put);
                },
                output);
        assertThat(right.shape()).isEqualTo(TensorShape.of(4, 3, 3));
      }
    }
  }

  @Test
  void idOutsideATableIsRefusedWithTheTablesName() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      EmbeddingLayer words = new EmbeddingLayer(new Embedding(5, 2, 1));
      EmbeddingLayer tags = new EmbeddingLayer(new Embedding(3, 2, 1));
      List<ParameterSpec> specs = new ArrayList<>();
      words.definition().parameters().forEach(p -> specs.add(p.within("words")));
      tags.definition().parameters().forEach(p -> specs.add(p.within("tags_1")));
      Variables variables = new Variables(tf, specs);
      Placeholder<TInt32> ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, -1)));
      Operand<TFloat32> first = words.lookup(tf, variables, "words.weight", ids);
      Operand<TFloat32> second = words.lookup(tf, variables, "words.weight", ids);
      Operand<TFloat32> third = tags.lookup(tf, variables, "tags_1.weight", ids);
      Operand<TInt32> flat = tf.reshape(ids, tf.array(-1));
      Operand<TFloat32> bags =
          tags.sum(
              tf,
              variables,
              "tags_1.weight",
              new EmbeddingLayer.Bags(
                  flat, tf.dtypes.cast(flat, TFloat32.class), tf.zerosLike(flat)),
              tf.constant(1),
              tf.constant(1));
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(session, ParameterValues.draw(specs, TorchRandom.seeded(1)));
        String end = "; does the vocabulary have more entries than the table has rows?";
        assertRefused(
            graph,
            session,
            ids,
            new int[][] {{0, 4, 1}, {2, 5, -1}},
            first,
            "embedding words.weight: expected ids from 0 to 4, got 5 at [1, 1]" + end);
        assertRefused(
            graph,
            session,
            ids,
            new int[][] {{-1}},
            second,
            "embedding words.weight: expected ids from 0 to 4, got -1 at [0, 0]" + end);
        assertRefused(
            graph,
            session,
            ids,
            new int[][] {{3}},
            third,
            "embedding tags_1.weight: expected ids from 0 to 2, got 3 at [0, 0]" + end);
        assertRefused(
            graph,
            session,
            ids,
            new int[][] {{2, 7}},
            bags,
            "embedding tags_1.weight: expected ids from 0 to 2, got 7 at [1]" + end);
        assertThat(fetch(graph, session, f -> f.put(ids, new int[][] {{2}}), third).shape())
            .isEqualTo(TensorShape.of(1, 1, 2));
      }
    }
  }

  private static void assertRefused(
      Graph graph,
      Session session,
      Placeholder<TInt32> to,
      int[][] ids,
      Operand<TFloat32> operand,
      String message) {
    assertThatThrownBy(() -> fetch(graph, session, feed -> feed.put(to, ids), operand))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static FloatTensor fetch(
      Graph graph, Session session, Consumer<GraphFeed> filler, Operand<TFloat32> operand) {
    return GraphFeed.use(
        graph,
        session,
        filler,
        feed -> feed.fetch(List.of(operand), Feed.LARGE_WORK, NativeTensors::copyOf).get(0));
  }
}

package org.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.CharacterPooling;
import org.tributary.graph.Dropout;
import org.tributary.graph.EmbeddingLayer;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.Forward;
import org.tributary.graph.LinearLayer;
import org.tributary.graph.LossGradients;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.Variables;
import org.tributary.graph.tagger.CharacterEncoders;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLoss;
import org.tributary.graph.tagger.HeadLosses;
import org.tributary.graph.tagger.Softmax;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Embedding;
import org.tributary.layer.Recurrent;
import org.tributary.nn.GraphTrainer;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.UpdateContext;

/** Eager operations where a graph is needed are refused, at every public entry that takes them. */
class EagerOperationsTest {
  /** A graph's contents, for the entries that take more than operations. */
  private record Context(Ops graph, Variables variables, SequenceLengths lengths) {
    static Context of(Ops graph) {
      return new Context(
          graph,
          new Variables(graph, ParameterSpec.within("e", new Embedding(3, 2, 1).parameters())),
          SequenceLengths.full(graph, graph.constant(2), graph.constant(1)));
    }
  }

  private interface Entry {
    Object call(Ops eager, Context context);
  }

  private static HeadBatch batch(Ops tf) {
    Operand<TInt32> one = tf.constant(new int[] {0});
    Operand<TFloat32> weight = tf.constant(new float[] {1});
    return new HeadBatch(
        tf.constant(new float[][] {{1, 2}}),
        one,
        weight,
        one,
        tf.constant(1),
        tf.constant(new int[] {1}),
        weight,
        Optional.empty());
  }

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    Recurrent gru = Recurrent.gru(2).hidden(2);
    ENTRIES.put("Variables", (tf, c) -> new Variables(tf, gru.parameters()));
    ENTRIES.put("RecurrentLayer", (tf, c) -> new RecurrentLayer(tf, gru, n -> tf.constant(1f)));
    ENTRIES.put(
        "SequenceLengths",
        (tf, c) -> new SequenceLengths(tf, tf.constant(new int[] {1}), tf.constant(1)));
    ENTRIES.put(
        "SequenceLengths.full",
        (tf, c) -> SequenceLengths.full(tf, tf.constant(1), tf.constant(1)));
    ENTRIES.put(
        "SequenceLengths.fullUnchecked",
        (tf, c) -> SequenceLengths.fullUnchecked(tf, tf.constant(1), tf.constant(1)));
    ENTRIES.put("FedSequenceLengths", (tf, c) -> new FedSequenceLengths(tf, tf.constant(1)));
    ENTRIES.put(
        "FedSequenceLengths.unchecked",
        (tf, c) -> FedSequenceLengths.unchecked(tf, tf.constant(1)));
    ENTRIES.put("Dropout.seeded", (tf, c) -> Dropout.seeded(tf, tf.constant(1L)));
    ENTRIES.put(
        "EmbeddingLayer.lookup",
        (tf, c) ->
            new EmbeddingLayer(new Embedding(3, 2, 1))
                .lookup(tf, c.variables(), "e.weight", tf.constant(1)));
    ENTRIES.put(
        "Embedding.sum",
        (tf, c) ->
            new EmbeddingLayer(new Embedding(3, 2, 1))
                .sum(
                    tf,
                    c.variables(),
                    "e.weight",
                    new EmbeddingLayer.Bags(
                        tf.constant(new int[1]),
                        tf.constant(new float[1]),
                        tf.constant(new int[1])),
                    tf.constant(1),
                    tf.constant(1)));
    ENTRIES.put(
        "Linear.forward",
        (tf, c) ->
            new LinearLayer(2, 3).forward(tf, tf.constant(new float[1][2]), c.variables(), "e"));
    ENTRIES.put(
        "Softmax.loss",
        (tf, c) -> Softmax.loss(tf, tf.constant(new float[1][2]), tf.constant(new int[1])));
    for (Head head : List.of(Head.softmax(), Head.crf())) {
      LabelSet labels = LabelSet.ofSize(2);
      ENTRIES.put(
          head.name() + " loss",
          (tf, c) -> HeadLosses.of(head, tf, labels, batch(tf), n -> tf.constant(new float[2])));
      ENTRIES.put(
          head.name() + " differentiable loss",
          (tf, c) ->
              HeadLosses.differentiable(
                  head, tf, labels, batch(tf), n -> tf.constant(new float[2])));
    }
    ENTRIES.put(
        "HeadLoss.differentiated",
        (tf, c) -> HeadLoss.differentiated(tf, tf.constant(1f), tf.constant(1f)));
    ENTRIES.put(
        "Forward.differentiated", (tf, c) -> Forward.differentiated(tf, tf.constant(1f), Map.of()));
    for (var encoder :
        List.of(new CharacterLstm(2, CharacterPooling.LAST), new CharacterCnn(2, List.of(2)))) {
      ENTRIES.put(
          encoder + " forward",
          (tf, c) ->
              CharacterEncoders.forward(
                  encoder, tf, n -> tf.constant(1f), tf.constant(new float[2][1][3]), c.lengths()));
      ENTRIES.put(
          encoder + " encode",
          (tf, c) ->
              CharacterEncoders.encode(
                  encoder, tf, n -> tf.constant(1f), tf.constant(new float[2][1][3]), c.lengths()));
    }
    ENTRIES.put("LossGradients", (tf, c) -> LossGradients.of(tf, tf.constant(1f)));
    ENTRIES.put(
        "GraphTrainer",
        (tf, c) ->
            GraphTrainer.builder(
                tf,
                c.variables(),
                new ParameterGradients(
                    Map.of("e.weight", c.variables().read("e.weight")), Map.of()),
                Optimizer.sgd()));
    ENTRIES.put("UpdateContext", (tf, c) -> new UpdateContext(tf));
  }

  static List<String> entries() {
    return List.copyOf(ENTRIES.keySet());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void eagerOperationsAreRefused(String entry) {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Context context = Context.of(TensorFlowRuntime.ops(graph));
      assertThatThrownBy(() -> ENTRIES.get(entry).call(Ops.create(), context))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "operations: expected those of a graph, got eager ones; make them by Ops.create(graph)");
    }
  }

  /** Pure arithmetic runs on eager operations too. */
  @Test
  void arithmeticRunsEagerly() {
    Ops tf = Ops.create();
    Operand<TFloat32> x = tf.constant(new float[][] {{1, 2}});
    assertThat(new LinearLayer(2, 1).forward(tf, x, x).asTensor().getFloat(0, 0)).isEqualTo(5);
    assertThat(
            Softmax.loss(tf, x, tf.constant(new int[] {1}), tf.constant(new float[] {1}), 2)
                .asTensor()
                .getFloat())
        .isBetween(0.31f, 0.32f);
  }
}

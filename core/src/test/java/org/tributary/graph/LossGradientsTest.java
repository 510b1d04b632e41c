package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.layer.Embedding;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.testing.CaseSelection;

/** Gradients against TensorFlow's addGradients, which can differentiate the reference kernel. */
class LossGradientsTest {
  private static final int SIZE = 5;

  /** An arrangement of layers in a graph. */
  private enum Topology {
    STACKED {
      @Override
      Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x) {
        RecurrentForward lower = net.run("a", x);
        return net.sum(net.run("b", lower.output()).output());
      }
    },
    STACKED_WITH_LINEAR_BETWEEN {
      @Override
      Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x) {
        Operand<TFloat32> between = net.linear(net.run("a", net.linear(x, "low")).output(), "mid");
        return net.sum(net.run("b", between).output());
      }
    },
    PARALLEL_WITH_SHARED_INPUT {
      @Override
      Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x) {
        Operand<TFloat32> shared = net.linear(x, "low");
        return net.tf.math.add(
            net.sum(net.run("a", shared).output()), net.sum(net.run("b", shared).last()));
      }
    },
    SHARED_LAYER {
      @Override
      Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x) {
        RecurrentForward first = net.run("a", x);
        return net.sum(net.run("a", first.output()).output());
      }
    },
    ENCODER_DECODER {
      @Override
      Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x) {
        RecurrentForward encoder = net.run("a", x);
        return net.sum(net.run("b", x, encoder.finalState()).output());
      }
    },
    OUTPUT_AND_FINAL_STATE {
      @Override
      Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x) {
        RecurrentForward run = net.run("a", x);
        Operand<TFloat32> loss = net.tf.math.add(net.sum(run.output()), net.sum(run.last()));
        for (Operand<TFloat32> part : run.finalState().parts()) {
          loss = net.tf.math.add(loss, net.sum(part));
        }
        return loss;
      }
    },
    WEIGHT_DECAY_IN_THE_LOSS {
      @Override
      Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x) {
        Operand<TFloat32> weight = net.variables.read("a.weight_hh_l0");
        return net.tf.math.add(net.sum(net.run("a", x).output()), net.sum(weight));
      }
    },
    SHARED_LINEAR_BELOW_AND_ABOVE {
      @Override
      Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x) {
        return net.sum(net.linear(net.run("a", net.linear(x, "low")).output(), "low"));
      }
    };

    abstract Operand<TFloat32> build(TwoLayerNet net, Operand<TFloat32> x);
  }

  /** By default every second topology has an LSTM and the others a GRU. */
  static List<Object[]> topologies() {
    List<Recurrent> layers =
        List.of(Recurrent.lstm(SIZE).hidden(SIZE), Recurrent.gru(SIZE).hidden(SIZE).batchFirst());
    List<Object[]> all = new ArrayList<>();
    List<Topology> arrangements = List.of(Topology.values());
    for (int at = 0; at < arrangements.size(); at++) {
      for (int k = 0; k < layers.size(); k++) {
        if (CaseSelection.includes(2, at, k)) {
          all.add(new Object[] {arrangements.get(at), layers.get(k)});
        }
      }
    }
    all.add(
        new Object[] {
          Topology.OUTPUT_AND_FINAL_STATE, Recurrent.rnn(SIZE).hidden(3).bidirectional()
        });
    all.add(
        new Object[] {
          Topology.OUTPUT_AND_FINAL_STATE, Recurrent.lstm(SIZE).hidden(4).projection(3).layers(2)
        });
    return all;
  }

  /** By default TensorFlow's graph optimizer runs with lengths for every second topology. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("topologies")
  void gradientsMatchTheReferenceKernel(Topology topology, Recurrent definition) {
    List<FloatTensor> reference;
    List<FloatTensor> fast;
    try (TwoLayerNet net = new TwoLayerNet(definition, Kernels.reference(), false)) {
      Operand<TFloat32> loss = topology.build(net, net.input());
      Output<?>[] parameters =
          net.used().stream().map(n -> net.variables.read(n).asOutput()).toArray(Output<?>[]::new);
      List<Operand<TFloat32>> gradients = new ArrayList<>();
      for (Output<?> gradient : net.graph.addGradients(loss.asOutput(), parameters)) {
        gradients.add(net.tf.identity(floats(gradient)));
      }
      gradients.add(net.tf.identity(loss));
      reference = net.fetchUnoptimized(gradients);
    }
    for (boolean lengths : new boolean[] {false, true}) {
      try (TwoLayerNet net = new TwoLayerNet(definition, null, lengths)) {
        Operand<TFloat32> loss = topology.build(net, net.input());
        ParameterGradients gradients =
            LossGradients.of(net.tf, loss).frozen(net.unused()).to(net.variables);
        assertThat(gradients.rows()).isEmpty();
        assertThat(gradients.dense().keySet()).containsExactlyElementsOf(net.used());
        List<Operand<TFloat32>> fetched = new ArrayList<>();
        gradients.dense().values().forEach(g -> fetched.add(net.tf.identity(g)));
        fetched.add(net.tf.identity(loss));
        @SuppressWarnings("EnumOrdinal") // any half of the cases
        boolean isOptimized = CaseSelection.isAll() || lengths == (topology.ordinal() % 2 == 0);
        fast = isOptimized ? net.fetch(fetched) : net.fetchUnoptimized(fetched);
      }
      assertThat(fast).hasSameSizeAs(reference);
      for (int k = 0; k < reference.size(); k++) {
        float[] expected = reference.get(k).values();
        assertThat(expected).isNotEqualTo(new float[expected.length]);
        assertThat(fast.get(k).shape()).isEqualTo(reference.get(k).shape());
        assertThat(fast.get(k).values()).containsExactly(expected, within(2e-4f));
      }
    }
  }

  @Test
  void rowsOfTwoLookupsAreJoined() {
    EmbeddingLayer embedding = new EmbeddingLayer(new Embedding(6, 2, 1));
    List<ParameterSpec> specs = ParameterSpec.within("table", embedding.definition().parameters());
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf, specs);
      Operand<TInt32> matrix = tf.constant(new int[][] {{5, 1, 5}});
      Operand<TInt32> single = tf.constant(1);
      Operand<TFloat32> many = embedding.lookup(tf, variables, "table.weight", matrix);
      Operand<TFloat32> one = embedding.lookup(tf, variables, "table.weight", single);
      assertThat(many.shape()).isEqualTo(Shape.of(1, 3, 2));
      Operand<TFloat32> weights = tf.constant(new float[][][] {{{1, 2}, {3, 4}, {5, 6}}});
      Operand<TFloat32> loss =
          tf.math.add(
              tf.reduceSum(tf.math.mul(many, weights), tf.array(0, 1, 2)),
              tf.reduceSum(tf.math.mul(one, tf.constant(10f)), tf.array(0)));
      ParameterGradients gradients = LossGradients.of(tf, loss).to(variables);
      assertThat(gradients.dense()).isEmpty();
      ParameterGradients.Rows rows = gradients.rows().get("table.weight");
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(session, ParameterValues.draw(specs, TorchRandom.seeded(1)));
        try (Result result = session.runner().fetch(rows.indices()).fetch(rows.values()).run()) {
          TInt32 indices = (TInt32) result.get(0);
          assertThat(IntStream.range(0, 4).map(k -> indices.getInt(k))).containsExactly(5, 1, 5, 1);
          assertThat(NativeTensors.copyOf((TFloat32) result.get(1)))
              .isEqualTo(
                  FloatTensor.of(TensorShape.of(4, 2), new float[] {1, 2, 3, 4, 5, 6, 10, 10}));
        }
      }
    }
  }

  @Test
  void invalidDefinitionsAreRefused() {
    try (TwoLayerNet net = new TwoLayerNet(Recurrent.gru(SIZE).hidden(SIZE), null, false)) {
      RecurrentForward run = net.run("a", net.input());
      assertThatThrownBy(() -> LossGradients.of(net.tf, run.output()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("loss: expected a scalar; reduce it by a sum or a mean, got [4, 3, 5]");
      LossGradients gradients = LossGradients.of(net.tf, net.sum(run.output()));
      assertThatThrownBy(() -> gradients.to(net.variables))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradients: expected a loss that depends on parameter b.weight_ih_l0, got one that"
                  + " does not; let the loss read it, or leave it out: of the model, by"
                  + " LossGradients.frozen, or in training a Model by Fit.freeze");
      assertThatThrownBy(() -> gradients.frozen("encoder.weight_ih_l0").to(net.variables))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("parameter encoder.weight_ih_l0: no such name; there are ");
      assertThatThrownBy(() -> gradients.frozen(net.all()).to(net.variables))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradients: expected those of at least one parameter, got none; is every parameter"
                  + " frozen?");
    }
  }

  @SuppressWarnings("unchecked") // a gradient has the type of its source
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }
}

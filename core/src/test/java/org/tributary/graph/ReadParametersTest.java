package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ResourceGather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.layer.Embedding;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.nn.GraphTrainer;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;

/** Every way in which a loss may read a parameter; expected gradients are sums done by hand. */
class ReadParametersTest {
  private static final EmbeddingLayer TABLE = new EmbeddingLayer(new Embedding(3, 2, 1));

  /** A graph with a table and a vector. */
  private static final class Net implements AutoCloseable {
    final Graph graph = TensorFlowRuntime.graph();
    final Ops tf = TensorFlowRuntime.ops(graph);
    final Variables variables;

    Net() {
      List<ParameterSpec> specs =
          new ArrayList<>(ParameterSpec.within("e", TABLE.definition().parameters()));
      specs.addAll(ParameterSpec.within("b", new Linear(1, 2).parameters()));
      variables = new Variables(tf, specs);
    }

    Operand<TFloat32> lookup(int... rows) {
      return TABLE.lookup(tf, variables, "e.weight", tf.constant(rows));
    }

    Operand<TFloat32> sum(Operand<TFloat32> x, double factor) {
      return tf.math.mul(
          tf.reduceSum(tf.reshape(x, tf.array(-1)), tf.array(0)), tf.constant((float) factor));
    }

    Operand<TFloat32> add(Operand<TFloat32> a, Operand<TFloat32> b) {
      return tf.math.add(a, b);
    }

    /** Returns the gradient of the table, as a step of rate 1 applies it. */
    float[] tableGradient(Operand<TFloat32> loss, UnaryOperator<LossGradients> options) {
      ParameterValues initial = ParameterValues.draw(variables.specs(), TorchRandom.seeded(0));
      ParameterGradients gradients =
          options.apply(LossGradients.of(tf, loss).frozen("b.weight", "b.bias")).to(variables);
      try (GraphTrainer trainer =
          GraphTrainer.builder(tf, variables, gradients, Optimizer.sgd()).open(initial)) {
        trainer.step(1, feed -> {}, loss);
        float[] before = initial.values("e.weight");
        float[] after = trainer.values().values("e.weight");
        float[] gradient = new float[before.length];
        for (int k = 0; k < before.length; k++) {
          gradient[k] = before[k] - after[k];
        }
        return gradient;
      }
    }

    @Override
    public void close() {
      graph.close();
    }
  }

  private static void assertRows(float[] actual, double... rows) {
    assertThat(actual).hasSize(2 * rows.length);
    for (int k = 0; k < actual.length; k++) {
      assertThat((double) actual[k]).as("element %d", k).isCloseTo(rows[k / 2], within(1e-5));
    }
  }

  @Test
  void everyLookupOfATableCounts() {
    try (Net net = new Net()) {
      Operand<TFloat32> loss = net.add(net.sum(net.lookup(1), 1), net.sum(net.lookup(2, 2), 10));
      assertRows(net.tableGradient(loss, l -> l), 0, 1, 20);
      assertThat(LossGradients.of(net.tf, loss).frozen("b.weight", "b.bias").to(net.variables))
          .satisfies(g -> assertThat(g.rows()).containsOnlyKeys("e.weight"))
          .satisfies(g -> assertThat(g.dense()).isEmpty());
      assertRows(net.tableGradient(loss, LossGradients::denseTables), 0, 1, 20);
    }
  }

  @Test
  void lookupAndWholeReadAddUp() {
    try (Net net = new Net()) {
      Operand<TFloat32> loss =
          net.add(net.sum(net.lookup(1, 0, 1), 1), net.sum(net.variables.read("e.weight"), 10));
      assertRows(net.tableGradient(loss, l -> l), 11, 12, 10);
    }
  }

  /** Greedy decoding: rows at the index of the largest score, along which no gradient passes. */
  @Test
  void lookupsAtComputedIndicesCount() {
    try (Net net = new Net()) {
      Ops tf = net.tf;
      Operand<TFloat32> scores = net.lookup(0, 2);
      Operand<TFloat32> offset = tf.constant(new float[][] {{0, 100}, {100, 0}});
      Operand<TInt32> best =
          tf.math.argMax(tf.math.add(scores, offset), tf.constant(1), TInt32.class); // 1, 0
      Operand<TFloat32> chosen = TABLE.lookup(tf, net.variables, "e.weight", best);
      EmbeddingLayer.Bags bags =
          new EmbeddingLayer.Bags(
              best, tf.constant(new float[] {3, 5}), tf.constant(new int[] {0, 0}));
      Operand<TFloat32> bag =
          TABLE.sum(tf, net.variables, "e.weight", bags, tf.constant(1), tf.constant(1));
      Operand<TFloat32> loss =
          net.add(net.add(net.sum(scores, 1), net.sum(chosen, 10)), net.sum(bag, 100));
      assertRows(net.tableGradient(loss, l -> l), 1 + 10 + 500, 10 + 300, 1);
    }
  }

  /** A lookup and a read that the loss does not use, and one of which only the shape is used. */
  @Test
  void readsThatTheLossDoesNotUseChangeNothing() {
    try (Net net = new Net()) {
      net.lookup(0, 1);
      Operand<TFloat32> whole = net.variables.read("e.weight");
      Operand<TFloat32> rows =
          net.tf.dtypes.cast(
              net.tf.gather(net.tf.shape(whole), net.tf.constant(0), net.tf.constant(0)),
              TFloat32.class);
      Operand<TFloat32> loss = net.tf.math.mul(net.sum(net.lookup(2), 5), rows);
      assertRows(net.tableGradient(loss, l -> l), 0, 0, 15);
      assertThat(LossGradients.of(net.tf, loss).frozen("b.weight", "b.bias").to(net.variables))
          .satisfies(g -> assertThat(g.rows()).containsOnlyKeys("e.weight"));
    }
  }

  @Test
  void readsPastTheVariablesCount() {
    try (Net net = new Net()) {
      Ops tf = net.tf;
      var handle = net.variables.resource("e.weight");
      Operand<TFloat32> loss =
          net.add(
              net.sum(tf.readVariableOp(handle, TFloat32.class), 3),
              net.add(
                  net.sum(
                      tf.resourceGather(handle, tf.constant(new long[] {1, 1}), TFloat32.class), 1),
                  net.sum(net.lookup(2), 5)));
      assertRows(net.tableGradient(loss, l -> l), 3, 5, 8);
    }
  }

  @Test
  void readsWithoutAGradientAreRefusedByName() {
    try (Net net = new Net()) {
      Ops tf = net.tf;
      var handle = net.variables.resource("e.weight");
      Operand<TInt32> index = tf.constant(new int[][] {{1, 0}});
      Operand<TFloat32> element = tf.resourceGatherNd(handle, index, TFloat32.class);
      assertThatThrownBy(
              () ->
                  net.tableGradient(
                      net.add(net.sum(element, 1), net.sum(net.lookup(1), 1)), l -> l))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradients: expected a loss that reads parameter e.weight by Variables.read or EmbeddingLayer.lookup, got ResourceGatherNd on its resource; such an operation has no gradient here, so read the parameter by one of these, or leave it out by frozen");
      Operand<TFloat32> batched =
          tf.resourceGather(
              handle,
              tf.constant(new int[][] {{0}, {1}, {1}}),
              TFloat32.class,
              ResourceGather.batchDims(1L));
      assertThatThrownBy(() -> net.tableGradient(net.sum(batched, 1), l -> l))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got a ResourceGather with batch dimensions on its resource");
    }
  }

  @Test
  void frozenParametersDoNotChange() {
    try (Net net = new Net()) {
      Operand<TFloat32> loss =
          net.add(net.sum(net.lookup(1), 1), net.sum(net.variables.read("b.bias"), 2));
      ParameterGradients gradients =
          LossGradients.of(net.tf, loss).frozen("e.weight").frozen("b.weight").to(net.variables);
      assertThat(gradients.dense()).containsOnlyKeys("b.bias");
      ParameterValues initial = ParameterValues.draw(net.variables.specs(), TorchRandom.seeded(0));
      try (GraphTrainer trainer =
          GraphTrainer.builder(net.tf, net.variables, gradients, Optimizer.adam()).open(initial)) {
        trainer.step(0.1, feed -> {}, loss);
        ParameterValues after = trainer.values();
        assertThat(after.tensor("e.weight")).isEqualTo(initial.tensor("e.weight"));
        assertThat(after.tensor("b.bias")).isNotEqualTo(initial.tensor("b.bias"));
      }
    }
  }

  @Test
  void severalLossesOfOneGraphHaveTheirOwnGradients() {
    try (Net net = new Net()) {
      Operand<TFloat32> rows = net.lookup(0, 2);
      Operand<TFloat32> first = net.sum(rows, 2);
      Operand<TFloat32> second = net.add(net.sum(rows, 3), net.sum(net.lookup(1), 4));
      assertRows(net.tableGradient(first, l -> l), 2, 0, 2);
      assertRows(net.tableGradient(second, l -> l), 3, 4, 3);
      assertRows(net.tableGradient(net.add(first, second), l -> l), 5, 4, 5);
    }
  }

  /** The gradient of a loss of unknown shape would be that of its sum. */
  @Test
  void lossOfUnknownShapeMustBeAScalar() {
    try (Net net = new Net()) {
      Operand<TFloat32> unknown =
          net.tf.placeholderWithDefault(net.tf.constant(new float[] {1, 2}), Shape.unknown());
      Operand<TFloat32> loss = net.tf.math.mul(net.sum(net.lookup(1), 1), unknown);
      assertThatThrownBy(() -> net.tableGradient(loss, l -> l)).hasMessageContaining("reshape");
    }
  }

  @Test
  void lossesAndParametersOfOtherGraphsAreRefused() {
    try (Net net = new Net();
        Net other = new Net()) {
      Operand<TFloat32> loss = net.sum(net.lookup(1), 1);
      assertThatThrownBy(() -> LossGradients.of(other.tf, loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "loss: expected an operand of this graph, got one of another; build it by the same operations");
      assertThatThrownBy(() -> LossGradients.of(net.tf, loss).to(other.variables))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a loss that depends on parameter e.weight");
    }
  }

  /** An operand from which both the path through a layer and its lengths are computed. */
  @Test
  void embeddingMayReachALayerAndItsLastOutput() {
    Recurrent gru = Recurrent.gru(2).hidden(2).batchFirst();
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      List<ParameterSpec> specs =
          new ArrayList<>(ParameterSpec.within("e", TABLE.definition().parameters()));
      specs.addAll(ParameterSpec.within("gru", gru.parameters()));
      Variables variables = new Variables(tf, specs);
      Operand<TFloat32> x =
          TABLE.lookup(tf, variables, "e.weight", tf.constant(new int[][] {{0, 1}, {2, 1}}));
      RecurrentForward run =
          new RecurrentLayer(tf, gru, n -> variables.read("gru." + n)).forward(x, Dropout.off());
      Operand<TFloat32> loss = tf.reduceSum(run.last(), tf.array(0, 1));
      ParameterGradients gradients = LossGradients.of(tf, loss).to(variables);
      assertThat(gradients.rows()).containsOnlyKeys("e.weight");
      assertThat(gradients.dense()).hasSize(4);
    }
  }

  /** A connection that reads a variable which it does not declare. */
  @Test
  void parametersBehindALayersBackAreRefused() {
    Recurrent gru = Recurrent.gru(2).hidden(2).layers(2);
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      List<ParameterSpec> specs = new ArrayList<>(ParameterSpec.within("gru", gru.parameters()));
      specs.add(
          new ParameterSpec(
              "scale", TensorShape.of(2), org.tributary.param.Initializer.constant(1)));
      Variables variables = new Variables(tf, specs);
      SkipConnection hidden =
          new GraphSkipConnection() {
            @Override
            public String name() {
              return "scaled";
            }

            @Override
            public List<ParameterSpec> parameters(int size) {
              return List.of();
            }

            @Override
            public Operand<TFloat32> forward(
                Ops ops,
                Operand<TFloat32> x,
                Operand<TFloat32> h,
                java.util.function.Function<String, Operand<TFloat32>> weights) {
              boolean isInGraph = ops.scope().env() == graph;
              Operand<TFloat32> scale =
                  isInGraph ? variables.read("scale") : ops.constant(new float[] {1, 1});
              return ops.math.add(ops.math.mul(h, scale), x);
            }
          };
      Operand<TFloat32> x = tf.constant(new float[2][3][2]);
      RecurrentForward run =
          new RecurrentLayer(tf, gru.skipConnection(hidden), n -> variables.read("gru." + n))
              .forward(x, Dropout.off());
      Operand<TFloat32> loss = tf.reduceSum(run.output(), tf.array(0, 1, 2));
      Operand<TFloat32> both =
          tf.math.add(loss, tf.reduceSum(variables.read("scale"), tf.array(0)));
      assertThatThrownBy(() -> LossGradients.of(tf, both).to(variables))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradients: expected layers that read parameters by their own names alone, got one whose formula also reads scale; declare it among the parameters of the cell or the connection, or leave it out by frozen");
      assertThat(LossGradients.of(tf, both).frozen("scale").to(variables).dense()).hasSize(8);
    }
  }

  @Test
  void operationsWithoutAGradientAreExplained() {
    Recurrent lstm = Recurrent.lstm(2).hidden(2);
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, lstm.parameters());
      FloatTensor values = FloatTensor.zeros(3, 1, 2);
      Operand<TFloat32> x =
          tf.constant(
              NativeTensors.shape(values.shape()),
              org.tensorflow.ndarray.buffer.DataBuffers.of(values.values()));
      RecurrentLayer layer = new RecurrentLayer(tf, lstm, variables::read);
      for (RecurrentLayer each : List.of(layer.forBackward(), layer.forInference())) {
        Operand<TFloat32> loss =
            tf.reduceSum(each.forward(x, Dropout.off()).output(), tf.array(0, 1, 2));
        assertThatThrownBy(() -> LossGradients.of(tf, loss).to(variables))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(
                "gradients: expected operations that TensorFlow can differentiate, got ")
            .hasMessageEndingWith(
                "; let the loss read its value through tf.stopGradient, or replace it. Of recurrent layers, forInference() and forBackward() build passes that cannot be differentiated");
      }
      RecurrentForward run = layer.forward(x, Dropout.off());
      assertThatThrownBy(() -> run.backward(run.output()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "recurrent layer: expected a pass of RecurrentLayer.forBackward(), got one that TensorFlow differentiates; use LossGradients or Graph.addGradients");
    }
  }
}

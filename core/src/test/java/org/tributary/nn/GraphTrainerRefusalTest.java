package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tributary.nn.GraphTrainerTest.cases;
import static org.tributary.nn.GraphTrainerTest.start;
import static org.tributary.nn.GraphTrainerTest.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.ParameterGradients;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** The invalid uses that a trainer refuses. */
class GraphTrainerRefusalTest {
  @Test
  void closedTrainerRefusesEveryUse() throws Exception {
    JsonNode golden = cases().get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture()) {
      GraphTrainer trainer = GraphTrainerTest.builder(fixture, golden).open(start(golden));
      trainer.close();
      trainer.close();
      List<Runnable> uses =
          List.of(
              () -> step(fixture, trainer, golden.get("steps").get(0), 0.1),
              () -> trainer.evaluate(feed -> {}, fixture.loss),
              trainer::values,
              trainer::averaged,
              trainer::catchUpAll,
              trainer::session);
      for (Runnable use : uses) {
        assertThatThrownBy(use::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "graph trainer: expected an open one, got a closed one; read values() before you close it");
      }
    }
  }

  @Test
  void valuesThatTheGraphRefusesAreNamedWithoutItsNodes() throws Exception {
    JsonNode golden = cases().get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        GraphTrainer trainer = GraphTrainerTest.builder(fixture, golden).open(start(golden))) {
      assertThatThrownBy(() -> trainer.step(0.1, feed -> {}, fixture.loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "feed: expected a value for every placeholder that the result depends on, got none for '")
          .hasMessageEndingWith(
              "; in a Model, name the values by m.numbers, m.index or another of its inputs; in a graph of your own, feed them by the GraphFeed, or by FedInput.feed for an input of a tagger");
      Operand<TFloat32> a = fixture.tf.placeholder(TFloat32.class);
      Operand<TFloat32> sum = fixture.tf.math.add(a, fixture.tf.constant(new float[] {1, 2, 3}));
      assertThatThrownBy(() -> trainer.evaluate(f -> f.put(a, FloatTensor.zeros(2)), sum))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "feed: expected values that every operation of the graph accepts, got TensorFlow's error \"Incompatible shapes: [3] vs. [2]")
          .hasMessageEndingWith("do the fed values agree in their numbers of rows and steps?")
          .hasMessageNotContaining("node");
    }
  }

  @Test
  void invalidArgumentsAreRefusedBeforeAStep() throws Exception {
    JsonNode golden = cases().get(0);
    JsonNode goldenStep = golden.get("steps").get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        GraphTrainer trainer = GraphTrainerTest.builder(fixture, golden).open(start(golden))) {
      assertThatThrownBy(() -> step(fixture, trainer, goldenStep, Double.NaN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("learning rate: expected a finite number of at least 0, got NaN");
      assertThatThrownBy(() -> step(fixture, trainer, goldenStep, 1e300))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(GraphTrainerFixture.RATE_OVERFLOW);
      assertThatThrownBy(() -> trainer.step(0.1, feed -> {}, fixture.weightGradient))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("loss: expected a scalar; reduce it by a sum or a mean, got [4, 3]");
      assertThatThrownBy(
              () ->
                  trainer.step(
                      0.1,
                      f -> f.put(fixture.weightGradient, FloatTensor.zeros(3, 4)),
                      fixture.loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("feed gradient: expected shape [4, 3] (-1 for any size), got [3, 4]");
      assertThatThrownBy(trainer::averaged)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("weight average: expected at least 1 step to average over, got none");
      assertThat(trainer.steps()).isZero();
      assertThat(trainer.values()).isEqualTo(start(golden));
      step(fixture, trainer, goldenStep, 0.1);
      assertThatThrownBy(trainer::averaged)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "weight average: expected a trainer that follows one, got one without; build it with average(WeightAverage.exponential(0.999))");
    }
  }

  @Test
  void invalidTrainersAreRefused() throws Exception {
    JsonNode golden = cases().get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture()) {
      GraphTrainer.Builder builder = GraphTrainerTest.builder(fixture, golden);
      assertThatThrownBy(() -> builder.clipNorm(-1))
          .hasMessage("clipping: expected a norm above 0, got -1.0");
      assertThatThrownBy(() -> builder.average(WeightAverage.ofLastEpochs(0.5)))
          .hasMessage(
              "weight average: expected an exponential one, got mean over the last 0.5 of the epochs; a step trainer has no epochs, so average values() at the end of each epoch yourself");
      assertThatThrownBy(() -> builder.open(ParameterValues.builder().build()))
          .hasMessageContaining("are these values of another model?");
      assertRefused(fixture, Map.of(), Map.of())
          .hasMessage(
              "gradients: expected those of at least one parameter, got none; is every parameter frozen?");
      assertRefused(fixture, Map.of("weight", fixture.tableGradient), Map.of())
          .hasMessage("gradient of weight: expected [4, 3] (the parameter's shape), got [5, 3]");
      assertRefused(fixture, Map.of("bias", fixture.rows), Map.of())
          .hasMessage("parameter bias: no such name; there are [weight, table]");
      Operand<TFloat32> wide = fixture.tf.constant(new float[2][7]);
      assertRefused(
              fixture,
              Map.of(),
              Map.of("table", new ParameterGradients.Rows(fixture.indices, wide)))
          .hasMessage(
              "row gradients of table: expected [K, 3] (a gradient for each index), got [2, 7]");
      Operand<TInt32> matrix = fixture.tf.constant(new int[2][1]);
      assertRefused(
              fixture, Map.of(), Map.of("table", new ParameterGradients.Rows(matrix, fixture.rows)))
          .hasMessage("row indices of table: expected [K] (one index a row), got [2, 1]");
      ParameterGradients.Rows rows = new ParameterGradients.Rows(fixture.indices, fixture.rows);
      assertRefused(fixture, Map.of("table", fixture.tableGradient), Map.of("table", rows))
          .hasMessage(
              "gradient of table: expected a dense gradient or one of rows, got both; add the rows to the dense one");
    }
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertRefused(
      GraphTrainerFixture fixture,
      Map<String, Operand<TFloat32>> dense,
      Map<String, ParameterGradients.Rows> rows) {
    ParameterGradients gradients = new ParameterGradients(dense, rows);
    return assertThatThrownBy(
            () -> GraphTrainer.builder(fixture.tf, fixture.variables, gradients, Optimizer.sgd()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

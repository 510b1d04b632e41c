package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tributary.runtime.TensorFlowRuntime;

/** The order in which a graph and its trainers are closed does not matter. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GraphCloseTest {

  @Test
  void graphClosesUnderAnOpenTrainer() throws Exception {
    JsonNode golden = GraphTrainerTest.cases().get(0);
    GraphTrainerFixture fixture = new GraphTrainerFixture();
    GraphTrainer trainer =
        GraphTrainerTest.builder(fixture, golden).open(GraphTrainerTest.start(golden));
    GraphTrainer other =
        GraphTrainerTest.builder(fixture, golden).open(GraphTrainerTest.start(golden));
    GraphTrainerTest.step(fixture, trainer, golden.get("steps").get(0), 0.1);
    fixture.close();
    List<Runnable> uses =
        List.of(
            () -> GraphTrainerTest.step(fixture, trainer, golden.get("steps").get(0), 0.1),
            () -> trainer.evaluate(feed -> {}, fixture.loss),
            trainer::values,
            trainer::averaged,
            trainer::catchUpAll,
            trainer::session);
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "graph trainer: expected an open graph, got a closed one; close the graph last");
    }
    assertThat(trainer.steps()).isEqualTo(1);
    trainer.close();
    trainer.close();
    other.close();
  }

  @Test
  void graphClosesUnderAnAttachedTrainer() throws Exception {
    JsonNode golden = GraphTrainerTest.cases().get(0);
    GraphTrainerFixture fixture = new GraphTrainerFixture();
    Session session = TensorFlowRuntime.open(fixture.graph);
    fixture.variables.assign(session, GraphTrainerTest.start(golden));
    GraphTrainer trainer = GraphTrainerTest.builder(fixture, golden).attach(session);
    fixture.close();
    assertThatThrownBy(trainer::values).isInstanceOf(IllegalStateException.class);
    session.close();
    trainer.close();
  }

  @Test
  void closedTrainerLeavesTheGraphOpen() throws Exception {
    JsonNode golden = GraphTrainerTest.cases().get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture()) {
      GraphTrainerTest.builder(fixture, golden).open(GraphTrainerTest.start(golden)).close();
      try (GraphTrainer again =
          GraphTrainerTest.builder(fixture, golden).open(GraphTrainerTest.start(golden))) {
        GraphTrainerTest.step(fixture, again, golden.get("steps").get(0), 0.1);
      }
    }
  }

  @Test
  void sessionsOfOtherGraphsAreRefused() throws Exception {
    JsonNode golden = GraphTrainerTest.cases().get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        Graph other = TensorFlowRuntime.graph();
        Session session = TensorFlowRuntime.open(other)) {
      assertThatThrownBy(() -> GraphTrainerTest.builder(fixture, golden).attach(session))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "session: expected one on the graph of the variables, got one on another graph; open it by TensorFlowRuntime.open(graph)");
    }
  }

  @Test
  void operandsOfOtherGraphsAreRefused() throws Exception {
    JsonNode golden = GraphTrainerTest.cases().get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        GraphTrainerFixture other = new GraphTrainerFixture();
        GraphTrainer trainer =
            GraphTrainerTest.builder(fixture, golden).open(GraphTrainerTest.start(golden))) {
      assertThatThrownBy(() -> trainer.evaluate(feed -> {}, other.loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "operand: expected an operand of this graph, got one of another; build it by the same operations");
      assertThatThrownBy(() -> trainer.step(0.1, feed -> {}, other.loss))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("loss: expected an operand of this graph");
    }
  }
}

package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mockStatic;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;
import org.mockito.stubbing.Answer;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tributary.feature.Frequencies;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;

/** A failing constructor closes its graph and its session. */
class FailedConstructionTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(2)
          .encoder(input -> Recurrent.gru(input).hidden(3).bidirectional())
          .crf();
  private static final TaggerSizes SIZES = new TaggerSizes(5, 4);
  private static final ParameterValues PARAMETERS =
      ParameterValues.draw(DEFINITION.parameters(SIZES), TorchRandom.seeded(3));

  @Test
  void modelClosesGraphWhenSessionFailsToOpen() {
    List<Graph> graphs = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException("no session");
    assertThatThrownBy(
            () ->
                new GraphModel(
                    DEFINITION,
                    SIZES,
                    PARAMETERS,
                    graph -> {
                      graphs.add(graph);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThatThrownBy(graphs.get(0)::toGraphDef).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void modelClosesGraphAndSessionWhenWeightAssignmentFails() {
    List<Graph> graphs = new ArrayList<>();
    List<Session> sessions = new ArrayList<>();
    assertThatThrownBy(
            () ->
                new GraphModel(
                    DEFINITION,
                    SIZES,
                    PARAMETERS,
                    graph -> {
                      graphs.add(graph);
                      Graph other = TensorFlowRuntime.graph(); // has no such variables
                      graphs.add(other);
                      sessions.add(TensorFlowRuntime.openWithoutGraphOptimizer(other));
                      return sessions.get(0);
                    }))
        .isInstanceOf(RuntimeException.class);
    Op operation = TensorFlowRuntime.ops(graphs.get(1)).noOp();
    assertThatThrownBy(() -> sessions.get(0).runner().addTarget(operation).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("close");
    assertThatThrownBy(graphs.get(0)::toGraphDef).isInstanceOf(IllegalStateException.class);
    graphs.get(1).close(); // last, since a graph waits for its sessions
  }

  @Test
  void trainingGraphClosesGraphAndSessionWhenWeightsMismatch() {
    TrainingOptions options = SmallTraining.options();
    List<LabelledSequence> train =
        List.of(new LabelledSequence(FeatureSequence.ofWords(1, 2), 0, 3));
    List<Graph> graphs = new ArrayList<>();
    List<Session> sessions = new ArrayList<>();
    Answer<Object> record =
        call -> {
          Object opened = call.callRealMethod();
          if (opened instanceof Graph graph) {
            graphs.add(graph);
          } else if (opened instanceof Session session) {
            sessions.add(session);
          }
          return opened;
        };
    try (MockedStatic<TensorFlowRuntime> runtime = mockStatic(TensorFlowRuntime.class, record)) {
      assertThatThrownBy(
              () ->
                  new TrainingGraph(
                      DEFINITION,
                      SIZES,
                      options,
                      List.of(Frequencies.neverReplaced()),
                      ParameterValues.builder().build(),
                      train,
                      train,
                      DevScore.accuracy()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("parameters: expected [word_emb.weight, ");
      runtime.verify(TensorFlowRuntime::graph);
    }
    assertThatThrownBy(graphs.get(0)::toGraphDef).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sessions.get(0).runner().addTarget("nothing").run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("close()");
  }
}

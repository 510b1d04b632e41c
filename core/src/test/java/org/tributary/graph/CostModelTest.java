package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.layer.Recurrent;
import org.tributary.runtime.ExecutionMode;

/** Tests the growth of the work estimate with a layer's matrix products. */
class CostModelTest {
  private static final int POSITIONS = 3;
  private static final List<Recurrent> DEFINITIONS =
      List.of(
          Recurrent.lstm(10).hidden(5).bidirectional(),
          Recurrent.lstm(10).hidden(5).projection(2).bidirectional(),
          Recurrent.gru(10).hidden(4).bidirectional(),
          Recurrent.rnn(10).hidden(4).bidirectional());

  @Test
  void lstmCountsFourMatricesPerInputStateAndDirection() {
    Recurrent lstm = Recurrent.lstm(10).hidden(5).bidirectional();
    assertThat(CostModel.of(lstm, ExecutionMode.INFERENCE, POSITIONS))
        .isEqualTo(3 * 2 * (4 * 5 * 10 + 4 * 5 * 5));
    assertThat(CostModel.of(lstm.layers(2), ExecutionMode.INFERENCE, POSITIONS))
        .isEqualTo(3 * 2 * (4 * 5 * 10 + 4 * 5 * 5) + 3 * 2 * (4 * 5 * 10 + 4 * 5 * 5));
  }

  /** A second thread speeds up a loop less than BlockLSTM, least of all in inference. */
  @Test
  void loopsCountLessThanBlocks() {
    Recurrent blocks = Recurrent.lstm(10).hidden(5).bidirectional();
    Recurrent loop = blocks.kernel(Kernels.named("scan"));
    long blockWork = CostModel.of(blocks, ExecutionMode.INFERENCE, POSITIONS);
    long trainingWork = CostModel.of(loop, ExecutionMode.TRAINING, POSITIONS);
    long inferenceWork = CostModel.of(loop, ExecutionMode.INFERENCE, POSITIONS);
    assertThat(inferenceWork).isPositive().isLessThan(trainingWork);
    assertThat(trainingWork).isLessThan(blockWork);
  }

  @Test
  void workIsProportionalToPositions() {
    for (Recurrent definition : DEFINITIONS) {
      for (ExecutionMode purpose : ExecutionMode.values()) {
        assertThat(CostModel.of(definition, purpose, 8000))
            .as("%s, %s", definition, purpose)
            .isEqualTo(1000 * CostModel.of(definition, purpose, 8))
            .isPositive();
      }
    }
  }

  @Test
  void largerLayersHaveMoreWork() {
    for (ExecutionMode purpose : ExecutionMode.values()) {
      assertThat(CostModel.of(Recurrent.gru(20).hidden(8).bidirectional(), purpose, 8))
          .isGreaterThan(CostModel.of(Recurrent.gru(10).hidden(8).bidirectional(), purpose, 8));
      assertThat(CostModel.of(Recurrent.gru(10).hidden(16).bidirectional(), purpose, 8))
          .isGreaterThan(CostModel.of(Recurrent.gru(10).hidden(8).bidirectional(), purpose, 8));
    }
  }

  /** A second layer reads both directions' outputs of the first. */
  @Test
  void stackedWorkIsSumOfLayers() {
    for (ExecutionMode purpose : ExecutionMode.values()) {
      assertThat(CostModel.of(Recurrent.gru(10).hidden(8).bidirectional().layers(2), purpose, 8))
          .isEqualTo(
              CostModel.of(Recurrent.gru(10).hidden(8).bidirectional(), purpose, 8)
                  + CostModel.of(Recurrent.gru(16).hidden(8).bidirectional(), purpose, 8));
    }
  }

  @Test
  void unidirectionalLayerHasParallelWorkInTrainingOnly() {
    Recurrent gru = Recurrent.gru(10).hidden(4);
    assertThat(CostModel.of(gru, ExecutionMode.INFERENCE, 1_000_000)).isZero();
    assertThat(CostModel.of(gru.bidirectional(), ExecutionMode.TRAINING, 1_000_000))
        .isEqualTo(2 * CostModel.of(gru, ExecutionMode.TRAINING, 1_000_000));
  }

  @Test
  void largeCountsDoNotOverflow() {
    Recurrent large = Recurrent.lstm(4096).hidden(4096).layers(4).bidirectional();
    assertThat(CostModel.of(large, ExecutionMode.TRAINING, 4_000_000)).isPositive();
  }
}

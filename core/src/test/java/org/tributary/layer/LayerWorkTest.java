package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tributary.kernel.Kernels;
import org.tributary.kernel.Purpose;

/** Multiply-adds counted by hand. */
class LayerWorkTest {
  private static final int POSITIONS = 3;

  @Test
  void anLstmMultipliesInputAndStateByFourMatricesInEachDirection() {
    Recurrent lstm = Recurrent.lstm(10).hidden(5).bidirectional();
    assertThat(LayerWork.of(lstm, Purpose.INFERENCE, POSITIONS))
        .isEqualTo(3 * 2 * (4 * 5 * 10 + 4 * 5 * 5));
    assertThat(LayerWork.of(lstm.layers(2), Purpose.INFERENCE, POSITIONS))
        .isEqualTo(3 * 2 * (4 * 5 * 10 + 4 * 5 * 5) + 3 * 2 * (4 * 5 * 10 + 4 * 5 * 5));
  }

  @Test
  void whatRunsInALoopCountsHalfAndInInferenceAnEighth() {
    assertThat(
            LayerWork.of(Recurrent.gru(10).hidden(4).bidirectional(), Purpose.INFERENCE, POSITIONS))
        .isEqualTo(3 * 2 * (3 * 4 * 10 + 3 * 4 * 4) / 8);
    assertThat(
            LayerWork.of(Recurrent.rnn(10).hidden(4).bidirectional(), Purpose.TRAINING, POSITIONS))
        .isEqualTo(3 * (4 * 10 + 4 * 4));
    Recurrent projecting = Recurrent.lstm(10).hidden(5).projection(2).bidirectional();
    assertThat(LayerWork.of(projecting, Purpose.INFERENCE, POSITIONS))
        .isEqualTo(3 * 2 * (4 * 5 * 10 + 4 * 5 * 2) / 8);
    Recurrent scanned = Recurrent.lstm(10).hidden(5).bidirectional().kernel(Kernels.named("scan"));
    assertThat(LayerWork.of(scanned, Purpose.INFERENCE, POSITIONS))
        .isEqualTo(3 * 2 * (4 * 5 * 10 + 4 * 5 * 5) / 8);
  }

  @Test
  void oneDirectionHasNothingToDoSideBySideUnlessThereAreGradients() {
    Recurrent gru = Recurrent.gru(10).hidden(4);
    assertThat(LayerWork.of(gru, Purpose.INFERENCE, 1_000_000)).isZero();
    assertThat(LayerWork.of(gru.bidirectional(), Purpose.TRAINING, 1_000_000))
        .isEqualTo(2 * LayerWork.of(gru, Purpose.TRAINING, 1_000_000));
  }

  @Test
  void largeCountsDoNotOverflow() {
    Recurrent large = Recurrent.lstm(4096).hidden(4096).layers(4).bidirectional();
    assertThat(LayerWork.of(large, Purpose.TRAINING, 4_000_000)).isPositive();
  }
}

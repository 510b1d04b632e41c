package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.cell.Nonlinearity;
import org.tributary.kernel.Kernels;
import org.tributary.kernel.Purpose;
import org.tributary.sequence.RowLengths;

/** Which way suits 16 rows of 40 to 100 % of 25 steps: 30 % of the batch is padding. */
class ShorterRowsTest {
  private static final int STEPS = 25;
  private static final int[] LENGTHS =
      IntStream.range(0, 16).map(row -> Math.round(STEPS - STEPS * 0.6f * row / 15)).toArray();

  @Test
  void blocksAtInferenceHaveARuleOfTheirOwn() {
    Recurrent lstm = Recurrent.lstm(64).hidden(64);
    assertThat(way(lstm, Purpose.INFERENCE)).isEqualTo(RowLengths.UNEVEN);
    assertThat(way(lstm, Purpose.TRAINING)).isEqualTo(RowLengths.EVEN);
    assertThat(way(Recurrent.lstm(32).hidden(32), Purpose.INFERENCE)).isEqualTo(RowLengths.EVEN);
  }

  @Test
  void whatAnotherKernelRunsGoesByTheRuleOfLoops() {
    for (Recurrent looped :
        new Recurrent[] {
          Recurrent.gru(64).hidden(64),
          Recurrent.lstm(64).hidden(64).projection(32),
          Recurrent.lstm(64).hidden(64).kernel(Kernels.named("scan"))
        }) {
      assertThat(way(looped, Purpose.INFERENCE)).as("%s", looped).isEqualTo(RowLengths.EVEN);
    }
    assertThat(way(Recurrent.gru(256).hidden(256), Purpose.INFERENCE)).isEqualTo(RowLengths.UNEVEN);
  }

  @Test
  void theLargestInputOfAllLayersCounts() {
    Recurrent gru = Recurrent.gru(64).hidden(64);
    assertThat(way(gru.layers(2).bidirectional(), Purpose.TRAINING)).isEqualTo(RowLengths.UNEVEN);
  }

  /** A cell without bounds could overflow in the padding. */
  @Test
  void aCellWithoutBoundsNeverGoesOn() {
    Recurrent relu = Recurrent.rnn(2).hidden(2).nonlinearity(Nonlinearity.RELU);
    assertThat(way(relu, Purpose.INFERENCE)).isEqualTo(RowLengths.UNEVEN);
  }

  @Test
  void whereNoRowIsShorterThereIsNothingToChoose() {
    int[] full = new int[16];
    Arrays.fill(full, STEPS);
    Recurrent lstm = Recurrent.lstm(64).hidden(64);
    assertThat(ShorterRows.of(lstm, Purpose.INFERENCE, full, STEPS)).isEmpty();
  }

  private static RowLengths way(Recurrent definition, Purpose purpose) {
    return ShorterRows.of(definition, purpose, LENGTHS, STEPS).orElseThrow();
  }
}

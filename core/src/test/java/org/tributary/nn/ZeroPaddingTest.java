package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TorchRandom;
import org.tributary.testing.OffsetConnection;

/** The padding of a layer whose skip connection does not preserve zero. */
class ZeroPaddingTest {
  private static final int STEPS = 7;
  private static final int[] LENGTHS = {4, 7, 0, 1};

  @Test
  void paddingIsZero() {
    Recurrent definition =
        Recurrent.gru(2).hidden(3).layers(3).skipConnection(new OffsetConnection("offset"));
    try (RecurrentModule module = RecurrentModule.of(definition, TorchRandom.seeded(0))) {
      RecurrentInput input =
          RecurrentInput.of(Rows.draw(1, STEPS, LENGTHS.length, 2)).lengths(LENGTHS);
      FloatTensor whole = module.forward(input).output();
      for (int t = 0; t < STEPS; t++) {
        for (int row = 0; row < LENGTHS.length; row++) {
          for (int unit = 0; unit < 3; unit++) {
            if (t < LENGTHS[row]) {
              assertThat(whole.get(t, row, unit)).isNotZero();
            } else {
              assertThat(whole.get(t, row, unit)).isZero();
            }
          }
        }
      }
    }
  }
}

package org.tributary.examples.bench.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RoundsTest {

  /** Values of numpy.quantile([10, 1, 3, 2], q). */
  @Test
  void quantilesAreThoseOfNumpy() {
    double[] values = {10, 1, 3, 2};
    assertThat(Rounds.quantile(values, 0)).isEqualTo(1);
    assertThat(Rounds.quantile(values, 0.25)).isEqualTo(1.75);
    assertThat(Rounds.quantile(values, 0.5)).isEqualTo(2.5);
    assertThat(Rounds.quantile(values, 0.99)).isCloseTo(9.79, within(1e-12));
    assertThat(Rounds.quantile(values, 1)).isEqualTo(10);
    assertThat(Rounds.quantile(new double[] {4}, 0.75)).isEqualTo(4);
  }
}

package org.tributary.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.param.ParameterValues;

/** The tour shows the tutorial's own numbers: first and last row that its cells 26 and 27 print. */
class SeedTaggerTest {
  private final SeedTagger seed = new SeedTagger();

  @Test
  void scoresAreThePrintedOnes() {
    ParameterValues initial = seed.initial();
    List<double[]> before = seed.scores(initial);
    assertRow(before.get(0), -1.4727, -1.2174, -0.7451);
    assertRow(before.get(4), -1.3597, -1.3337, -0.7345);
    List<double[]> after = seed.scores(seed.train(initial));
    assertRow(after.get(0), -0.1235, -3.0423, -2.6821);
    assertRow(after.get(4), -3.8691, -0.0278, -5.0329);
  }

  private static void assertRow(double[] actual, double... printed) {
    for (int k = 0; k < printed.length; k++) {
      assertThat(actual[k]).isCloseTo(printed[k], within(5.1e-5));
    }
  }
}

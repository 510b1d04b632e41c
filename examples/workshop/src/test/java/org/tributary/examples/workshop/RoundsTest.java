package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RoundsTest {

  @Test
  void operationsRunInTurn() {
    List<String> order = new ArrayList<>();
    Rounds rounds =
        Rounds.of(3, 0, List.of(() -> (double) add(order, "a"), () -> 10.0 * add(order, "b")));
    assertThat(order).containsExactly("a", "b", "a", "b", "a", "b", "a", "b");
    assertThat(rounds.values()).isDeepEqualTo(new double[][] {{3, 5, 7}, {40, 60, 80}});
    assertThat(rounds.median(1)).isEqualTo(60);
    assertThat(rounds.ratios(1, 0)).containsExactly(40.0 / 3, 12, 80.0 / 7);
  }

  private static int add(List<String> list, String element) {
    list.add(element);
    return list.size();
  }

  @Test
  void roundsWarmUpUnlessTheyAreBrief() {
    String before = System.getProperty(Rounds.BRIEF_PROPERTY);
    try {
      System.setProperty(Rounds.BRIEF_PROPERTY, "false");
      assertThat(runs()).isBetween(9, 18); // 0.2 s of 20 ms, and three in a round of 60 ms
      System.setProperty(Rounds.BRIEF_PROPERTY, "true");
      assertThat(runs()).isEqualTo(6); // three as warm-up, three in a round
    } finally {
      if (before == null) {
        System.clearProperty(Rounds.BRIEF_PROPERTY);
      } else {
        System.setProperty(Rounds.BRIEF_PROPERTY, before);
      }
    }
  }

  private static int runs() {
    AtomicInteger runs = new AtomicInteger();
    Runnable slow =
        () -> {
          runs.incrementAndGet();
          LockSupport.parkNanos(20_000_000);
        };
    assertThat(Rounds.of(1, 0.2, List.of(Rounds.timed(slow))).median(0)).isGreaterThan(10);
    return runs.get();
  }

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

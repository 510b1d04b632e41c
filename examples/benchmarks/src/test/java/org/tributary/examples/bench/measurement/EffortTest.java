package org.tributary.examples.bench.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EffortTest {
  private String before;

  @BeforeEach
  void setUp() {
    before = System.clearProperty(Effort.BRIEF_PROPERTY);
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(Effort.BRIEF_PROPERTY);
    } else {
      System.setProperty(Effort.BRIEF_PROPERTY, before);
    }
  }

  /** Of runs of 20 ms at most 36 are the warm-up, and three are one of the four rounds. */
  @Test
  void measurementsWarmUpUnlessTheyAreBrief() {
    assertThat(runs()).isBetween(13, 48);
    assertThat(Effort.of(20, 1)).isEqualTo(20);
    assertThat(Effort.seconds(2)).isEqualTo(2);
    assertThat(Effort.jvmOptions()).isEmpty();
    System.setProperty(Effort.BRIEF_PROPERTY, "true");
    assertThat(runs()).isEqualTo(4); // one, and the three of a round
    assertThat(Effort.of(20, 1)).isEqualTo(1);
    assertThat(Effort.seconds(2)).isEqualTo(0.4);
    assertThat(Effort.jvmOptions()).isEqualTo(List.of("-XX:TieredStopAtLevel=1"));
  }

  private static int runs() {
    AtomicInteger runs = new AtomicInteger();
    Timed timed =
        new Timed() {
          @Override
          public void run() {
            runs.incrementAndGet();
            try {
              Thread.sleep(20);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public String kernel() {
            return "none";
          }

          @Override
          public void close() {}
        };
    Rounds.of(List.of(timed), 1);
    return runs.get();
  }
}

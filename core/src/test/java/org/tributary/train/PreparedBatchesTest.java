package org.tributary.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is made ahead is what is asked for, made once, and let go where nobody asks for it. */
class PreparedBatchesTest {
  private final List<String> made = Collections.synchronizedList(new ArrayList<>());
  private final List<String> letGo = Collections.synchronizedList(new ArrayList<>());

  private String make(String batch, long number) {
    made.add(batch + number);
    return batch + number;
  }

  @Test
  void whatWasBegunIsTakenAndIsMadeOnce() {
    try (PreparedBatches<String, String> ahead =
        new PreparedBatches<>("test", this::make, letGo::add)) {
      ahead.begin("b", 2);
      ahead.begin("b", 2);
      assertThat(ahead.take("a", 1)).isEqualTo("a1");
      assertThat(ahead.take("b", 2)).isEqualTo("b2");
      assertThat(ahead.take("b", 2)).isEqualTo("b2"); // taken is gone
    }
    assertThat(made).containsExactly("b2", "a1", "b2");
    assertThat(letGo).isEmpty();
  }

  @Test
  void itIsMadeInAnotherThreadWhileTheCallerGoesOn() throws InterruptedException {
    CountDownLatch going = new CountDownLatch(1);
    try (PreparedBatches<String, Boolean> ahead =
        new PreparedBatches<>("test", (batch, number) -> waited(going), unused -> {})) {
      ahead.begin("a", 1);
      going.countDown(); // what is made waits for it
      assertThat(ahead.take("a", 1)).isTrue();
    }
  }

  @Test
  void whatNobodyTookIsLetGo() {
    try (PreparedBatches<String, String> ahead =
        new PreparedBatches<>("test", this::make, letGo::add)) {
      ahead.begin("a", 1);
      ahead.begin("b", 2);
      ahead.take("a", 1);
    }
    assertThat(letGo).containsExactly("b2");
  }

  @Test
  void whatMakingItThrowsComesToWhoTakesIt() {
    try (PreparedBatches<String, String> ahead =
        new PreparedBatches<>(
            "test",
            (batch, number) -> {
              if (number == 1) {
                throw new IllegalArgumentException("bad batch " + batch);
              }
              return make(batch, number);
            },
            letGo::add)) {
      ahead.begin("a", 1);
      ahead.begin("b", 2);
      assertThatThrownBy(() -> ahead.take("a", 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bad batch a");
      ahead.begin("a", 1); // and is not taken
    }
    assertThat(letGo).containsExactly("b2");
  }

  @Test
  void interruptingWhoWaitsChangesNothing() {
    try (PreparedBatches<String, String> ahead =
        new PreparedBatches<>("test", this::make, letGo::add)) {
      ahead.begin("b", 2);
      Thread.currentThread().interrupt();
      assertThat(ahead.take("a", 1)).isEqualTo("a1");
    }
    assertThat(Thread.interrupted()).isTrue(); // and cleared for the tests to come
    assertThat(letGo).containsExactly("b2");
  }

  private static boolean waited(CountDownLatch going) {
    try {
      return going.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

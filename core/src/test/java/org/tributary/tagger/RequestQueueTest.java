package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.RequestQueue.Request;

class RequestQueueTest {
  private final RequestQueue queue = new RequestQueue(100, 10, () -> 1_000);

  private static Request request(int tokens) {
    return new Request(List.of(Collections.nCopies(tokens, "a")));
  }

  private Optional<String> offer(int tokens, long millis) {
    return queue.offer(request(tokens), Optional.of(Duration.ofMillis(millis)));
  }

  @Test
  void requestsThatWouldExpireAreRefused() {
    queue.computed(100, Duration.ofSeconds(1), 2); // 5 ms a token
    assertThat(offer(100, 1)).isEmpty(); // nothing waits
    assertThat(offer(1, 999))
        .hasValue(
            "tagging: expected to answer within 999 ms, but 1 sentences wait, which take about 500 ms; send fewer at once, try again later, or allow more time");
    assertThat(offer(1, 1_001)).isEmpty();
    queue.computed(10, Duration.ofMillis(200), 2); // the mean of 5 ms and, for a fifth, 10 ms
    assertThat(offer(1, 1_211)).hasValueSatisfying(m -> assertThat(m).contains(" 606 ms"));
    assertThat(offer(1, 1_213)).isEmpty();
  }

  @Test
  void requestsWithoutDeadlineWait() {
    queue.computed(1, Duration.ofDays(1), 1);
    assertThat(queue.offer(request(1_000), Optional.empty())).isEmpty();
    assertThat(queue.offer(request(1), Optional.empty())).isEmpty();
    assertThat(queue.offer(request(1), Optional.of(ChronoUnit.FOREVER.getDuration()))).isEmpty();
    assertThat(offer(1, Duration.ofDays(1_000).toMillis())).isPresent();
  }

  @Test
  void requestsThatLeaveTheQueueDoNotCount() {
    queue.computed(1, Duration.ofMillis(10), 1);
    Request expired = request(100);
    assertThat(queue.offer(expired, Optional.empty())).isEmpty();
    assertThat(offer(1, 1_000)).isPresent();
    queue.remove(expired);
    assertThat(offer(30, 1_000)).isEmpty();
    assertThat(queue.take().requests()).hasSize(1);
    assertThat(offer(99, 10)).isEmpty();
    assertThat(offer(1, 10)).isPresent();
    assertThat(queue.drain()).hasSize(1);
    assertThat(offer(1, 10)).isEmpty();
  }
}

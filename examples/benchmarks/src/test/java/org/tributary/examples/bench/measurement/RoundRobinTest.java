package org.tributary.examples.bench.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RoundRobinTest {

  @Test
  void participantsRunInOrder() {
    RoundRobin roundRobin = new RoundRobin(3);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> participants = new ArrayList<>();
    for (int k = 2; k >= 0; k--) {
      int number = k;
      participants.add(
          CompletableFuture.runAsync(
              () -> {
                for (int round = 0; round < 2; round++) {
                  assertThat(roundRobin.await(number)).isTrue();
                  order.add(number);
                  roundRobin.advance();
                }
              },
              command -> new Thread(command).start()));
    }
    participants.forEach(CompletableFuture::join);
    assertThat(order).containsExactly(0, 1, 2, 0, 1, 2);
  }

  @Test
  void cancelReleasesWaitingParticipants() {
    RoundRobin roundRobin = new RoundRobin(2);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> roundRobin.await(1), command -> new Thread(command).start());
    roundRobin.cancel();
    assertThat(waiting.join()).isFalse();
  }
}

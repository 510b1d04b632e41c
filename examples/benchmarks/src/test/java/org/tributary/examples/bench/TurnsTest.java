package org.tributary.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TurnsTest {

  @Test
  void takersGoRoundInOrder() {
    Turns turns = new Turns(3);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> takers = new ArrayList<>();
    for (int k = 2; k >= 0; k--) {
      int number = k;
      takers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int round = 0; round < 2; round++) {
                  assertThat(turns.await(number)).isTrue();
                  order.add(number);
                  turns.next();
                }
              },
              command -> new Thread(command).start()));
    }
    takers.forEach(CompletableFuture::join);
    assertThat(order).containsExactly(0, 1, 2, 0, 1, 2);
  }

  @Test
  void whereOneGivesUpNobodyWaits() {
    Turns turns = new Turns(2);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> turns.await(1), command -> new Thread(command).start());
    turns.giveUp();
    assertThat(waiting.join()).isFalse();
  }
}

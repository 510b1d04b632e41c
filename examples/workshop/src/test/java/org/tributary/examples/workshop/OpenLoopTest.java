package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final List<List<String>> SENTENCES = List.of(List.of("a"), List.of("b"));

  @Test
  void outcomesAreCounted() {
    List<List<String>> sent = new ArrayList<>();
    Map<String, Integer> outcomes = new TreeMap<>();
    ServingBench.Speed result =
        ServingBench.openLoop(
            1_000,
            100,
            0.1,
            SENTENCES,
            sentence -> {
              sent.add(sentence);
              return switch (sent.size() % 4) {
                case 0 -> CompletableFuture.failedFuture(new IOException("reset"));
                case 1 -> CompletableFuture.completedFuture(429);
                default -> CompletableFuture.completedFuture(200);
              };
            },
            outcomes);
    assertThat(outcomes).isEqualTo(Map.of("200", 50, "429", 25, "java.io.IOException: reset", 25));
    assertThat(sent).hasSize(100).startsWith(List.of("a"), List.of("b"), List.of("a"));
    assertThat(result.latency(0.5)).isNotNegative();
  }

  @Test
  void callsBeyondTheOpenOnesAreNotSent() {
    List<CompletableFuture<Integer>> open = new ArrayList<>();
    Map<String, Integer> outcomes = new TreeMap<>();
    ServingBench.Speed result =
        ServingBench.openLoop(
            1_000,
            10,
            0.05,
            SENTENCES,
            sentence -> {
              CompletableFuture<Integer> answer = new CompletableFuture<>();
              open.add(answer);
              if (open.size() == 10) {
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
                    .execute(() -> open.forEach(each -> each.complete(200)));
              }
              return answer;
            },
            outcomes);
    assertThat(outcomes).isEqualTo(Map.of("200", 10, "not sent", 40));
    assertThat(result.latency(0.5)).isGreaterThan(100);
  }
}

package org.tributary.examples.bench.serving;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * An open loop: calls are sent at a fixed rate, whether or not earlier ones have been answered.
 * Latencies count from the time at which a call was due, so that a stalled service cannot hide
 * waiting calls (Tene, "How NOT to Measure Latency": coordinated omission).
 *
 * @param perSecond calls per second
 * @param maxOpen maximum number of unanswered calls; a call that is due beyond it is not sent
 */
record OpenLoop(double perSecond, int maxOpen) {
  private static final int OK = 200;

  /**
   * The result of a loop.
   *
   * @param outcomes number of calls by HTTP status, by exception, or "not sent"
   * @param answered latencies of the calls with status 200, if there are any; otherwise zeros
   */
  record Result(Map<String, Integer> outcomes, Latencies answered) {}

  /** Sends sentences for some seconds and waits for all answers. */
  Result run(
      Function<List<String>, CompletableFuture<Integer>> call,
      List<List<String>> sentences,
      double seconds) {
    Map<String, Integer> outcomes = new TreeMap<>();
    DoubleStream.Builder ms = DoubleStream.builder();
    AtomicInteger open = new AtomicInteger();
    CompletableFuture<?>[] calls = new CompletableFuture<?>[(int) (perSecond * seconds)];
    long start = System.nanoTime();
    for (int k = 0; k < calls.length; k++) {
      long due = start + (long) (k / perSecond * 1e9);
      waitUntil(due);
      if (open.get() >= maxOpen) {
        calls[k] = CompletableFuture.completedFuture(null);
        add(outcomes, "not sent");
        continue;
      }
      open.incrementAndGet();
      calls[k] =
          call.apply(sentences.get(k % sentences.size()))
              .handle(
                  (status, failure) -> {
                    open.decrementAndGet();
                    double latency = (System.nanoTime() - due) / 1e6;
                    synchronized (outcomes) {
                      if (failure == null && status == OK) {
                        ms.add(latency);
                      }
                      add(outcomes, failure == null ? status.toString() : cause(failure));
                    }
                    return null;
                  });
    }
    CompletableFuture.allOf(calls).join();
    double[] latencies = ms.build().toArray();
    return new Result(
        outcomes, latencies.length == 0 ? new Latencies(0, 0, 0) : Latencies.of(latencies));
  }

  private static void add(Map<String, Integer> outcomes, String outcome) {
    synchronized (outcomes) {
      outcomes.merge(outcome, 1, Integer::sum);
    }
  }

  private static String cause(Throwable failure) {
    return String.valueOf(failure.getCause() == null ? failure : failure.getCause());
  }

  private static void waitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

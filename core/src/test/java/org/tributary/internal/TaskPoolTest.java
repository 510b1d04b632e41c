package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tributary.InterruptedCallException;
import org.tributary.Threads;
import org.tributary.runtime.TensorFlowRuntime;

@Timeout(60)
class TaskPoolTest {
  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void everyItemIsProcessedOnceInOrder() {
    int count = 20_000;
    AtomicIntegerArray calls = new AtomicIntegerArray(count);
    List<Integer> results =
        TaskPool.map(
            upTo(count),
            k -> {
              calls.incrementAndGet(k);
              return 3 * k;
            });
    assertThat(results).isEqualTo(IntStream.range(0, count).mapToObj(k -> 3 * k).toList());
    for (int k = 0; k < count; k++) {
      assertThat(calls.get(k)).isEqualTo(1);
    }
    assertThat(TaskPool.map(List.<Integer>of(), k -> k)).isEmpty();
    assertThat(TaskPool.map(List.of(7), k -> k + 1)).containsExactly(8);
  }

  @Test
  void itemsRunConcurrently() {
    assumeTrue(TensorFlowRuntime.threads().interOp() > 1, "this machine gives one thread only");
    CyclicBarrier both = new CyclicBarrier(2);
    List<Integer> arrivals =
        TaskPool.map(
            upTo(2),
            k -> {
              try {
                return both.await(30, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(arrivals).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void failureOfFirstFailingItemIsThrown() {
    for (int round = 0; round < 200; round++) {
      assertThatThrownBy(
              () ->
                  TaskPool.map(
                      upTo(100),
                      k -> {
                        if (k == 40 || k == 41 || k > 60) {
                          throw new IllegalArgumentException("item " + k);
                        }
                        return k;
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("item 40");
    }
    assertThatThrownBy(
            () ->
                TaskPool.map(
                    upTo(5),
                    k -> {
                      throw new AssertionError("an error");
                    }))
        .isInstanceOf(AssertionError.class);
    assertThat(TaskPool.map(upTo(3), k -> k)).containsExactly(0, 1, 2);
  }

  @Test
  void concurrentAndNestedCallsComplete() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(12);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<List<Integer>>> results = new ArrayList<>();
      for (int c = 0; c < 12; c++) {
        results.add(
            callers.submit(
                () -> {
                  start.await();
                  return TaskPool.map(
                      upTo(50),
                      k -> TaskPool.map(upTo(20), j -> j * k).stream().mapToInt(x -> x).sum());
                }));
      }
      start.countDown();
      for (Future<List<Integer>> result : results) {
        assertThat(result.get()).isEqualTo(upTo(50).stream().map(k -> 190 * k).toList());
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void interruptedCallerStopsAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    AtomicInteger started = new AtomicInteger();
    try {
      assertThatThrownBy(() -> TaskPool.map(upTo(1000), k -> started.incrementAndGet()))
          .isInstanceOf(InterruptedCallException.class)
          .hasMessage(
              "call: interrupted after 1 of 1000 parts; it has no result: call again if you need one");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(TaskPool.map(List.of(7), k -> k + 1)).as("a single item").containsExactly(8);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(started).hasValueLessThanOrEqualTo(1);
    assertThat(TaskPool.map(upTo(3), k -> k)).containsExactly(0, 1, 2);
  }

  /** An interrupt while the caller waits for items of other threads stops these too. */
  @Test
  void interruptStopsEveryThread() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      AtomicInteger started = new AtomicInteger();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread caller =
          new Thread(
              () -> {
                try {
                  TaskPool.map(
                      upTo(100_000),
                      k -> {
                        started.incrementAndGet();
                        LockSupport.parkNanos(1_000_000);
                        return k;
                      });
                } catch (InterruptedCallException e) {
                  thrown.set(e);
                  interrupted.set(Thread.currentThread().isInterrupted());
                }
              });
      caller.start();
      while (started.get() < 5) {
        Thread.onSpinWait();
      }
      caller.interrupt();
      caller.join();
      assertThat(thrown.get())
          .hasMessageMatching("call: interrupted after \\d+ of 100000 parts; .*");
      assertThat(interrupted).isTrue();
      int last = started.get();
      Thread.sleep(5);
      assertThat(started).as("no item starts after the call has ended").hasValue(last);
    }
  }

  /** Items see the interrupt of the call's caller, also after and in calls of their own. */
  @Test
  void itemsSeeTheInterruptOfTheOuterCaller() {
    assumeTrue(TensorFlowRuntime.threads().interOp() > 1, "this machine gives one thread only");
    Thread caller = Thread.currentThread();
    CyclicBarrier both = new CyclicBarrier(2);
    try {
      List<Throwable> thrown =
          TaskPool.map(
              upTo(2),
              k -> {
                assertThat(TaskPool.map(upTo(3), j -> j)).hasSize(3);
                assertThat(TaskPool.isInterrupted()).isFalse();
                try {
                  both.await(30, TimeUnit.SECONDS);
                  if (Thread.currentThread() != caller) {
                    caller.interrupt();
                  }
                } catch (Exception e) {
                  caller.interrupt(); // by the other item, before this one has left the barrier
                }
                while (!TaskPool.isInterrupted()) {
                  Thread.onSpinWait();
                }
                return catchThrowable(() -> TaskPool.map(upTo(2), j -> j));
              });
      assertThat(thrown)
          .hasSize(2)
          .allSatisfy(
              e ->
                  assertThat(e)
                      .isInstanceOf(InterruptedCallException.class)
                      .hasMessageStartingWith("call: interrupted after 1 of 2 parts;"));
      assertThat(TaskPool.isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(TaskPool.isInterrupted()).isFalse();
  }

  /** An interrupt is seen while the caller waits, its status clear, in a call of its item. */
  @Test
  @Timeout(60)
  void interruptIsSeenWhileTheCallerWaitsInAnInnerCall() {
    assumeTrue(TensorFlowRuntime.threads().interOp() > 1, "this machine gives one thread only");
    Thread caller = Thread.currentThread();
    AtomicBoolean otherStarted = new AtomicBoolean();
    AtomicBoolean asked = new AtomicBoolean();
    AtomicBoolean seen = new AtomicBoolean();
    IntFunction<Integer> inner =
        j -> {
          if (Thread.currentThread() == caller) {
            spinUntil(otherStarted::get);
          } else {
            otherStarted.set(true);
            spinUntil(asked::get);
          }
          return j;
        };
    try {
      TaskPool.map(
          upTo(2),
          k -> {
            if (Thread.currentThread() == caller) {
              return TaskPool.map(upTo(2), inner::apply).size();
            }
            spinUntil(() -> otherStarted.get() && caller.getState() == Thread.State.WAITING);
            caller.interrupt();
            spinUntil(() -> !caller.isInterrupted());
            seen.set(TaskPool.isInterrupted());
            asked.set(true);
            return k;
          });
    } catch (InterruptedCallException e) {
      assertThat(e).hasMessageContaining("of 2 parts");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(seen).isTrue();
  }

  private static void spinUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void failedTaskIsNoLongerCounted() {
    assertThatThrownBy(
            () ->
                TaskPool.map(
                    List.of(1, 2),
                    item -> {
                      throw new IllegalStateException("item " + item);
                    }))
        .hasMessage("item 1");
    assertThat(TaskPool.activeThreads()).isZero();
  }

  @Test
  void allWorkersCountUntilLastItemIsDone() {
    List<Integer> activeThreads = TaskPool.map(List.of(1, 2, 3), item -> TaskPool.activeThreads());
    int threads = Threads.current().interOp();
    assertThat(activeThreads).containsOnly(threads == 1 ? 0 : Math.min(threads, 3));
    assertThat(TaskPool.activeThreads()).isZero();
  }

  @Test
  void nestedWorkCountsThreadOnce() {
    AtomicInteger inside = new AtomicInteger();
    TaskPool.runConcurrently(
        1, () -> TaskPool.runConcurrently(1, () -> inside.set(TaskPool.activeThreads())));
    assertThat(inside).hasValue(1);
    assertThat(TaskPool.activeThreads()).isZero();
  }
}

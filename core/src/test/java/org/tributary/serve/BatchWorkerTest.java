package org.tributary.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tributary.tagger.Tagging;

/** The wait of a worker for the callers of its last batch. */
@Timeout(60)
class BatchWorkerTest {
  private static final long MINUTE = 60_000_000_000L;

  private final RequestQueue queue = new RequestQueue(100, 10, 1_000);
  private final Semaphore permits = new Semaphore(0);
  private final FakeTagger tagger = new FakeTagger(permits);

  @AfterEach
  void close() {
    queue.close();
    permits.release(100);
  }

  private CompletableFuture<List<Tagging>> submit() {
    Request request = new Request(List.of(List.of("a")));
    assertThat(queue.offer(request)).isEmpty();
    return request.answer();
  }

  /** Starts a worker whose batches take {@code nanos} each by its clock. */
  private void start(long... nanos) {
    AtomicInteger calls = new AtomicInteger();
    LongSupplier clock = // called at the start and the end of each batch
        () -> {
          int call = calls.getAndIncrement();
          return call % 2 == 0 ? 0 : nanos[call / 2];
        };
    WorkerThreads.daemon(
            "worker",
            new BatchWorker(
                queue, new CurrentTagger(tagger), new SafeListener(new CountingListener()), clock))
        .start();
  }

  @Test
  void answeredCallersShareTheNextBatch() throws Exception {
    CompletableFuture<List<Tagging>> first = submit();
    start(10 * MINUTE, 0); // so that it waits for minutes
    tagger.awaitCall();
    CompletableFuture<List<Tagging>> waiting = submit();
    permits.release(1);
    first.get();
    Thread.sleep(50);
    assertThat(waiting).isNotDone();
    CompletableFuture<List<Tagging>> next = submit(); // of the caller that was answered
    permits.release(1);
    next.get();
    assertThat(waiting).isDone();
    assertThat(tagger.batches).containsExactly(1, 2);
  }

  @Test
  void callersThatDoNotReturnAreNotWaitedFor() throws Exception {
    CompletableFuture<List<Tagging>> first = submit();
    start(0, 0);
    tagger.awaitCall();
    CompletableFuture<List<Tagging>> waiting = submit();
    permits.release(2);
    first.get();
    waiting.get();
    assertThat(tagger.batches).containsExactly(1, 1);
  }

  @Test
  void oneLongBatchDelaysNoFurtherOne() throws Exception {
    CompletableFuture<List<Tagging>> first = submit();
    start(0, 10 * MINUTE, 0);
    permits.release(1);
    first.get();
    CompletableFuture<List<Tagging>> slow = submit();
    while (tagger.batches.size() < 2) {
      Thread.onSpinWait();
    }
    CompletableFuture<List<Tagging>> waiting = submit();
    permits.release(2);
    slow.get();
    waiting.get();
    assertThat(tagger.batches).containsExactly(1, 1, 1);
  }

  @Test
  void queueWaitsForRequestsAsLongAsTheyCome() {
    submit();
    queue.await(1, MINUTE, MINUTE); // as many wait
    queue.await(2, 1, MINUTE); // none comes
    queue.await(2, MINUTE, 1);
    for (int k = 0; k < 9; k++) {
      submit();
    }
    queue.await(20, MINUTE, MINUTE); // a full batch
    assertThat(queue.size()).isEqualTo(10);
  }

  @Test
  void waitEndsWithTheQueue() throws Exception {
    Thread waiting = WorkerThreads.daemon("waiting", () -> queue.await(1, MINUTE, MINUTE));
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    queue.close();
    waiting.join();
    queue.await(1, MINUTE, MINUTE);
  }
}

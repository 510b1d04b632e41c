package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;
import org.tributary.InterruptedCallException;

/** Faults of listeners, taggers and stages: a service outlives them, and every call is answered. */
@Timeout(60)
class ServiceFaultsTest {
  private static final List<String> SENTENCE = List.of("a", "bb");

  /** A listener without a class that it needs. */
  private static final class BrokenListener implements ServiceListener {
    private static void fail() {
      throw new NoClassDefFoundError("metrics");
    }

    @Override
    public void accepted(int sentences, int tokens) {
      fail();
    }

    @Override
    public void refused(int sentences, int tokens) {
      fail();
    }

    @Override
    public void answered(Duration queued, Duration computed) {
      fail();
    }

    @Override
    public void expired() {
      fail();
    }

    @Override
    public void cancelled() {
      fail();
    }

    @Override
    public void failed(Throwable cause) {
      fail();
    }

    @Override
    public void batch(int sentences, int tokens, int waiting, Duration computed) {
      fail();
    }

    @Override
    public void replaced() {
      fail();
    }
  }

  @Test
  void errorsOfTheListenerFailNoCall() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service =
        TaggingService.of(tagger).workers(1).maxQueue(1).listener(new BrokenListener()).start()) {
      CompletableFuture<Tagging> first = service.submit(SENTENCE);
      tagger.awaitCall();
      CompletableFuture<Tagging> expires = service.submit(SENTENCE, Duration.ofMillis(1));
      assertThatThrownBy(expires::get).hasCauseInstanceOf(TimeoutException.class);
      CompletableFuture<Tagging> cancelled = service.submit(SENTENCE);
      assertThatThrownBy(() -> service.submit(SENTENCE))
          .isInstanceOf(RejectedExecutionException.class);
      cancelled.cancel(false);
      permits.release(100);
      assertThat(first.get().labels()).hasSize(2);
      assertThatThrownBy(service.submit(List.of(FakeTagger.POISON))::get)
          .hasRootCauseMessage("poisoned");
      service.replaceWith(new FakeTagger());
      assertThat(service.tag(SENTENCE).labels()).hasSize(2);
    }
  }

  @Test
  void nullTaggingFailsTheRequestAndNotTheWorker() throws Exception {
    Tagger tagger = Mockito.mock(Tagger.class);
    Mockito.when(tagger.tagAll(Mockito.anyList())).thenReturn(Arrays.asList((Tagging) null));
    try (TaggingService service = TaggingService.of(tagger).workers(1).start()) {
      for (int k = 0; k < 2; k++) {
        assertThatThrownBy(service.submit(SENTENCE)::get)
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("expected a tagging for each of 1 sentences, got 0");
      }
    }
  }

  @Test
  void stageThatWaitsForItsServiceIsRefused() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = TaggingService.of(tagger).workers(1).start()) {
      CompletableFuture<Tagging> first = service.submit(SENTENCE);
      CompletableFuture<Throwable> waits =
          first.handle(
              (answer, failure) -> {
                try {
                  service.tag(SENTENCE);
                  return null;
                } catch (Exception e) {
                  return e;
                }
              });
      CompletableFuture<Tagging> submits = first.thenCompose(answer -> service.submit(SENTENCE));
      permits.release(100);
      assertThat(waits.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("got a call on tagging-worker-1");
      assertThat(submits.get().labels()).hasSize(2);
    }
  }

  /**
   * A tagger that gives up where the thread is interrupted, as those of the library do. Each call
   * takes a permit, so that a request's stages are known before its answer.
   */
  private static Tagger interruptible(Semaphore permits, CountDownLatch entered) {
    FakeTagger answers = new FakeTagger();
    Tagger tagger = Mockito.mock(Tagger.class);
    Mockito.when(tagger.tagAll(Mockito.anyList()))
        .thenAnswer(
            call -> {
              entered.countDown();
              permits.acquireUninterruptibly();
              if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedCallException("call: interrupted");
              }
              return answers.tagAll(call.getArgument(0));
            });
    return tagger;
  }

  @Test
  void interruptByAStageReachesNoLaterRequest() throws Exception {
    Semaphore permits = new Semaphore(0);
    Tagger tagger = interruptible(permits, new CountDownLatch(1));
    try (TaggingService service = TaggingService.of(tagger).workers(1).start()) {
      for (int k = 0; k < 3; k++) {
        CompletableFuture<Tagging> answer = service.submit(SENTENCE);
        CompletableFuture<?> interrupts =
            answer.whenComplete((tagging, failure) -> Thread.currentThread().interrupt());
        permits.release();
        interrupts.get();
        assertThat(answer.get().labels()).as("the answer after %d interrupts", k).hasSize(2);
      }
    }
  }

  /** Requests of a batch that fails are computed one by one, each after the stages of the last. */
  @Test
  void interruptByAStageReachesNoOtherRequestOfAFailedBatch() throws Exception {
    Semaphore permits = new Semaphore(0);
    CountDownLatch entered = new CountDownLatch(1);
    Tagger tagger = interruptible(permits, entered);
    try (TaggingService service = TaggingService.of(tagger).workers(1).start()) {
      CompletableFuture<Tagging> first = service.submit(SENTENCE);
      entered.await();
      CompletableFuture<?> poisoned =
          service
              .submit(List.of(FakeTagger.POISON))
              .whenComplete((tagging, failure) -> Thread.currentThread().interrupt());
      CompletableFuture<Tagging> second = service.submit(SENTENCE);
      permits.release(100);
      assertThat(first.get().labels()).hasSize(2);
      assertThatThrownBy(poisoned::get).hasRootCauseMessage("poisoned");
      assertThat(second.get().labels()).hasSize(2);
    }
  }

  @Test
  void longestDurationsAreNoLimit() throws Exception {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    TaggingService.Builder builder =
        TaggingService.of(new FakeTagger()).workers(1).deadline(longest);
    TaggingService service = builder.start();
    assertThat(service.tag(SENTENCE).labels()).hasSize(2);
    assertThat(service.submit(SENTENCE, longest).get().labels()).hasSize(2);
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("second start");
    service.close(longest);
  }
}

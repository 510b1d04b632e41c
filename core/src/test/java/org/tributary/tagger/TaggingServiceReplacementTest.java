package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replacement of a service's tagger, and the end of a service. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // of requests that only fill the queue
class TaggingServiceReplacementTest {
  private static final List<String> SENTENCE = List.of("a", "bb", "ccc");

  private final CountingListener events = new CountingListener();

  private TaggingService.Builder service(FakeTagger tagger) {
    return TaggingService.of(tagger).workers(1).listener(events);
  }

  @Test
  void replacementServesAfterItsWarmUpAndTheFormerTaggerIsClosed() throws Exception {
    FakeTagger former = new FakeTagger();
    FakeTagger replacement = new FakeTagger();
    TaggingService service = service(former).start();
    service.tag(SENTENCE);
    service.replaceWith(replacement);
    service.tag(SENTENCE);
    assertThat(former.isClosed()).isTrue();
    assertThat(replacement.warmUps()).isEqualTo(1);
    assertThat(replacement.batches).containsExactly(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> service.replaceWith(replacement))
        .withMessage(
            "tagging: expected another tagger to replace the one in use, got the same; load the new one from its file");
    service.close();
    assertThat(replacement.isClosed()).isTrue();
    FakeTagger late = new FakeTagger();
    assertThatIllegalStateException()
        .isThrownBy(() -> service.replaceWith(late))
        .withMessage(
            "tagging: expected a running service to replace the tagger of, got a closed one");
    assertThat(late.isClosed()).isFalse();
    assertThat(events.replaced).hasValue(1);
  }

  @Test
  void batchesAreThoseOfTheTaggerInUse() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger ofTokenVectors = new FakeTagger(permits).readingFile();
    FakeTagger ofWords = new FakeTagger(permits);
    try (TaggingService service = service(ofTokenVectors).start()) {
      submitFive(service, ofTokenVectors, permits);
      service.replaceWith(ofWords);
      submitFive(service, ofWords, permits);
    }
    assertThat(ofTokenVectors.batches).containsExactly(1, 2, 2); // of 200 tokens each, at most 512
    assertThat(ofWords.batches).containsExactly(1, 4);
  }

  /** Submits a sentence and, while it is computed, four more; waits for the answers. */
  private static void submitFive(TaggingService service, FakeTagger tagger, Semaphore permits)
      throws Exception {
    List<String> sentence = Collections.nCopies(200, "a");
    CompletableFuture<Tagging> first = service.submit(sentence);
    tagger.awaitCall();
    List<CompletableFuture<Tagging>> answers = new ArrayList<>(List.of(first));
    for (int k = 0; k < 4; k++) {
      answers.add(service.submit(sentence));
    }
    permits.release(5);
    for (CompletableFuture<Tagging> answer : answers) {
      answer.get();
    }
    permits.drainPermits();
  }

  @Test
  void replacementThatFailsToWarmUpStaysTheCallers() throws Exception {
    FakeTagger former = new FakeTagger();
    IllegalStateException failure = new IllegalStateException("no memory");
    FakeTagger replacement = new FakeTagger().failingToWarmUp(failure);
    try (TaggingService service = service(former).start()) {
      assertThatThrownBy(() -> service.replaceWith(replacement)).isSameAs(failure);
      assertThat(replacement.isClosed()).isFalse();
      assertThat(service.tag(SENTENCE).labels()).hasSize(3);
      assertThat(events.replaced).hasValue(0);
    }
    assertThat(former.isClosed()).isTrue();
  }

  /** Or the caller would close the replacement, which is in use by then. */
  @Test
  void failureToCloseTheFormerTaggerFailsNoReplacement() throws Exception {
    FakeTagger former = new FakeTagger().failingToClose(new IllegalStateException("in use"));
    FakeTagger replacement = new FakeTagger();
    try (TaggingService service = service(former).start()) {
      service.replaceWith(replacement);
      assertThat(service.tag(SENTENCE).labels()).hasSize(3);
      assertThat(replacement.batches).containsExactly(1);
      assertThat(events.replaced).hasValue(1);
    }
    assertThat(replacement.isClosed()).isTrue();
  }

  @Test
  void noCallFailsWhileTaggersAreReplaced() throws Exception {
    TaggingService service = TaggingService.of(new FakeTagger()).start();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> callers = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    for (int k = 0; k < 8; k++) {
      Thread caller =
          new Thread(
              () -> {
                try {
                  while (done.getCount() > 0) {
                    service.tag(SENTENCE);
                  }
                } catch (Throwable e) {
                  failure.set(e);
                }
              });
      callers.add(caller);
      caller.start();
    }
    for (int k = 0; k < 200; k++) {
      service.replaceWith(new FakeTagger());
    }
    done.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    service.close();
    assertThat(failure.get()).isNull();
  }

  @Test
  void closeAnswersWhatWasAccepted() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    TaggingService service = service(tagger).maxBatch(1, 100).start();
    List<CompletableFuture<Tagging>> answers = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      answers.add(service.submit(SENTENCE));
    }
    Thread closer = new Thread(service::close);
    closer.start();
    permits.release(100);
    closer.join();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.get().labels()).hasSize(3));
    assertThat(tagger.isClosed()).isTrue();
    assertThatThrownBy(() -> service.submit(SENTENCE))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage(
            "tagging: expected a running service, got a closed one; send the request to another");
    service.close();
  }

  @Test
  void closeWithinATimeGivesUpWhatStillWaits() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    TaggingService service = service(tagger).start();
    CompletableFuture<Tagging> running = service.submit(SENTENCE);
    tagger.awaitCall();
    CompletableFuture<Tagging> waiting = service.submit(SENTENCE);
    waiting.whenComplete((answer, failure) -> permits.release(100));
    service.close(Duration.ofMillis(30));
    assertThat(running.get(1, TimeUnit.SECONDS).labels()).hasSize(3);
    assertThatThrownBy(waiting::join)
        .hasCauseInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining(
            "tagging: expected time to answer before the service was closed, got too little; send the request again");
  }
}

package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tributary.testing.LogMessages;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // of requests that only fill the queue
class TaggingServiceTest {
  private static final List<String> SENTENCE = List.of("a", "bb", "ccc");

  private final CountingListener events = new CountingListener();

  private TaggingService.Builder service(FakeTagger tagger) {
    return TaggingService.of(tagger).workers(1).listener(events);
  }

  @Test
  void answersAreTheTaggers() throws Exception {
    try (TaggingService service = service(new FakeTagger()).start()) {
      assertThat(service.submit(SENTENCE).get().labels()).containsExactly("odd", "even", "odd");
      assertThat(service.tag(SENTENCE).tokens()).isEqualTo(SENTENCE);
      List<Tagging> both = service.submitAll(List.of(SENTENCE, List.of("dd"))).get();
      assertThat(both.get(1).labels()).containsExactly("even");
      assertThat(service.submitAll(List.of()).get()).isEmpty();
    }
    assertThat(events.answered).hasValue(3);
    assertThat(events.accepted).hasValue(4);
  }

  @Test
  void waitingSentencesAreTheNextBatch() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = service(tagger).start()) {
      List<CompletableFuture<Tagging>> answers = new ArrayList<>();
      answers.add(service.submit(SENTENCE));
      tagger.awaitCall();
      for (int k = 0; k < 7; k++) {
        answers.add(service.submit(SENTENCE));
      }
      assertThat(service.waiting()).isEqualTo(7);
      permits.release(2);
      for (CompletableFuture<Tagging> answer : answers) {
        assertThat(answer.get().labels()).hasSize(3);
      }
    }
    assertThat(tagger.batches).containsExactly(1, 7);
  }

  @Test
  void batchesKeepToTheirLimits() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = service(tagger).maxBatch(4, 10).start()) {
      CompletableFuture<Tagging> first = service.submit(SENTENCE);
      tagger.awaitCall();
      List<CompletableFuture<?>> answers = new ArrayList<>();
      for (int k = 0; k < 4; k++) {
        answers.add(service.submit(SENTENCE)); // three of three tokens fit
      }
      answers.add(service.submitAll(java.util.Collections.nCopies(5, SENTENCE))); // larger, alone
      for (int k = 0; k < 5; k++) {
        answers.add(service.submit(List.of("a"))); // four fit
      }
      permits.release(100);
      first.get();
      for (CompletableFuture<?> answer : answers) {
        answer.get();
      }
    }
    assertThat(tagger.batches).containsExactly(1, 3, 1, 5, 4, 1);
  }

  @Test
  void fullQueueRefusesAtOnce() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = service(tagger).maxQueue(2).start()) {
      service.submit(SENTENCE);
      tagger.awaitCall();
      CompletableFuture<Tagging> waiting = service.submit(SENTENCE);
      assertThatThrownBy(() -> service.submitAll(List.of(SENTENCE, SENTENCE)))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage(
              "tagging: expected room for 2 of at most 2 waiting sentences, but 1 wait; send fewer at once, try again later, or raise maxQueue");
      assertThatThrownBy(() -> service.submitAll(List.of(SENTENCE, SENTENCE, SENTENCE)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "tagging: expected at most 2 sentences, the capacity of the queue, got 3; divide the request, or raise maxQueue");
      CompletableFuture<Tagging> last = service.submit(SENTENCE);
      assertThatThrownBy(() -> service.submit(SENTENCE))
          .isInstanceOf(RejectedExecutionException.class);
      waiting.cancel(true); // makes room
      service.submit(SENTENCE);
      permits.release(100);
      assertThat(last.get().labels()).hasSize(3);
    }
    assertThat(events.refused).hasValue(3);
    assertThat(events.cancelled).hasValue(1);
  }

  @Test
  void expiredRequestIsNotComputed() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = service(tagger).start()) {
      CompletableFuture<Tagging> first = service.submit(SENTENCE);
      tagger.awaitCall();
      CompletableFuture<Tagging> second = service.submit(SENTENCE, Duration.ofMillis(20));
      assertThatThrownBy(second::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(TimeoutException.class)
          .hasMessageStartingWith("tagging: expected an answer within 20 ms, got none; ");
      assertThat(service.waiting()).isZero();
      permits.release(100);
      first.get();
    }
    assertThat(tagger.batches).containsExactly(1);
    assertThat(events.expired).hasValue(1);
  }

  @Test
  void blockingCallHasTheServicesDeadlineAndGivesUpWhenInterrupted() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = service(tagger).deadline(Duration.ofMillis(20)).start()) {
      assertThatThrownBy(() -> service.tag(SENTENCE)).isInstanceOf(TimeoutException.class);
      permits.release(100);
    }
    FakeTagger slow = new FakeTagger(new Semaphore(0));
    TaggingService service = service(slow).start();
    CompletableFuture<Tagging> running = service.submit(SENTENCE);
    slow.awaitCall();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> service.tag(SENTENCE)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(service.waiting()).isZero();
    assertThat(running).isNotDone();
  }

  @Test
  void cancelledRequestIsNotComputed() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = service(tagger).start()) {
      service.submit(SENTENCE);
      tagger.awaitCall();
      assertThat(service.submit(SENTENCE).cancel(true)).isTrue();
      assertThat(service.submitAll(List.of(SENTENCE)).cancel(true)).isTrue();
      permits.release(100);
    }
    assertThat(tagger.batches).containsExactly(1);
    assertThat(events.cancelled).hasValue(2);
  }

  @Test
  void requestFailsByItsOwnFaultOnly() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = service(tagger).start()) {
      CompletableFuture<Tagging> first = service.submit(SENTENCE);
      tagger.awaitCall();
      CompletableFuture<Tagging> good = service.submit(SENTENCE);
      CompletableFuture<Tagging> bad = service.submit(List.of(FakeTagger.POISON));
      CompletableFuture<Tagging> better = service.submit(SENTENCE);
      permits.release(100);
      first.get();
      assertThat(good.get().labels()).hasSize(3);
      assertThat(better.get().labels()).hasSize(3);
      assertThatThrownBy(bad::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("poisoned");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> service.tag(List.of(FakeTagger.POISON)))
          .withMessage("poisoned");
    }
    assertThat(events.failed).hasValue(2);
  }

  @Test
  void tooFewTaggingsFailTheRequestAndNotTheWorker() throws Exception {
    FakeTagger tagger = new FakeTagger();
    try (TaggingService service = service(tagger).start()) {
      tagger.dropLast();
      for (int k = 0; k < 2; k++) {
        assertThatThrownBy(() -> service.tag(SENTENCE))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith("tagger: expected a tagging for each of 1 sentences, got 0");
      }
    }
    assertThat(events.failed).hasValue(2);
  }

  @Test
  void stageOfAnAnswerMayCloseTheService() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    TaggingService service = service(tagger).start();
    CompletableFuture<Void> first = service.submit(SENTENCE).thenRun(service::close);
    CompletableFuture<Tagging> second = service.submit(SENTENCE);
    permits.release(2);
    first.get();
    assertThat(second.get().labels()).hasSize(3);
    service.close(); // waits
    assertThat(tagger.isClosed()).isTrue();
  }

  @Test
  void listenersExceptionsDoNotFailRequests() throws Exception {
    ServiceListener broken =
        new ServiceListener() {
          @Override
          public void accepted(int sentences, int tokens) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void answered(Duration queued, Duration computed) {
            throw new IllegalStateException("broken");
          }
        };
    try (LogMessages messages = LogMessages.of(TaggingService.class);
        TaggingService service = TaggingService.of(new FakeTagger()).listener(broken).start()) {
      assertThat(service.tag(SENTENCE).labels()).hasSize(3);
      assertThat(service.tag(SENTENCE).labels()).hasSize(3);
      assertThat(messages.all())
          .containsExactly("WARNING the listener of the service threw an exception");
    }
  }

  @Test
  void errorThatEndsAWorkerIsLoggedAtOnce() throws Exception {
    try (LogMessages messages = LogMessages.of(TaggingService.class);
        TaggingService service =
            TaggingService.of(new FakeTagger().breakingLists()).workers(2).start()) {
      service.submit(SENTENCE);
      while (messages.all().isEmpty()) { // at most until the test's timeout
        Thread.sleep(10);
      }
      assertThat(messages.all()).containsExactly("SEVERE a worker of the service failed");
    }
  }

  @Test
  void sentencesOutsideTheLimitsAreRefused() {
    try (TaggingService service =
        TaggingService.of(new FakeTagger()).maxTokens(3).maxTokenLength(5).start()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> service.submit(List.of("a", "b", "c", "d")))
          .withMessage(
              "tagging: expected at most 3 tokens in the sentence, got 4; split it, or raise maxTokens");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> service.submitAll(List.of(SENTENCE, List.of("a", "longer"))))
          .withMessage(
              "tagging: expected tokens of at most 5 chars in sentence 2 of 2, got 6 at token 2; is the text tokenized? shorten it, or raise maxTokenLength");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> service.submit(List.of()))
          .withMessage("tokens: expected at least one, got none in the sentence; leave it out");
      assertThatThrownBy(() -> service.submit(Arrays.asList("a", null)))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> service.submit(null)).isInstanceOf(NullPointerException.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> service.submit(SENTENCE, Duration.ZERO))
          .withMessage("deadline: expected a time above 0, got PT0S");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaggingService.of(new FakeTagger()).maxQueue(0))
        .withMessage("maxQueue: expected at least 1, got 0");
  }

  @Test
  void callersListMayChangeAfterSubmission() throws Exception {
    Semaphore permits = new Semaphore(0);
    FakeTagger tagger = new FakeTagger(permits);
    try (TaggingService service = service(tagger).start()) {
      List<String> tokens = new ArrayList<>(SENTENCE);
      CompletableFuture<Tagging> answer = service.submit(tokens);
      tokens.clear();
      permits.release(10);
      assertThat(answer.get().tokens()).isEqualTo(SENTENCE);
    }
  }
}

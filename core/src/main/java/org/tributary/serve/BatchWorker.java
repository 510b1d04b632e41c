package org.tributary.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.tributary.tagger.Tagging;

/** A loop that takes batches from the queue and answers their requests, until the queue closes. */
final class BatchWorker implements Runnable {
  /** The longest wait for one further request is a batch's time divided by this. */
  private static final long GAP_DIVISOR = 8;

  /** The longest wait for the callers of a batch is the batch's time divided by this. */
  private static final long WAIT_DIVISOR = 2;

  private final RequestQueue queue;
  private final CurrentTagger tagger;
  private final SafeListener listener;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime the clock of the batches' times, in nanoseconds
   */
  BatchWorker(
      RequestQueue queue, CurrentTagger tagger, SafeListener listener, LongSupplier nanoTime) {
    this.queue = queue;
    this.tagger = tagger;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  @Override
  public void run() {
    RequestQueue.Batch batch = queue.take();
    long previous = Long.MAX_VALUE;
    while (!batch.requests().isEmpty()) {
      long start = nanoTime.getAsLong();
      batch.requests().forEach(Request::start);
      int waiting = answer(batch.requests());
      long nanos = nanoTime.getAsLong() - start;
      int sentences = batch.requests().stream().mapToInt(Request::sentenceCount).sum();
      tell(batch, sentences, Duration.ofNanos(nanos));
      // answered callers send again: let their sentences share a batch with those that wait. The
      // shorter of two batches limits the wait: nobody waits longer since one sentence was long
      long shorter = Math.min(nanos, previous);
      Thread.interrupted(); // as in tag
      queue.await(waiting + sentences, shorter / GAP_DIVISOR, shorter / WAIT_DIVISOR);
      previous = nanos;
      batch = queue.take();
    }
  }

  private void tell(RequestQueue.Batch batch, int sentences, Duration computed) {
    int tokens = batch.requests().stream().mapToInt(Request::tokenCount).sum();
    listener.tell(l -> l.batch(sentences, tokens, batch.waiting(), computed));
  }

  /**
   * Answers the requests together. If the tagger throws an exception, each is computed alone, so
   * that a request fails by its own fault only.
   *
   * @return the number of sentences that waited just before the answers
   */
  private int answer(List<Request> requests) {
    List<Tagging> taggings;
    try {
      taggings = tag(requests);
    } catch (RuntimeException | Error e) {
      int waiting = queue.size();
      fail(requests, e);
      return waiting;
    }
    int waiting = queue.size();
    int from = 0;
    for (Request request : requests) {
      int to = from + request.sentenceCount();
      request.answer().complete(List.copyOf(taggings.subList(from, to)));
      from = to;
    }
    return waiting;
  }

  private void fail(List<Request> requests, Throwable cause) {
    if (requests.size() == 1) {
      requests.get(0).answer().completeExceptionally(cause);
      return;
    }
    for (Request request : requests) {
      if (!request.isDone()) {
        answer(List.of(request));
      }
    }
  }

  private List<Tagging> tag(List<Request> requests) {
    List<List<String>> sentences = new ArrayList<>();
    requests.forEach(request -> sentences.addAll(request.sentences()));
    // an interrupt by a caller's stage or listener on this thread is not meant for other requests
    Thread.interrupted();
    List<Tagging> taggings = tagger.with(t -> t.tagAll(sentences));
    if (taggings.size() != sentences.size() || taggings.stream().anyMatch(Objects::isNull)) {
      throw new IllegalStateException(
          "tagger: expected a tagging for each of %d sentences, got %d; is it a tagger of your own?"
              .formatted(sentences.size(), taggings.stream().filter(Objects::nonNull).count()));
    }
    return taggings;
  }
}

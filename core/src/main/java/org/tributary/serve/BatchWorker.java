package org.tributary.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tributary.tagger.Tagging;

/** A loop that takes batches from the queue and answers their requests, until the queue closes. */
final class BatchWorker implements Runnable {
  /** The time without a further request after which a worker stops waiting for callers. */
  private static final long MAX_GAP_NANOS = 50_000;

  /**
   * The longest time that a worker waits for callers, whatever comes and is cancelled meanwhile.
   */
  private static final long MAX_WAIT_NANOS = 500_000;

  private final RequestQueue queue;
  private final CurrentTagger tagger;
  private final SafeListener listener;

  BatchWorker(RequestQueue queue, CurrentTagger tagger, SafeListener listener) {
    this.queue = queue;
    this.tagger = tagger;
    this.listener = listener;
  }

  @Override
  public void run() {
    RequestQueue.Batch batch = queue.take();
    while (!batch.requests().isEmpty()) {
      answer(batch);
      awaitCallers(batch.requests().stream().mapToInt(Request::sentenceCount).sum());
      batch = queue.take();
    }
  }

  /**
   * Lets the callers that were just answered send their next sentences, so that these share the
   * next batch: returns when as many wait as were answered, or when no more come.
   */
  @SuppressWarnings("ThreadPriorityCheck") // yielding gives way to callers; nothing relies on it
  private void awaitCallers(int answered) {
    if (answered < 2) {
      return; // a single caller: its next sentence would wait for nothing
    }
    int waiting = queue.size();
    long start = System.nanoTime();
    long now = start;
    long last = start; // when the last request came
    while (waiting < answered && now - last < MAX_GAP_NANOS && now - start < MAX_WAIT_NANOS) {
      Thread.yield();
      int size = queue.size();
      now = System.nanoTime();
      if (size != waiting) {
        waiting = size;
        last = now;
      }
    }
  }

  private void answer(RequestQueue.Batch batch) {
    long start = System.nanoTime();
    batch.requests().forEach(request -> request.start(start));
    answer(batch.requests());
    int sentences = batch.requests().stream().mapToInt(Request::sentenceCount).sum();
    int tokens = batch.requests().stream().mapToInt(Request::tokenCount).sum();
    Duration computed = Duration.ofNanos(System.nanoTime() - start);
    listener.tell(l -> l.batch(sentences, tokens, batch.waiting(), computed));
  }

  /**
   * Answers the requests together. If the tagger throws an exception, each is computed alone, so
   * that a request fails by its own fault only.
   */
  private void answer(List<Request> requests) {
    List<List<String>> sentences = new ArrayList<>();
    requests.forEach(request -> sentences.addAll(request.sentences()));
    List<Tagging> taggings;
    try {
      taggings = tagger.with(t -> t.tagAll(sentences));
      if (taggings.size() != sentences.size()) {
        throw new IllegalStateException(
            "tagger: expected a tagging for each of %d sentences, got %d; is it a tagger of your own?"
                .formatted(sentences.size(), taggings.size()));
      }
    } catch (RuntimeException | Error e) {
      fail(requests, e);
      return;
    }
    int from = 0;
    for (Request request : requests) {
      int to = from + request.sentenceCount();
      request.answer().complete(List.copyOf(taggings.subList(from, to)));
      from = to;
    }
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
}

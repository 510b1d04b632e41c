package org.tributary.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tributary.tagger.Tagging;

/** A loop that takes batches from the queue and answers their requests, until the queue closes. */
final class BatchWorker implements Runnable {
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
      long start = System.nanoTime();
      batch.requests().forEach(Request::start);
      answer(batch.requests());
      tell(batch, Duration.ofNanos(System.nanoTime() - start));
      batch = queue.take();
    }
  }

  private void tell(RequestQueue.Batch batch, Duration computed) {
    int sentences = batch.requests().stream().mapToInt(Request::sentenceCount).sum();
    int tokens = batch.requests().stream().mapToInt(Request::tokenCount).sum();
    listener.tell(l -> l.batch(sentences, tokens, batch.waiting(), computed));
  }

  /**
   * Answers the requests together. If the tagger throws an exception, each is computed alone, so
   * that a request fails by its own fault only.
   */
  private void answer(List<Request> requests) {
    List<Tagging> taggings;
    try {
      taggings = tag(requests);
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

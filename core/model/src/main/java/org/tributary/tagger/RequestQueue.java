package org.tributary.tagger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * A bounded first-in, first-out queue of requests that is emptied in batches. Cancelled and expired
 * requests are removed when a batch is taken. Thread-safe.
 */
final class RequestQueue {
  /** Sentences of one call that are answered together. */
  static final class Request {
    final List<List<String>> sentences;
    final int tokens;
    final CompletableFuture<List<Tagging>> answer = new CompletableFuture<>();
    private final long submitted = System.nanoTime();
    private volatile long started;

    Request(List<List<String>> sentences) {
      this.sentences = sentences;
      this.tokens = sentences.stream().mapToInt(List::size).sum();
    }

    /** Marks the start of its batch. */
    void start() {
      started = System.nanoTime();
    }

    /** Returns the time between submission and the start of the batch. */
    Duration queued() {
      return Duration.ofNanos(started - submitted);
    }

    /** Returns the time since the start of the batch. */
    Duration computed() {
      return Duration.ofNanos(System.nanoTime() - started);
    }
  }

  /** The requests of a batch, and the number of sentences that waited when it was taken. */
  record Batch(List<Request> requests, int waiting) {}

  private final int maxSentences;
  private final int maxBatchSentences;
  private final IntSupplier maxBatchTokens;
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private int sentences;
  private long tokens;
  private double nanosPerToken; // of all workers together; 0 before the first batch
  private boolean closed;

  /**
   * @param maxSentences the capacity in sentences
   * @param maxBatchSentences the maximum number of sentences of a batch; a request with more is a
   *     batch of its own
   * @param maxBatchTokens the same in tokens, for each batch
   */
  RequestQueue(int maxSentences, int maxBatchSentences, IntSupplier maxBatchTokens) {
    this.maxSentences = maxSentences;
    this.maxBatchSentences = maxBatchSentences;
    this.maxBatchTokens = maxBatchTokens;
  }

  /**
   * Adds a request, or returns the reason for refusing it: the queue is full or closed, or what
   * waits takes more than half of the request's time. The other half is for the batch that is being
   * computed and its own one, and for text that is slower than the last; without it all requests of
   * an overloaded service would expire, each shortly before its answer.
   *
   * @param limit the time within which the request must be answered
   */
  synchronized Optional<String> offer(Request request, Optional<Duration> limit) {
    if (closed) {
      return Optional.of(
          "tagging: expected a running service, got a closed one; send the request to another");
    }
    if (sentences + request.sentences.size() > maxSentences) {
      removeDone();
    }
    if (sentences + request.sentences.size() > maxSentences) {
      return Optional.of(
          "tagging: expected room for %d of at most %d waiting sentences, but %d wait; send fewer at once, try again later, or raise maxQueue"
              .formatted(request.sentences.size(), maxSentences, sentences));
    }
    double wait = tokens * nanosPerToken;
    double time = limit.map(TimeUnit.NANOSECONDS::convert).orElse(Long.MAX_VALUE); // saturates
    if (wait > time / 2) {
      return Optional.of(
          "tagging: expected to answer within %.0f ms, but %d sentences wait, which take about %.0f ms; send fewer at once, try again later, or allow more time"
              .formatted(time / 1e6, sentences, wait / 1e6));
    }
    waiting.add(request);
    count(request, 1);
    notify();
    return Optional.empty();
  }

  private void count(Request request, int sign) {
    sentences += sign * request.sentences.size();
    tokens += sign * (long) request.tokens;
  }

  /**
   * Tells the duration of a batch, for an exponential moving average of the time of a token.
   *
   * @param workers the number of batches that are computed at the same time
   */
  synchronized void computed(int batchTokens, Duration duration, int workers) {
    double nanos = (double) duration.toNanos() / batchTokens / workers;
    nanosPerToken = nanosPerToken == 0 ? nanos : 0.8 * nanosPerToken + 0.2 * nanos;
  }

  private void removeDone() {
    waiting.removeIf(
        request -> {
          boolean done = request.answer.isDone(); // once: it can change meanwhile
          if (done) {
            count(request, -1);
          }
          return done;
        });
  }

  /** Removes a cancelled or expired request. */
  synchronized void remove(Request request) {
    if (waiting.remove(request)) {
      count(request, -1);
    }
  }

  /**
   * Waits for requests and removes the next batch. Its requests are in the order of submission.
   *
   * @return a batch of at least one request; an empty one if the queue is closed and empty
   */
  synchronized Batch take() {
    while (true) {
      int before = sentences;
      List<Request> batch = next();
      if (!batch.isEmpty() || closed) {
        return new Batch(batch, before);
      }
      try {
        wait();
      } catch (InterruptedException e) {
        // by a stage of a caller on this thread: not meant for the requests to come
      }
    }
  }

  private List<Request> next() {
    List<Request> batch = new ArrayList<>();
    int batchSentences = 0;
    int batchTokens = 0;
    int maxTokens = maxBatchTokens.getAsInt();
    while (!waiting.isEmpty()) {
      Request first = waiting.peek();
      if (first.answer.isDone()) {
        count(waiting.remove(), -1);
        continue;
      }
      batchSentences += first.sentences.size();
      batchTokens += first.tokens;
      boolean fits = batchSentences <= maxBatchSentences && batchTokens <= maxTokens;
      if (!fits && !batch.isEmpty()) {
        break;
      }
      batch.add(waiting.remove());
      count(first, -1);
    }
    return batch;
  }

  /** Returns the number of waiting sentences. */
  synchronized int size() {
    return sentences;
  }

  /** Refuses further requests; those that wait are still taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Removes all waiting requests. */
  synchronized List<Request> drain() {
    List<Request> all = new ArrayList<>(waiting);
    waiting.clear();
    sentences = 0;
    tokens = 0;
    return all;
  }
}

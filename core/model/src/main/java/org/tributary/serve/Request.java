package org.tributary.serve;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.tributary.tagger.Tagging;

/** Sentences of one call that are answered together. */
final class Request {
  private final List<List<String>> sentences;
  private final int tokens;
  private final CompletableFuture<List<Tagging>> answer = new CompletableFuture<>();
  private final long submitted = System.nanoTime();
  private volatile long started;

  Request(List<List<String>> sentences) {
    this.sentences = sentences;
    this.tokens = sentences.stream().mapToInt(List::size).sum();
  }

  List<List<String>> sentences() {
    return sentences;
  }

  int sentenceCount() {
    return sentences.size();
  }

  int tokenCount() {
    return tokens;
  }

  CompletableFuture<List<Tagging>> answer() {
    return answer;
  }

  /** Returns whether the request was cancelled or has expired, so that it need not be computed. */
  boolean isDone() {
    return answer.isDone();
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

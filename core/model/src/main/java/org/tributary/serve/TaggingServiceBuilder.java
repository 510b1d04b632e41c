package org.tributary.serve;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.tributary.concurrent.Threads;
import org.tributary.tagger.Tagger;

/**
 * A builder of {@link TaggingService}s: its limits, deadline and listener. Not thread-safe. Its
 * methods throw {@link IllegalArgumentException} if a number is below 1 or a time is not above 0.
 */
public final class TaggingServiceBuilder {
  private final Tagger tagger;
  private int maxQueue = 1_000;
  private int maxTokens = 2_000;
  private int maxTokenLength = 1_000;
  private int maxBatchSentences = 128;
  private int maxBatchTokens = 8_192;
  private OptionalInt workers = OptionalInt.empty();
  private Optional<Duration> deadline = Optional.empty();
  private boolean started;
  private ServiceListener listener = ServiceListener.none();

  TaggingServiceBuilder(Tagger tagger) {
    this.tagger = Objects.requireNonNull(tagger, "tagger: expected one to serve, got null");
  }

  /**
   * Sets the maximum number of waiting sentences; by default 1,000. A request that finds no room is
   * refused at once; one of more sentences is invalid.
   */
  public TaggingServiceBuilder maxQueue(int sentences) {
    maxQueue = positive("maxQueue", sentences);
    return this;
  }

  /** Sets the maximum number of tokens of a sentence; by default 2,000. */
  public TaggingServiceBuilder maxTokens(int tokens) {
    maxTokens = positive("maxTokens", tokens);
    return this;
  }

  /** Sets the maximum length of a token in chars; by default 1,000. */
  public TaggingServiceBuilder maxTokenLength(int chars) {
    maxTokenLength = positive("maxTokenLength", chars);
    return this;
  }

  /**
   * Sets the maximum size of a batch; by default 128 sentences and 8,192 tokens. A larger request
   * is a batch of its own.
   */
  public TaggingServiceBuilder maxBatch(int sentences, int tokens) {
    maxBatchSentences = positive("maxBatch sentences", sentences);
    maxBatchTokens = positive("maxBatch tokens", tokens);
    return this;
  }

  /**
   * Sets the number of batches that are computed at the same time, each by a thread of the service;
   * by default {@code tributary.threads}, one for each processor. More workers take smaller
   * batches.
   */
  public TaggingServiceBuilder workers(int workers) {
    this.workers = OptionalInt.of(positive("workers", workers));
    return this;
  }

  /**
   * Sets the time within which a request must be answered; by default there is no limit. An expired
   * request leaves the queue; a batch that has started is computed to its end.
   */
  public TaggingServiceBuilder deadline(Duration time) {
    deadline = Optional.of(positive(time));
    return this;
  }

  /** Sets the listener; by default there is none. */
  public TaggingServiceBuilder listener(ServiceListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener: expected one, got null");
    return this;
  }

  static Duration positive(Duration time) {
    Objects.requireNonNull(time, "deadline: expected a time, got null");
    if (time.isZero() || time.isNegative()) {
      throw new IllegalArgumentException(
          "deadline: expected a time above 0, got %s".formatted(time));
    }
    return time;
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: expected at least 1, got %d".formatted(name, value));
    }
    return value;
  }

  /**
   * Warms the tagger up and starts a service that owns it.
   *
   * @throws IllegalStateException if the tagger is closed, or this builder has started a service
   */
  public TaggingService start() {
    if (started) {
      throw new IllegalStateException(
          "tagging: expected one service for the tagger, which the service owns, got a second start; load the tagger again for another service");
    }
    tagger.warmUp();
    started = true;
    return new TaggingService(
        tagger,
        new RequestLimits(maxQueue, maxTokens, maxTokenLength),
        new RequestQueue(maxQueue, maxBatchSentences, maxBatchTokens),
        workers.orElseGet(() -> Threads.inForce().interOp()),
        deadline,
        listener);
  }
}

package org.tributary.tagger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tributary.Threads;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;
import org.tributary.internal.SentenceChecks;
import org.tributary.tagger.RequestQueue.Request;

/**
 * A tagging service for many concurrent callers. A thread of the service takes all requests that
 * wait as one batch; no request waits for others. Answers are those of the tagger, to the bit. The
 * queue is bounded; what does not fit is refused at once. Thread-safe; it owns its tagger until
 * {@link #close} or {@link #replaceWith}.
 *
 * <pre>{@code
 * try (TaggingService service =
 *     TaggingService.of(Tagger.load(path)).maxQueue(1_000).deadline(Duration.ofMillis(200)).start()) {
 *   CompletableFuture<Tagging> answer = service.submit(List.of("Her", "book", "was", "light"));
 * }
 * }</pre>
 */
public final class TaggingService implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(TaggingService.class.getName());

  private static final int BATCH_TOKENS = 8_192;

  /** A batch that has started is computed to its end, and with token vectors takes long. */
  private static final int BATCH_TOKENS_OF_TOKEN_VECTORS = 512;

  private final int maxQueue;
  private final int maxTokens;
  private final int maxTokenLength;
  private final RequestQueue queue;
  private final Optional<Duration> deadline;
  private final ServiceListener listener;
  private final AtomicBoolean listenerFailed = new AtomicBoolean();
  private final List<Thread> workers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ended; // all workers have
  private final ScheduledThreadPoolExecutor timer;
  private volatile Tagger tagger; // replaced under the lock of this
  private volatile boolean readsFiles; // whether the tagger's inputs do, as token vectors
  private boolean closing; // guarded by this
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private TaggingService(Builder settings) {
    this.maxQueue = settings.maxQueue;
    this.maxTokens = settings.maxTokens;
    this.maxTokenLength = settings.maxTokenLength;
    this.deadline = settings.deadline;
    this.listener = settings.listener;
    this.tagger = settings.tagger;
    this.readsFiles = !tagger.files().isEmpty();
    OptionalInt maxBatchTokens = settings.maxBatchTokens;
    this.queue =
        new RequestQueue(
            maxQueue,
            settings.maxBatchSentences,
            () ->
                maxBatchTokens.orElseGet(
                    () -> readsFiles ? BATCH_TOKENS_OF_TOKEN_VECTORS : BATCH_TOKENS));
    this.timer = new ScheduledThreadPoolExecutor(1, task -> daemon("tagging-deadlines", task));
    timer.setRemoveOnCancelPolicy(true);
    int count = settings.workers > 0 ? settings.workers : Threads.current().interOp();
    List<CompletableFuture<Void>> started = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      started.add(
          CompletableFuture.runAsync(this::answerBatches, this::startWorker)
              .exceptionally(TaggingService::logEnd));
    }
    this.ended = CompletableFuture.allOf(started.toArray(CompletableFuture<?>[]::new));
  }

  private static Void logEnd(Throwable failure) {
    LOGGER.log(System.Logger.Level.ERROR, "a worker of the service failed", failure);
    return null;
  }

  private void startWorker(Runnable task) {
    Thread worker = daemon("tagging-worker-" + (workers.size() + 1), task);
    workers.add(worker);
    worker.start();
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Returns a builder of a service that owns {@code tagger}. */
  public static Builder of(Tagger tagger) {
    return new Builder(tagger);
  }

  /**
   * Submits a sentence with the service's deadline.
   *
   * @return the future answer. Cancel it to give the request up. After the deadline it fails with a
   *     {@link TimeoutException}. Stages that depend on it run on a thread of the service unless
   *     they are {@code Async}, and delay the next batch: they must not wait for another answer of
   *     the service, but may submit further sentences.
   * @throws IllegalArgumentException if the sentence or a token is empty or too long
   * @throws NullPointerException if the sentence or a token is null
   * @throws RejectedExecutionException if the queue is full, the service is closed, or what waits
   *     takes too long for the deadline
   */
  public CompletableFuture<Tagging> submit(List<String> tokens) {
    return submit(tokens, deadline);
  }

  /**
   * Submits a sentence with a deadline of its own.
   *
   * @throws IllegalArgumentException as {@link #submit(List)}, or if the deadline is not above 0
   */
  public CompletableFuture<Tagging> submit(List<String> tokens, Duration deadline) {
    return submit(tokens, Optional.of(Builder.positive(deadline)));
  }

  private CompletableFuture<Tagging> submit(List<String> tokens, Optional<Duration> limit) {
    NullChecks.require("tokens", "those of a sentence", tokens);
    return submit(List.of(tokens), limit, taggings -> taggings.get(0));
  }

  /**
   * Submits sentences that are answered together, in order, with the service's deadline.
   *
   * @throws IllegalArgumentException as {@link #submit(List)}, or if there are more sentences than
   *     the queue holds
   * @throws NullPointerException if the list, a sentence or a token is null
   * @throws RejectedExecutionException as {@link #submit(List)}
   */
  public CompletableFuture<List<Tagging>> submitAll(List<List<String>> sentences) {
    return submit(sentences, deadline, Function.identity());
  }

  /** Queues a request; its future is completed after the listener and the queue know its end. */
  @SuppressWarnings("FutureReturnValueIgnored") // the handlers throw nothing
  private <R> CompletableFuture<R> submit(
      List<List<String>> sentences, Optional<Duration> limit, Function<List<Tagging>, R> result) {
    Request request = new Request(checked(sentences));
    if (request.sentences.size() == 0) {
      return CompletableFuture.completedFuture(result.apply(List.of()));
    }
    Optional<String> refusal = queue.offer(request, limit);
    if (refusal.isPresent()) {
      tell(l -> l.refused(request.sentences.size(), request.tokens));
      throw new RejectedExecutionException(refusal.get());
    }
    tell(l -> l.accepted(request.sentences.size(), request.tokens));
    Optional<ScheduledFuture<?>> expiry = limit.map(time -> expireAfter(time, request));
    CompletableFuture<R> answer = new CompletableFuture<>();
    request.answer.whenComplete(
        (taggings, failure) -> {
          expiry.ifPresent(task -> task.cancel(false));
          report(request, failure);
          if (failure == null) {
            answer.complete(result.apply(taggings));
          } else {
            answer.completeExceptionally(failure);
          }
        });
    answer.whenComplete(
        (done, failure) -> {
          if (failure instanceof CancellationException) {
            request.answer.cancel(false);
          }
        });
    return answer;
  }

  /** Returns an unmodifiable copy of sentences within the limits. */
  private List<List<String>> checked(List<List<String>> sentences) {
    SentenceChecks.requireTokens(sentences);
    if (sentences.size() > maxQueue) {
      throw new IllegalArgumentException(
          "tagging: expected at most %d sentences, the capacity of the queue, got %d; divide the request, or raise maxQueue"
              .formatted(maxQueue, sentences.size()));
    }
    List<List<String>> copies = new ArrayList<>(sentences.size());
    for (List<String> sentence : sentences) {
      requireLength(
          sentences.size() == 1
              ? "the sentence"
              : "sentence %d of %d".formatted(copies.size() + 1, sentences.size()),
          sentence);
      copies.add(List.copyOf(sentence));
    }
    return List.copyOf(copies);
  }

  private void requireLength(String name, List<String> sentence) {
    if (sentence.size() > maxTokens) {
      throw new IllegalArgumentException(
          "tagging: expected at most %d tokens in %s, got %d; split it, or raise maxTokens"
              .formatted(maxTokens, name, sentence.size()));
    }
    for (int k = 0; k < sentence.size(); k++) {
      int length = sentence.get(k).length();
      if (length > maxTokenLength) {
        throw new IllegalArgumentException(
            "tagging: expected tokens of at most %d chars in %s, got %d at token %d; is the text tokenized? shorten it, or raise maxTokenLength"
                .formatted(maxTokenLength, name, length, k + 1));
      }
    }
  }

  /**
   * Tells the listener, whose exceptions can neither fail a request nor end a thread. The first one
   * is logged as a warning.
   */
  private void tell(Consumer<ServiceListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException | Error e) {
      System.Logger.Level level =
          listenerFailed.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
      LOGGER.log(level, "the listener of the service threw an exception", e);
    }
  }

  private ScheduledFuture<?> expireAfter(Duration time, Request request) {
    long nanos = TimeUnit.NANOSECONDS.convert(time); // at most 292 years
    return timer.schedule(() -> expire(request, time), nanos, TimeUnit.NANOSECONDS);
  }

  private void expire(Request request, Duration limit) {
    String text = limit.toMillis() > 0 ? limit.toMillis() + " ms" : limit.toNanos() + " ns";
    String message =
        "tagging: expected an answer within %s, got none; %d sentences wait: send fewer, or allow more time"
            .formatted(text, queue.size());
    request.answer.completeExceptionally(new TimeoutException(message));
  }

  private void report(Request request, Throwable failure) {
    if (failure == null) {
      tell(l -> l.answered(request.queued(), request.computed()));
    } else if (failure instanceof TimeoutException) {
      queue.remove(request);
      tell(ServiceListener::expired);
    } else if (failure instanceof CancellationException) {
      queue.remove(request);
      tell(ServiceListener::cancelled);
    } else {
      tell(l -> l.failed(failure));
    }
  }

  /** Takes batches from the queue and answers their requests, until the queue closes. */
  private void answerBatches() {
    RequestQueue.Batch batch = queue.take();
    while (!batch.requests().isEmpty()) {
      long start = System.nanoTime();
      batch.requests().forEach(Request::start);
      answer(batch.requests());
      Duration computed = Duration.ofNanos(System.nanoTime() - start);
      int sentences = batch.requests().stream().mapToInt(r -> r.sentences.size()).sum();
      int tokens = batch.requests().stream().mapToInt(r -> r.tokens).sum();
      int waiting = batch.waiting();
      queue.computed(tokens, computed, workers.size());
      tell(l -> l.batch(sentences, tokens, waiting, computed));
      batch = queue.take();
    }
  }

  /**
   * Answers the requests together. If the tagger throws an exception, each is computed alone, so
   * that a request fails by its own fault only.
   */
  private void answer(List<Request> requests) {
    List<Tagging> taggings;
    try {
      taggings = taggings(requests);
    } catch (RuntimeException | Error e) {
      fail(requests, e);
      return;
    }
    int from = 0;
    for (Request request : requests) {
      int to = from + request.sentences.size();
      request.answer.complete(List.copyOf(taggings.subList(from, to)));
      from = to;
    }
  }

  private void fail(List<Request> requests, Throwable cause) {
    if (requests.size() == 1) {
      requests.get(0).answer.completeExceptionally(cause);
      return;
    }
    for (Request request : requests) {
      if (!request.answer.isDone()) {
        answer(List.of(request));
      }
    }
  }

  private List<Tagging> taggings(List<Request> requests) {
    List<List<String>> sentences = new ArrayList<>();
    requests.forEach(request -> sentences.addAll(request.sentences));
    // an interrupt by a caller's stage or listener on this thread is not meant for other requests
    Thread.interrupted();
    List<Tagging> taggings = tagAll(sentences);
    if (taggings.size() != sentences.size() || taggings.stream().anyMatch(Objects::isNull)) {
      throw new IllegalStateException(
          "tagger: expected a tagging for each of %d sentences, got %d; is it a tagger of your own?"
              .formatted(sentences.size(), taggings.stream().filter(Objects::nonNull).count()));
    }
    return taggings;
  }

  /** Tags by the tagger in use, and again if it was replaced and closed meanwhile. */
  private List<Tagging> tagAll(List<List<String>> sentences) {
    while (true) {
      Tagger used = tagger;
      try {
        return used.tagAll(sentences);
      } catch (IllegalStateException e) {
        if (used == tagger) {
          throw e;
        }
      }
    }
  }

  /**
   * Tags a sentence and waits for the answer. An interrupt gives the request up.
   *
   * @throws IllegalArgumentException as {@link #submit(List)}
   * @throws IllegalStateException in a stage on a thread of the service, which computes the answer
   * @throws RejectedExecutionException if the queue is full or the service is closed
   * @throws TimeoutException if the service has a deadline and it has passed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Tagging tag(List<String> tokens) throws InterruptedException, TimeoutException {
    if (workers.contains(Thread.currentThread())) {
      throw new IllegalStateException(
          "tagging: expected tag on a thread of a caller, got a call on %s, which would wait for itself; in a stage of an answer use submit and thenCompose, or make the stage Async"
              .formatted(Thread.currentThread().getName()));
    }
    CompletableFuture<Tagging> answer = submit(tokens);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(false);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException expired) {
        throw expired;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("tagging: failed: " + e.getCause(), e.getCause());
    }
  }

  /** Returns the number of sentences in the queue. */
  public int waiting() {
    return queue.size();
  }

  /**
   * Replaces the tagger. The new one is warmed up first; the former one is closed, which waits for
   * its calls, and a batch that it refuses by then is tagged by the new one. No call fails.
   *
   * <p>If this method throws, as when the warm-up fails, the service keeps its tagger, and the
   * replacement stays the caller's, who closes it.
   *
   * @param replacement an open tagger, owned by the service from the return on
   * @throws IllegalArgumentException if it is the tagger in use
   * @throws IllegalStateException if the service is closed
   */
  public void replaceWith(Tagger replacement) {
    NullChecks.require("replacement", "a tagger", replacement);
    replacement.warmUp();
    Tagger former = exchanged(replacement);
    tell(ServiceListener::replaced);
    try {
      former.close();
    } catch (RuntimeException | Error e) { // the replacement is in use
      LOGGER.log(System.Logger.Level.WARNING, "closing the former tagger failed", e);
    }
  }

  private synchronized Tagger exchanged(Tagger replacement) {
    Tagger former = tagger;
    if (closing) {
      throw new IllegalStateException(
          "tagging: expected a running service to replace the tagger of, got a closed one");
    }
    if (former == replacement) {
      throw new IllegalArgumentException(
          "tagging: expected another tagger to replace the one in use, got the same; load the new one from its file");
    }
    readsFiles = !replacement.files().isEmpty();
    tagger = replacement;
    return former;
  }

  /**
   * Refuses further requests, answers those that wait, and closes the tagger. Idempotent. Called on
   * a thread of the service, in a stage that depends on an answer, it returns at once, and the
   * service is closed when that stage has ended.
   */
  @Override
  public void close() {
    close(Optional.empty());
  }

  /**
   * Closes the service like {@link #close()}, but starts batches for at most {@code time}. The
   * requests that still wait then fail with a {@link RejectedExecutionException}.
   */
  public void close(Duration time) {
    close(Optional.of(NullChecks.require("time", "a duration", time)));
  }

  private void close(Optional<Duration> time) {
    queue.close();
    if (workers.contains(Thread.currentThread())) { // which cannot wait for itself
      daemon("tagging-close", () -> close(time)).start();
    } else if (startClosing()) {
      try {
        stop(time);
      } finally {
        closed.complete(null);
      }
    } else {
      closed.join();
    }
  }

  /** Refuses replacements from now on; returns whether this call is the first. */
  private synchronized boolean startClosing() {
    boolean first = !closing;
    closing = true;
    return first;
  }

  private void stop(Optional<Duration> time) {
    if (time.isPresent()) {
      awaitWorkers(time.get());
      queue.drain().forEach(TaggingService::giveUp);
    }
    ended.join(); // which an interrupt does not end
    timer.shutdownNow();
    tagger.close();
  }

  /** Waits for the workers to end, for at most {@code time}; an interrupt ends the wait. */
  private void awaitWorkers(Duration time) {
    try {
      ended.get(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS); // saturates
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "requests still wait", e);
    }
  }

  private static void giveUp(Request request) {
    request.answer.completeExceptionally(
        new RejectedExecutionException(
            "tagging: expected time to answer before the service was closed, got too little; send the request again"));
  }

  /**
   * A builder of services: their limits, deadline and listener. Not thread-safe. Its methods throw
   * {@link IllegalArgumentException} if a number is below 1 or a time is not above 0.
   */
  public static final class Builder {
    private final Tagger tagger;
    private int maxQueue = 1_000;
    private int maxTokens = 2_000;
    private int maxTokenLength = 1_000;
    private int maxBatchSentences = 128;
    private OptionalInt maxBatchTokens = OptionalInt.empty();
    private int workers; // 0 for the default
    private Optional<Duration> deadline = Optional.empty();
    private boolean started;
    private ServiceListener listener = ServiceListener.none();

    private Builder(Tagger tagger) {
      this.tagger = NullChecks.require("tagger", "one to serve", tagger);
    }

    /**
     * Sets the maximum number of waiting sentences; by default 1,000. A request that finds no room
     * is refused at once; one of more sentences is invalid.
     */
    public Builder maxQueue(int sentences) {
      maxQueue = NumberChecks.atLeastOne("maxQueue", sentences);
      return this;
    }

    /** Sets the maximum number of tokens of a sentence; by default 2,000. */
    public Builder maxTokens(int tokens) {
      maxTokens = NumberChecks.atLeastOne("maxTokens", tokens);
      return this;
    }

    /** Sets the maximum length of a token in chars; by default 1,000. */
    public Builder maxTokenLength(int chars) {
      maxTokenLength = NumberChecks.atLeastOne("maxTokenLength", chars);
      return this;
    }

    /**
     * Sets the maximum size of a batch; by default 128 sentences and 8,192 tokens, or 512 tokens
     * while the tagger has token vectors. A larger request is a batch of its own.
     */
    public Builder maxBatch(int sentences, int tokens) {
      maxBatchSentences = NumberChecks.atLeastOne("maxBatch sentences", sentences);
      maxBatchTokens = OptionalInt.of(NumberChecks.atLeastOne("maxBatch tokens", tokens));
      return this;
    }

    /**
     * Sets the number of batches that are computed at the same time, each by a thread of the
     * service; by default {@code tributary.threads}, one for each processor. More workers take
     * smaller batches.
     */
    public Builder workers(int workers) {
      this.workers = NumberChecks.atLeastOne("workers", workers);
      return this;
    }

    /**
     * Sets the time within which a request must be answered; by default there is no limit. A
     * request is refused at once if what waits takes more than half of its time, by the speed of
     * the last batches. An expired request leaves the queue; a batch that has started is computed
     * to its end.
     */
    public Builder deadline(Duration time) {
      deadline = Optional.of(positive(time));
      return this;
    }

    /** Sets the listener; by default there is none. */
    public Builder listener(ServiceListener listener) {
      this.listener = NullChecks.require("listener", "one", listener);
      return this;
    }

    private static Duration positive(Duration time) {
      NullChecks.require("deadline", "a time", time);
      if (time.isZero() || time.isNegative()) {
        throw new IllegalArgumentException(
            "deadline: expected a time above 0, got %s".formatted(time));
      }
      return time;
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
      return new TaggingService(this);
    }
  }
}

package org.tributary.serve;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.tributary.internal.check.NullChecks;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;

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

  private final RequestLimits limits;
  private final RequestQueue queue;
  private final CurrentTagger tagger;
  private final Optional<Duration> deadline;
  private final SafeListener listener;
  private final WorkerThreads workers;
  private final ScheduledThreadPoolExecutor timer;
  private final ReentrantLock lifecycle = new ReentrantLock();
  private boolean closing; // guarded by lifecycle
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  TaggingService(
      Tagger tagger,
      RequestLimits limits,
      RequestQueue queue,
      int workers,
      Optional<Duration> deadline,
      ServiceListener listener) {
    this.limits = limits;
    this.queue = queue;
    this.tagger = new CurrentTagger(tagger);
    this.deadline = deadline;
    this.listener = new SafeListener(listener);
    this.timer =
        new ScheduledThreadPoolExecutor(1, task -> WorkerThreads.daemon("tagging-deadlines", task));
    timer.setRemoveOnCancelPolicy(true);
    this.workers = new WorkerThreads(workers, new BatchWorker(queue, this.tagger, this.listener));
  }

  /** Returns a builder of a service that owns {@code tagger}. */
  public static TaggingServiceBuilder of(Tagger tagger) {
    return new TaggingServiceBuilder(tagger);
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
   * @throws RejectedExecutionException if the queue is full or the service is closed
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
    return submit(tokens, Optional.of(TaggingServiceBuilder.positive(deadline)));
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
    Request request = new Request(limits.copy(sentences));
    if (request.sentenceCount() == 0) {
      return CompletableFuture.completedFuture(result.apply(List.of()));
    }
    Optional<String> refusal = queue.offer(request);
    if (refusal.isPresent()) {
      listener.tell(l -> l.refused(request.sentenceCount(), request.tokenCount()));
      throw new RejectedExecutionException(refusal.get());
    }
    listener.tell(l -> l.accepted(request.sentenceCount(), request.tokenCount()));
    Optional<ScheduledFuture<?>> expiry = limit.map(time -> expireAfter(time, request));
    CompletableFuture<R> answer = new CompletableFuture<>();
    request
        .answer()
        .whenComplete(
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
            request.answer().cancel(false);
          }
        });
    return answer;
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
    request.answer().completeExceptionally(new TimeoutException(message));
  }

  private void report(Request request, Throwable failure) {
    if (failure == null) {
      listener.tell(l -> l.answered(request.queued(), request.computed()));
    } else if (failure instanceof TimeoutException) {
      queue.remove(request);
      listener.tell(ServiceListener::expired);
    } else if (failure instanceof CancellationException) {
      queue.remove(request);
      listener.tell(ServiceListener::cancelled);
    } else {
      listener.tell(l -> l.failed(failure));
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
    if (workers.containsCurrent()) {
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
   * Replaces the tagger. The new one is warmed up first; batches that have started end with the
   * former one, which is then closed. No call fails.
   *
   * <p>If this method throws, as when the warm-up fails, the service keeps its tagger, and the
   * replacement stays the caller's, who closes it.
   *
   * @param replacement an open tagger, owned by the service from the return on
   * @throws IllegalArgumentException if it is the tagger in use
   * @throws IllegalStateException if the service is closed
   */
  public void replaceWith(Tagger replacement) {
    Objects.requireNonNull(replacement, "replacement: expected a tagger, got null");
    replacement.warmUp();
    Tagger former;
    lifecycle.lock();
    try {
      if (closing) {
        throw new IllegalStateException(
            "tagging: expected a running service to replace the tagger of, got a closed one");
      }
      former = tagger.replace(replacement);
    } finally {
      lifecycle.unlock();
    }
    listener.tell(ServiceListener::replaced);
    try {
      former.close();
    } catch (RuntimeException | Error e) { // the replacement is in use
      LOGGER.log(System.Logger.Level.WARNING, "closing the former tagger failed", e);
    }
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
    close(Optional.of(Objects.requireNonNull(time, "time: expected a duration, got null")));
  }

  private void close(Optional<Duration> time) {
    queue.close();
    if (workers.containsCurrent()) { // which cannot wait for itself
      WorkerThreads.daemon("tagging-close", () -> close(time)).start();
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

  /** Returns whether this call is the first. */
  private boolean startClosing() {
    lifecycle.lock();
    try {
      boolean first = !closing;
      closing = true;
      return first;
    } finally {
      lifecycle.unlock();
    }
  }

  private void stop(Optional<Duration> time) {
    if (time.isPresent()) {
      workers.await(time.get());
      queue.drain().forEach(TaggingService::giveUp);
    }
    workers.join();
    timer.shutdownNow();
    tagger.close();
  }

  private static void giveUp(Request request) {
    request
        .answer()
        .completeExceptionally(
            new RejectedExecutionException(
                "tagging: expected time to answer before the service was closed, got too little; send the request again"));
  }
}

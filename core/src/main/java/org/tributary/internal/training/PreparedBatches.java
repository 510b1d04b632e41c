package org.tributary.internal.training;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A background pipeline that prepares the next batches while a step runs, in one thread and in
 * order. Closing it releases the results that were not taken. Interrupting a waiting caller has no
 * effect.
 *
 * @param <B> a batch
 * @param <T> a prepared batch
 */
final class PreparedBatches<B, T> implements AutoCloseable {

  private final BiFunction<B, Long, T> prepare;
  private final Consumer<T> release;
  private final ExecutorService thread;
  private final Map<Long, CompletableFuture<T>> pending = new HashMap<>();

  /**
   * Creates an idle pipeline.
   *
   * @param name the name of the thread
   * @param prepare prepares the batch of a step, by the step's number in the whole run
   * @param release releases a result that was not taken
   */
  PreparedBatches(String name, BiFunction<B, Long, T> prepare, Consumer<T> release) {
    this.prepare = prepare;
    this.release = release;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts preparing the batch of step {@code number}, unless that has been started. */
  void begin(B batch, long number) {
    pending.computeIfAbsent(
        number, n -> CompletableFuture.supplyAsync(() -> prepare.apply(batch, n), thread));
  }

  /**
   * Returns the batch of step {@code number}, whose preparation was started and which the caller
   * then owns. Waits until it is ready.
   *
   * @throws RuntimeException the exception of the preparation
   */
  T take(long number) {
    try {
      return pending.remove(number).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a function throws nothing else
    }
  }

  @Override
  public void close() {
    pending
        .values()
        .forEach(result -> result.thenAccept(release).exceptionally(failed -> null).join());
    pending.clear();
    thread.shutdown();
  }
}

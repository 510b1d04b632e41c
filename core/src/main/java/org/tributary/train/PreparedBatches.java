package org.tributary.train;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Makes what coming steps need of their batches, in a thread of its own, one after another, while a
 * step runs. What nobody took is let go when this is closed. Interrupting who waits changes
 * nothing.
 *
 * @param <B> a batch
 * @param <T> what is made of it
 */
public final class PreparedBatches<B, T> implements AutoCloseable {

  /** Makes what a step needs. */
  public interface Maker<B, T> {
    /**
     * Makes it.
     *
     * @param number the step's number in the whole run
     */
    T make(B batch, long number);
  }

  private final Maker<B, T> maker;
  private final Consumer<T> letGo;
  private final ExecutorService thread;
  private final Map<Long, CompletableFuture<T>> begun = new HashMap<>();

  /**
   * Makes nothing yet.
   *
   * @param name of the thread
   * @param letGo frees what was made and is not taken
   */
  public PreparedBatches(String name, Maker<B, T> maker, Consumer<T> letGo) {
    this.maker = maker;
    this.letGo = letGo;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
  }

  /** Begins to make what step {@code number} needs, unless that has begun. */
  public void begin(B batch, long number) {
    begun.computeIfAbsent(
        number, n -> CompletableFuture.supplyAsync(() -> maker.make(batch, n), thread));
  }

  /**
   * What step {@code number} needs, which is now the caller's; waits where it is not yet there.
   *
   * @throws RuntimeException what making it threw
   */
  public T take(B batch, long number) {
    begin(batch, number);
    try {
      return begun.remove(number).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a maker throws nothing else
    }
  }

  @Override
  public void close() {
    begun.values().forEach(made -> made.thenAccept(letGo).exceptionally(failed -> null).join());
    begun.clear();
    thread.shutdown();
  }
}

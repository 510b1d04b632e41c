package org.tributary.train;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Makes what the coming steps need in a thread of its own, one after another, while a step runs.
 * What nobody took is let go when this is closed.
 *
 * @param <B> a batch
 * @param <T> what is made of it
 */
public final class Ahead<B, T> implements AutoCloseable {

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
  private final Map<Long, Future<T>> coming = new HashMap<>();

  /**
   * Makes nothing yet.
   *
   * @param name of the thread
   * @param letGo frees what was made and is not taken
   */
  public Ahead(String name, Maker<B, T> maker, Consumer<T> letGo) {
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
    coming.computeIfAbsent(number, n -> thread.submit(() -> maker.make(batch, n)));
  }

  /**
   * What step {@code number} needs, which is now the caller's; waits where it is not yet there.
   *
   * @throws RuntimeException what making it threw
   */
  public T take(B batch, long number) {
    begin(batch, number);
    return get(coming.remove(number));
  }

  private static <T> T get(Future<T> made) {
    try {
      return made.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training: interrupted while a batch was made ready", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    for (Future<T> made : coming.values()) {
      try {
        letGo.accept(get(made));
      } catch (RuntimeException e) {
        // a step that is not taken needs nothing
      }
    }
    coming.clear();
  }
}

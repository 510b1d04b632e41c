package org.tributary.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.tributary.InterruptedCallException;
import org.tributary.Threads;

/**
 * A pool for independent tasks with as many threads as {@link Threads#current} has inter-op
 * threads. The caller's thread works too and never waits for a task that no thread has started, so
 * several callers share the workers without blocking each other.
 */
public final class TaskPool {
  private static final int IDLE_SECONDS = 5;

  /** The innermost job of which this thread runs an item. */
  private static final ThreadLocal<Job<?, ?>> CURRENT = new ThreadLocal<>();

  private static final AtomicInteger ACTIVE_THREADS = new AtomicInteger();
  private static final ThreadLocal<Boolean> IS_ACTIVE = ThreadLocal.withInitial(() -> false);

  private TaskPool() {}

  /** Returns the number of threads that run tasks now. */
  static int activeThreads() {
    return ACTIVE_THREADS.get();
  }

  /** Returns the number of threads that run tasks now, without this one. */
  public static int otherThreads() {
    return ACTIVE_THREADS.get() - (IS_ACTIVE.get() ? 1 : 0);
  }

  /**
   * Runs {@code work} and counts {@code threads} threads as active meanwhile, this one included.
   *
   * @param threads the number of threads that share the work; 0 if another thread already counted
   *     this one
   */
  static void runConcurrently(int threads, Runnable work) {
    if (IS_ACTIVE.get()) {
      work.run();
      return;
    }
    ACTIVE_THREADS.addAndGet(threads);
    IS_ACTIVE.set(true);
    try {
      work.run();
    } finally {
      IS_ACTIVE.remove();
      ACTIVE_THREADS.addAndGet(-threads);
    }
  }

  /**
   * Applies {@code work} to each item and returns the results in the items' order. If it fails, the
   * failure of the first failing item is thrown, as in a loop, after all running tasks have
   * finished; later items may be skipped. Once the caller is interrupted, no item starts but the
   * first.
   *
   * @throws InterruptedCallException if an item did not start because of an interrupt
   */
  public static <A, R> List<R> map(List<? extends A> items, Function<? super A, ? extends R> work) {
    int workers = Math.min(Threads.current().interOp(), items.size()) - 1;
    Job<A, R> job = new Job<>(items, work);
    if (workers < 1) {
      job.takeItems();
      return job.results();
    }
    runConcurrently(
        workers + 1,
        () -> {
          for (int k = 0; k < workers; k++) {
            Pool.WORKERS.execute(job);
          }
          job.run();
          job.awaitAll();
        });
    return job.results();
  }

  /**
   * Returns whether the calling thread is interrupted, or the caller of {@link #map} whose item it
   * runs.
   */
  static boolean isInterrupted() {
    Job<?, ?> job = CURRENT.get();
    return Thread.currentThread().isInterrupted() || (job != null && job.isInterrupted());
  }

  /**
   * Checks for an interrupt between two parts of a call, as {@link #map} does between two items. An
   * interrupt before the first part has no effect.
   *
   * @param done the number of parts that are done
   * @param parts the number of all parts
   * @throws InterruptedCallException if {@link #isInterrupted} and a part is done
   */
  public static void requireUninterrupted(int done, int parts) {
    if (done > 0 && isInterrupted()) {
      throw new InterruptedCallException(
          "call: interrupted after %d of %d parts; it has no result: call again if you need one"
              .formatted(done, parts));
    }
  }

  /** The worker threads, started on first use and ended when idle. */
  private static final class Pool {
    static final ThreadPoolExecutor WORKERS = create();

    private static ThreadPoolExecutor create() {
      int count = Threads.current().interOp();
      AtomicInteger number = new AtomicInteger();
      ThreadFactory daemons =
          run -> {
            Thread thread = new Thread(run, "tributary-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          };
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons);
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }

  private record Failure(int item, Throwable thrown) {
    static final Failure NONE = new Failure(Integer.MAX_VALUE, null);
  }

  /** A job shared by several threads, each of which takes the next item until none is left. */
  private static final class Job<A, R> implements Runnable {
    private final List<? extends A> items;
    private final Function<? super A, ? extends R> work;
    private final List<R> results;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger pending;
    private final AtomicReference<Failure> failure = new AtomicReference<>(Failure.NONE);
    private final Thread caller = Thread.currentThread();
    private final Job<?, ?> outer = CURRENT.get(); // null outside of any item
    private volatile boolean interrupted; // while waiting, when the caller's status is clear

    Job(List<? extends A> items, Function<? super A, ? extends R> work) {
      this.items = items;
      this.work = work;
      this.results = new ArrayList<>(Collections.nCopies(items.size(), null));
      this.pending = new AtomicInteger(items.size());
    }

    @Override
    public void run() {
      runConcurrently(0, this::takeItems);
    }

    boolean isInterrupted() {
      return interrupted || caller.isInterrupted() || (outer != null && outer.isInterrupted());
    }

    void takeItems() {
      Job<?, ?> around = CURRENT.get();
      CURRENT.set(this);
      try {
        for (int k = next.getAndIncrement(); k < items.size(); k = next.getAndIncrement()) {
          take(k);
        }
      } finally {
        restore(around);
      }
    }

    private static void restore(Job<?, ?> around) {
      if (around == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(around);
      }
    }

    private void take(int k) {
      try {
        if (k < failure.get().item()) {
          requireUninterrupted(k, items.size());
          results.set(k, work.apply(items.get(k)));
        }
      } catch (RuntimeException | Error e) {
        Failure here = new Failure(k, e);
        failure.accumulateAndGet(here, (a, b) -> a.item() <= b.item() ? a : b);
      } finally {
        if (pending.decrementAndGet() == 0) {
          LockSupport.unpark(caller);
        }
      }
    }

    /** Returns all results or throws the first failure; call it after {@link #awaitAll}. */
    List<R> results() {
      Throwable thrown = failure.get().thrown();
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
      return results;
    }

    /**
     * Waits for the items that other threads have started. Parking leaves the interrupt status set,
     * so it is noted before it is cleared, and an item that asks in between sees the one or the
     * other.
     */
    void awaitAll() {
      while (pending.get() > 0) {
        LockSupport.park(this);
        if (caller.isInterrupted()) {
          for (Job<?, ?> job = this; job != null; job = job.outer) {
            job.interrupted |= job.caller == caller;
          }
          Thread.interrupted(); // items that run cannot be interrupted; restored below
        }
      }
      if (interrupted) {
        caller.interrupt();
      }
    }
  }
}

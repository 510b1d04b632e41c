package org.tributary.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Pieces of work that do not depend on one another, done side by side by as many threads as {@link
 * TensorFlowRuntime#threads} gives operations. The caller's thread works too, and never waits for
 * work that no thread has begun: many callers share the helpers without waiting for each other.
 */
public final class TaskPool {
  private static final int IDLE_SECONDS = 5;

  private TaskPool() {}

  /**
   * What {@code work} makes of each of {@code items}, in their order. Where it fails, the failure
   * of the first such item is thrown, as a loop would throw it, once no thread works on any item;
   * what comes after it may be left out.
   */
  public static <A, R> List<R> map(List<? extends A> items, Function<? super A, ? extends R> work) {
    int helpers = Math.min(TensorFlowRuntime.threads().interOp(), items.size()) - 1;
    if (helpers < 1) {
      List<R> made = new ArrayList<>();
      items.forEach(item -> made.add(work.apply(item)));
      return made;
    }
    Job<A, R> job = new Job<>(items, work);
    GraphRunner.sideBySide(
        helpers + 1,
        () -> {
          for (int k = 0; k < helpers; k++) {
            Pool.HELPERS.execute(job);
          }
          job.run();
          job.awaitAll();
        });
    return job.made();
  }

  /** The helpers' threads, made when first asked for and ended when idle. */
  private static final class Pool {
    static final ThreadPoolExecutor HELPERS = open();

    private static ThreadPoolExecutor open() {
      int count = TensorFlowRuntime.threads().interOp();
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

  /** Each thread that runs it takes the next item until there is none. */
  private static final class Job<A, R> implements Runnable {
    private final List<? extends A> items;
    private final Function<? super A, ? extends R> work;
    private final List<R> made;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch open;
    private final AtomicReference<Failure> failure = new AtomicReference<>(Failure.NONE);

    Job(List<? extends A> items, Function<? super A, ? extends R> work) {
      this.items = items;
      this.work = work;
      this.made = new ArrayList<>(Collections.nCopies(items.size(), null));
      this.open = new CountDownLatch(items.size());
    }

    @Override
    public void run() {
      GraphRunner.sideBySide(0, this::takeItems);
    }

    private void takeItems() {
      for (int k = next.getAndIncrement(); k < items.size(); k = next.getAndIncrement()) {
        try {
          if (k < failure.get().item()) {
            made.set(k, work.apply(items.get(k)));
          }
        } catch (RuntimeException | Error e) {
          Failure here = new Failure(k, e);
          failure.accumulateAndGet(here, (a, b) -> a.item() <= b.item() ? a : b);
        } finally {
          open.countDown();
        }
      }
    }

    /** What was made of every item, or the first failure; once all is done. */
    List<R> made() {
      Throwable thrown = failure.get().thrown();
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
      return made;
    }

    /** Waits for what other threads have begun. */
    void awaitAll() {
      boolean interrupted = false;
      while (true) {
        try {
          open.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // the work itself cannot be interrupted; the caller is told below
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

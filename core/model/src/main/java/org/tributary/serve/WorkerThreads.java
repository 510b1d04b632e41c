package org.tributary.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Daemon threads that run until their task ends. Waiting for them keeps the caller's interrupt. */
final class WorkerThreads {
  private final List<Thread> threads = new ArrayList<>();

  /** Starts {@code count} threads, each with the task. */
  WorkerThreads(int count, Runnable task) {
    for (int number = 1; number <= count; number++) {
      threads.add(daemon("tagging-worker-" + number, task));
    }
    threads.forEach(Thread::start);
  }

  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Returns whether the calling thread is one of them. */
  boolean containsCurrent() {
    return threads.contains(Thread.currentThread());
  }

  /** Waits for the threads to end, for at most {@code time}; an interrupt ends the wait. */
  void await(Duration time) {
    long nanos = TimeUnit.NANOSECONDS.convert(time); // saturates
    long end = System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
    try {
      for (Thread thread : threads) {
        TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the threads to end. */
  void join() {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

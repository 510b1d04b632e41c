package org.tributary.examples.bench.serving;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.tributary.examples.job.JobException;

/** The counts of a soak run, and its first failure. Thread-safe. */
final class SoakCounts {
  private final AtomicLong predictions = new AtomicLong();
  private final long step;
  private final Sampler sampler;

  /** Interrupts that a caller saw. */
  final AtomicLong interrupts = new AtomicLong();

  /** Calls that an interrupt stopped. */
  final AtomicLong stopped = new AtomicLong();

  /** Cancelled requests. */
  final AtomicLong cancelled = new AtomicLong();

  /** Further taggers that were opened, used and closed. */
  final AtomicLong opened = new AtomicLong();

  /** Calls that a tagger refused because it was closed during them or before. */
  final AtomicLong refused = new AtomicLong();

  /** Replacements of the service's tagger. */
  final AtomicLong replaced = new AtomicLong();

  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** Called after every step, by the thread that completed it. */
  interface Sampler {
    void sample(long predictions) throws IOException;
  }

  /**
   * @param step number of checked answers from one sample to the next, at least 1
   */
  SoakCounts(long step, Sampler sampler) {
    this.step = step;
    this.sampler = sampler;
  }

  /** Returns the number of sentences whose answers were checked. */
  long predictions() {
    return predictions.get();
  }

  void addPredictions(int number) throws IOException {
    long sum = predictions.addAndGet(number);
    if (sum / step != (sum - number) / step) {
      sampler.sample(sum);
    }
  }

  void fail(Throwable thrown) {
    failure.compareAndSet(null, thrown instanceof ExecutionException ? thrown.getCause() : thrown);
  }

  boolean failed() {
    return failure.get() != null;
  }

  /**
   * Checks that no thread failed.
   *
   * @throws JobException with the first failure
   */
  void requireSuccess() {
    Throwable thrown = failure.get();
    if (thrown instanceof JobException e) {
      throw e;
    }
    if (thrown != null) {
      throw new JobException("soak: expected an answer or a refusal by name, got " + thrown);
    }
  }
}

package org.tributary.examples.bench.serving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.tributary.examples.bench.measurement.ProcessMemory;
import org.tributary.examples.bench.measurement.Rounds;
import org.tributary.examples.job.JobException;
import org.tributary.examples.text.NumberFormats;
import org.tributary.serve.TaggingService;
import org.tributary.tagger.Tagger;

/**
 * A soak run: many predictions from many threads through a tagger and a {@link TaggingService},
 * with interrupts, cancelled requests, and further taggers that open and close. It fails unless
 * every answer has the bits of one thread, every refusal is by name, and native memory stays flat
 * after the first third. Run it in a JVM with {@link ProcessMemory#fixedHeap}.
 */
public final class SoakBench {
  private static final double WARM_UP = 1.0 / 3;

  /** The share of the predictions over which a memory size is the median. */
  private static final double WINDOW = 0.1;

  /** Memory is sampled after this share of the predictions. */
  private static final double SAMPLE_STEP = 0.001;

  private final Callable<Tagger> model;
  private final List<List<String>> sentences;
  private final long predictions;
  private final int clients;
  private final double maxGrowth;
  private final SoakCounts counts;
  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();

  private record Sample(double progress, long bytes) {}

  /**
   * Creates a run.
   *
   * @param model opens a tagger
   * @param sentences at least one sentence
   * @param predictions number of answers to check
   * @param clients number of calling threads
   * @param maxGrowth largest accepted growth of native memory after the warm-up, as a share
   */
  public SoakBench(
      Callable<Tagger> model,
      List<List<String>> sentences,
      long predictions,
      int clients,
      double maxGrowth) {
    this.model = model;
    this.sentences = sentences;
    this.predictions = predictions;
    this.clients = clients;
    this.maxGrowth = maxGrowth;
    this.counts = new SoakCounts(Math.max(1, (long) (SAMPLE_STEP * predictions)), this::sample);
  }

  /**
   * Runs until the number of answers is checked.
   *
   * @return a line with the figures
   * @throws JobException if an answer, a refusal or the memory is not as expected
   */
  public String run() throws Exception {
    ProcessMemory.requireAvailable();
    long start = System.nanoTime();
    try (Tagger tagger = model.call();
        TaggingService service = TaggingService.of(model.call()).start()) {
      SoakText text = SoakText.of(tagger, sentences);
      SoakDisturbance disturbance = new SoakDisturbance(model, text, counts, 500);
      List<Thread> callers = new ArrayList<>();
      for (int k = 0; k < clients; k++) {
        callers.add(
            new Thread(
                new SoakClient(tagger, service, text, counts, predictions, k), "client-" + k));
      }
      List<Thread> disturbers =
          List.of(
              thread(() -> disturbance.interrupt(callers)),
              thread(() -> disturbance.openAndClose(service)));
      callers.forEach(Thread::start);
      disturbers.forEach(Thread::start);
      for (Thread caller : callers) {
        caller.join();
      }
      disturbance.end();
      for (Thread disturber : disturbers) {
        disturber.join();
      }
    }
    counts.requireSuccess();
    return result((System.nanoTime() - start) / 1e9);
  }

  private interface Task {
    void run() throws Exception;
  }

  private Thread thread(Task task) {
    return new Thread(
        () -> {
          try {
            task.run();
          } catch (Exception | Error e) {
            counts.fail(e);
          }
        });
  }

  private void sample(long answers) throws IOException {
    samples.add(
        new Sample(
            (double) answers / predictions,
            ProcessMemory.anonymous() - Runtime.getRuntime().totalMemory()));
  }

  private String result(double seconds) {
    double before = median(WARM_UP, WARM_UP + WINDOW);
    double after = median(1 - WINDOW, Double.POSITIVE_INFINITY);
    double growth = after / before - 1;
    String figures =
        "soak: %s predictions from %d threads in %s, all with the bits of one thread; %s interrupts stopped %s calls, %s requests cancelled, %s further taggers closed in use (%s calls refused), %s replacements; native memory %s after warm-up, %s at the end (%s)"
            .formatted(
                NumberFormats.count(counts.predictions()),
                clients,
                NumberFormats.seconds(seconds),
                NumberFormats.count(counts.interrupts.get()),
                NumberFormats.count(counts.stopped.get()),
                NumberFormats.count(counts.cancelled.get()),
                NumberFormats.count(counts.opened.get()),
                NumberFormats.count(counts.refused.get()),
                NumberFormats.count(counts.replaced.get()),
                NumberFormats.bytes((long) before),
                NumberFormats.bytes((long) after),
                String.format(Locale.ROOT, "%+.1f %%", 100 * growth));
    if (growth > maxGrowth) {
      throw new JobException(
          "%s; expected at most %s".formatted(figures, NumberFormats.percent(maxGrowth)));
    }
    return figures;
  }

  private double median(double from, double to) {
    double[] window =
        samples.stream()
            .filter(s -> s.progress() >= from && s.progress() < to)
            .mapToDouble(Sample::bytes)
            .toArray();
    if (window.length == 0) {
      throw new JobException(
          "soak: expected memory samples from %s of the predictions on, got none; ask for more predictions"
              .formatted(NumberFormats.percent(from)));
    }
    return Rounds.quantile(window, 0.5);
  }
}

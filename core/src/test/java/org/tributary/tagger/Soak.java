package org.tributary.tagger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.tributary.InterruptedCallException;
import org.tributary.testing.Memory;

/**
 * A soak run: many predictions from many threads through a tagger and a {@link TaggingService},
 * with interrupts, cancelled requests, and further taggers that are closed in use. It fails unless
 * every answer equals the single-threaded one bit for bit, every refusal has the documented
 * message, and native memory stays flat after the first third. Thread-safe.
 */
public final class Soak {
  private static final int CLIENTS = 16;

  /** The bits of an answer: labels and probabilities. Equal bits make equal answers. */
  private record Answer(List<String> labels, List<Double> probabilities) {
    static Answer of(Tagging tagging) {
      return new Answer(tagging.labels(), tagging.probabilities());
    }
  }

  /** The native memory after a share of the predictions. */
  private record Sample(double progress, long bytes) {}

  private interface Task {
    void run() throws Exception;
  }

  private static final double WARM_UP = 1.0 / 3;

  /** The share of the predictions over which a memory size is the median. */
  private static final double WINDOW = 0.1;

  private static final Pattern REFUSAL = Pattern.compile("tagger: expected an open one, .*");

  private final Callable<Tagger> model;
  private final List<List<String>> sentences;
  private final List<Answer> expected = new ArrayList<>();
  private final long predictions;
  private final AtomicLong checked = new AtomicLong();
  private final AtomicLong interrupts = new AtomicLong(); // that a caller saw
  private final AtomicLong stopped = new AtomicLong(); // calls that an interrupt stopped
  private final AtomicLong cancelled = new AtomicLong();
  private final AtomicLong opened = new AtomicLong(); // further taggers, closed in use
  private final AtomicLong refused = new AtomicLong(); // calls, by a closed tagger
  private final AtomicLong replaced = new AtomicLong(); // taggers of the service
  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Runs in a JVM with a fixed heap and prints a line with the figures.
   *
   * @param arguments a model, a text, the number of predictions, and the largest accepted growth of
   *     native memory in percent
   */
  public static void main(String[] arguments) throws Exception {
    Path model = Path.of(arguments[0]);
    System.out.println(
        new Soak(
                () -> Tagger.load(model),
                SoakTest.sentences(Path.of(arguments[1])),
                Long.parseLong(arguments[2]))
            .run(CLIENTS, Double.parseDouble(arguments[3]) / 100));
  }

  /**
   * @param model opens a tagger
   * @param sentences at least one sentence
   * @param predictions number of answers to check
   */
  Soak(Callable<Tagger> model, List<List<String>> sentences, long predictions) {
    this.model = model;
    this.sentences = sentences;
    this.predictions = predictions;
  }

  /**
   * Runs until the number of answers is checked.
   *
   * @param maxGrowth largest accepted growth of native memory after the warm-up, as a share
   * @return a line with the figures
   * @throws AssertionError if an answer, a refusal or the memory is not as expected
   */
  String run(int clients, double maxGrowth) throws Exception {
    long start = System.nanoTime();
    try (Tagger tagger = model.call();
        TaggingService service = TaggingService.of(model.call()).start()) {
      sentences.forEach(sentence -> expected.add(Answer.of(tagger.tag(sentence))));
      List<Thread> callers = new ArrayList<>();
      for (int k = 0; k < clients; k++) {
        SplittableRandom random = new SplittableRandom(k);
        callers.add(thread(() -> callUntilDone(tagger, service, random)));
      }
      List<Thread> disturbers =
          List.of(thread(() -> interrupt(callers)), thread(() -> openAndClose(service)));
      callers.forEach(Thread::start);
      disturbers.forEach(Thread::start);
      for (Thread caller : callers) {
        caller.join();
      }
      for (Thread disturber : disturbers) {
        disturber.join();
      }
    }
    Throwable thrown = failure.get();
    if (thrown instanceof AssertionError e) {
      throw e;
    }
    if (thrown != null) {
      throw new AssertionError("soak: expected an answer or a refusal by name", thrown);
    }
    return figures(clients, (System.nanoTime() - start) / 1e9, maxGrowth);
  }

  private Thread thread(Task task) {
    return new Thread(
        () -> {
          try {
            task.run();
          } catch (ExecutionException e) {
            failure.compareAndSet(null, e.getCause());
          } catch (Exception | Error e) {
            failure.compareAndSet(null, e);
          }
        });
  }

  private boolean isDone() {
    return checked.get() >= predictions || failure.get() != null;
  }

  private void callUntilDone(Tagger tagger, TaggingService service, SplittableRandom random)
      throws Exception {
    while (!isDone()) {
      if (Thread.interrupted()) {
        interrupts.incrementAndGet();
      }
      try {
        call(tagger, service, random);
      } catch (InterruptedCallException e) {
        stopped.incrementAndGet();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // counted above
        stopped.incrementAndGet();
      }
    }
  }

  private void call(Tagger tagger, TaggingService service, SplittableRandom random)
      throws Exception {
    int first = random.nextInt(sentences.size());
    List<String> sentence = sentences.get(first);
    int kind = random.nextInt(100);
    if (kind < 40) {
      check(first, List.of(tagger.tag(sentence)));
    } else if (kind < 50) {
      check(first, tagger.tagAll(from(first, 1 + random.nextInt(150))));
    } else if (kind < 90) {
      check(first, List.of(service.tag(sentence)));
    } else if (kind < 95) {
      check(first, service.submitAll(from(first, 1 + random.nextInt(8))).get());
    } else {
      CompletableFuture<Tagging> answer = service.submit(sentence);
      if (random.nextBoolean()) {
        Thread.onSpinWait();
      }
      if (answer.cancel(false)) {
        cancelled.incrementAndGet();
      } else {
        try {
          check(first, List.of(answer.get()));
        } catch (CancellationException e) {
          cancelled.incrementAndGet();
        }
      }
    }
  }

  /** Returns {@code count} sentences from a position on, again from the first after the last. */
  private List<List<String>> from(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(k -> sentences.get(k % sentences.size()))
        .toList();
  }

  /** Checks answers of {@link #from}, and samples the memory a thousand times in a run. */
  private void check(int first, List<Tagging> taggings) throws IOException {
    requireExpected(first, taggings);
    long sum = checked.addAndGet(taggings.size());
    long step = Math.max(1, predictions / 1000);
    if (sum / step != (sum - taggings.size()) / step) {
      long bytes = Memory.of("RssAnon:") - Runtime.getRuntime().totalMemory();
      samples.add(new Sample((double) sum / predictions, bytes));
    }
  }

  private void requireExpected(int first, List<Tagging> taggings) {
    for (int k = 0; k < taggings.size(); k++) {
      int number = (first + k) % sentences.size();
      Answer actual = Answer.of(taggings.get(k));
      if (!actual.equals(expected.get(number))) {
        throw new AssertionError(
            "soak: sentence %d: expected the answer of one thread, %s, got %s"
                .formatted(number + 1, expected.get(number), actual));
      }
    }
  }

  /** Interrupts a thread of {@code callers} about every 2 ms. */
  private void interrupt(List<Thread> callers) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(18);
    while (!isDone()) {
      callers.get(random.nextInt(callers.size())).interrupt();
      TimeUnit.MILLISECONDS.sleep(1 + random.nextInt(3));
    }
  }

  /** Opens further taggers and closes them in use, and replaces the service's. */
  private void openAndClose(TaggingService service) throws Exception {
    SplittableRandom random = new SplittableRandom(17);
    ExecutorService callers = Executors.newFixedThreadPool(2);
    try {
      for (int round = 1; !isDone(); round++) {
        Tagger further = model.call();
        List<Future<?>> calls =
            List.of(
                callers.submit(() -> callUntilClosed(further)),
                callers.submit(() -> callUntilClosed(further)));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
        further.close();
        for (Future<?> call : calls) {
          call.get();
        }
        opened.incrementAndGet();
        if (round % 3 == 0) {
          service.replaceWith(model.call());
          replaced.incrementAndGet();
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private void callUntilClosed(Tagger further) {
    try {
      for (int k = 0; ; k = (k + 1) % sentences.size()) {
        requireExpected(k, List.of(further.tag(sentences.get(k))));
      }
    } catch (IllegalStateException e) {
      if (!REFUSAL.matcher(String.valueOf(e.getMessage())).matches()) {
        throw new AssertionError(
            "soak: expected a closed tagger to refuse calls by name, got " + e);
      }
      refused.incrementAndGet();
    }
  }

  private String figures(int clients, double seconds, double maxGrowth) {
    double before = medianMemory(WARM_UP, WARM_UP + WINDOW);
    double after = medianMemory(1 - WINDOW, Double.POSITIVE_INFINITY);
    double growth = after / before - 1;
    String figures =
        String.format(
            Locale.ROOT,
            "soak: %,d predictions from %d threads in %.0f s, all with the bits of one thread; %,d interrupts stopped %,d calls, %,d requests cancelled, %,d further taggers closed in use (%,d calls refused), %,d replacements; native memory %.0f MB after warm-up, %.0f MB at the end (%+.1f %%)",
            checked.get(),
            clients,
            seconds,
            interrupts.get(),
            stopped.get(),
            cancelled.get(),
            opened.get(),
            refused.get(),
            replaced.get(),
            before / (1 << 20),
            after / (1 << 20),
            100 * growth);
    if (growth > maxGrowth) {
      throw new AssertionError(figures + "; expected at most %.0f %%".formatted(100 * maxGrowth));
    }
    return figures;
  }

  private double medianMemory(double from, double to) {
    double[] window =
        samples.stream()
            .filter(s -> s.progress() >= from && s.progress() < to)
            .mapToDouble(Sample::bytes)
            .sorted()
            .toArray();
    if (window.length == 0) {
      throw new AssertionError(
          "soak: expected memory samples from %.0f %% of the predictions on, got none; ask for more predictions"
              .formatted(100 * from));
    }
    return (window[(window.length - 1) / 2] + window[window.length / 2]) / 2;
  }
}

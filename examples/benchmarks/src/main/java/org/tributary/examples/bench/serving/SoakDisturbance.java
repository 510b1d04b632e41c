package org.tributary.examples.bench.serving;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.tributary.examples.job.JobException;
import org.tributary.serve.TaggingService;
import org.tributary.tagger.Tagger;

/**
 * Disturbances of a soak run until it ends: interrupts of its clients, further taggers that are
 * closed during their calls, and replacements of the service's tagger.
 */
final class SoakDisturbance {
  private static final Pattern REFUSAL =
      Pattern.compile("tagger: expected an open one, .*|LSTM tagger: this model was closed .*");
  private static final int CALLERS = 2;

  /** Further taggers opened for each replacement of the service's. */
  private static final int TAGGERS_PER_REPLACEMENT = 3;

  private final Callable<Tagger> model;
  private final SoakText text;
  private final SoakCounts counts;
  private final long pauseMillis;
  private final SplittableRandom random = new SplittableRandom(17);
  private volatile boolean ended;

  /**
   * @param model opens a further tagger
   * @param pauseMillis the pause between further taggers
   */
  SoakDisturbance(Callable<Tagger> model, SoakText text, SoakCounts counts, long pauseMillis) {
    this.model = model;
    this.text = text;
    this.counts = counts;
    this.pauseMillis = pauseMillis;
  }

  void end() {
    ended = true;
  }

  /** Interrupts a thread of {@code clients} about every 2 ms. */
  void interrupt(List<Thread> clients) throws InterruptedException {
    SplittableRandom own = new SplittableRandom(18);
    while (!ended) {
      clients.get(own.nextInt(clients.size())).interrupt();
      TimeUnit.MILLISECONDS.sleep(1 + own.nextInt(3));
    }
  }

  /** Opens and closes further taggers and replaces the service's. */
  void openAndClose(TaggingService service) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      for (int round = 1; !ended; round++) {
        openAndClose(callers);
        if (round % TAGGERS_PER_REPLACEMENT == 0) {
          service.replaceWith(model.call());
          counts.replaced.incrementAndGet();
        }
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private void openAndClose(ExecutorService callers) throws Exception {
    Tagger further = model.call();
    List<Future<?>> calls =
        List.of(callers.submit(() -> call(further, 0)), callers.submit(() -> call(further, 1)));
    TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
    further.close();
    for (Future<?> call : calls) {
      call.get();
    }
    counts.opened.incrementAndGet();
  }

  /** Calls a tagger until it refuses because it is closed. */
  private Void call(Tagger further, int first) {
    try {
      for (int k = first; ; k = (k + CALLERS) % text.size()) {
        text.check(k, List.of(further.tag(text.sentences().get(k))));
      }
    } catch (IllegalStateException e) {
      if (!REFUSAL.matcher(String.valueOf(e.getMessage())).matches()) {
        throw new JobException("soak: expected a closed tagger to refuse calls by name, got " + e);
      }
      counts.refused.incrementAndGet();
      return null;
    }
  }
}

package org.tributary.examples.bench.serving;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.tributary.concurrent.InterruptedCallException;
import org.tributary.serve.TaggingService;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;

/** A caller of a tagger and a service that checks every answer, until enough are checked. */
final class SoakClient implements Runnable {
  private final Tagger tagger;
  private final TaggingService service;
  private final SoakText text;
  private final SoakCounts counts;
  private final long predictions;
  private final SplittableRandom random;

  SoakClient(
      Tagger tagger,
      TaggingService service,
      SoakText text,
      SoakCounts counts,
      long predictions,
      long seed) {
    this.tagger = tagger;
    this.service = service;
    this.text = text;
    this.counts = counts;
    this.predictions = predictions;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void run() {
    try {
      while (counts.predictions() < predictions && !counts.failed()) {
        if (Thread.interrupted()) {
          counts.interrupts.incrementAndGet();
        }
        call(random.nextInt(text.size()));
      }
    } catch (Exception | Error e) {
      counts.fail(e);
    }
  }

  private void call(int first) throws Exception {
    try {
      int kind = random.nextInt(100);
      if (kind < 40) {
        check(first, List.of(tagger.tag(text.sentences().get(first))));
      } else if (kind < 50) {
        check(first, tagger.tagAll(text.from(first, 1 + random.nextInt(150))));
      } else if (kind < 90) {
        check(first, List.of(service.tag(text.sentences().get(first))));
      } else if (kind < 95) {
        check(first, service.submitAll(text.from(first, 1 + random.nextInt(8))).get());
      } else {
        cancel(first);
      }
    } catch (InterruptedCallException e) {
      counts.stopped.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // counted by the loop
      counts.stopped.incrementAndGet();
    }
  }

  private void cancel(int first) throws InterruptedException, ExecutionException, IOException {
    CompletableFuture<Tagging> answer = service.submit(text.sentences().get(first));
    if (random.nextBoolean()) {
      Thread.onSpinWait();
    }
    if (answer.cancel(false)) {
      counts.cancelled.incrementAndGet();
      return;
    }
    try {
      check(first, List.of(answer.get()));
    } catch (CancellationException e) {
      counts.cancelled.incrementAndGet();
    }
  }

  private void check(int first, List<Tagging> taggings) throws IOException {
    text.check(first, taggings);
    counts.addPredictions(taggings.size());
  }
}

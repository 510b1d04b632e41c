package org.tributary.examples.workshop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.tributary.examples.job.JobException;
import org.tributary.serve.TaggingService;
import org.tributary.tagger.Tagger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times single sentences from many threads. */
@Command(
    name = "serving",
    description =
        "Time single sentences from many threads: each thread calls the tagger; each calls a"
            + " TaggingService, which gathers them into batches; and one thread that tags lists of"
            + " 16 sentences. Throughput in sentences/s and latency of a call in ms, with warm"
            + " caches.",
    footer = {
      "",
      "Examples:",
      "  bench serving --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
    })
final class ServingBench extends Bench.Benchmark {
  private static final int LIST = 16;

  /** A call that tags sentences and waits for the answer. Thread-safe. */
  private interface Call {
    void tag(List<List<String>> sentences) throws InterruptedException, TimeoutException;
  }

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Mixin private Bench.Text text;

  @Option(
      names = "--clients",
      defaultValue = "16",
      paramLabel = "N",
      description = "Concurrent callers. Default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Seconds of each measurement. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      paramLabel = "N",
      description = "Rounds of all ways, after one of warm-up. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  private List<List<String>> sentences;

  @Override
  void check() throws IOException {
    requirePositive("--rounds", rounds);
    requirePositive("--clients", clients);
    requirePositive("--seconds", seconds);
    sentences = text.sentences();
  }

  @Override
  void run() throws IOException {
    Tagger tagger = Tagger.load(model);
    try (TaggingService service = TaggingService.of(tagger).start()) {
      List<List<double[]>> ms = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      Rounds perSecond =
          Rounds.of(
              rounds,
              0,
              List.of(
                  loop(clients, 1, list -> tagger.tag(list.get(0)), ms.get(0)),
                  loop(clients, 1, list -> service.tag(list.get(0)), ms.get(1)),
                  loop(1, LIST, tagger::tagAll, ms.get(2))));
      List<String> names =
          List.of(
              "tag, %d threads".formatted(clients),
              "TaggingService, %d threads".formatted(clients),
              "tagAll of %d, one thread".formatted(LIST));
      for (int k = 0; k < names.size(); k++) {
        double[] timed =
            ms.get(k).stream().skip(1).flatMapToDouble(DoubleStream::of).toArray(); // warm
        row(
            new Row()
                .withName("way", names.get(k))
                .with("sentencesPerSecond", perSecond.median(k))
                .with("p50Ms", Rounds.quantile(timed, 0.5))
                .with("p99Ms", Rounds.quantile(timed, 0.99))
                .with("p999Ms", Rounds.quantile(timed, 0.999)));
      }
      say("service / tag       %.2f".formatted(Rounds.median(perSecond.ratios(1, 0))));
      say("service / tagAll    %.2f".formatted(Rounds.median(perSecond.ratios(1, 2))));
    }
  }

  /**
   * Returns a closed loop, which measures the answered sentences per second of all threads
   * together: each thread sends its next call when it has the answer to the last one. The threads
   * take the sentences of the text in turn.
   *
   * @param ms receives the latencies of the calls of each measurement
   */
  private DoubleSupplier loop(int threads, int sentencesPerCall, Call call, List<double[]> ms) {
    return () -> {
      long start = System.nanoTime();
      long end = start + (long) (1e9 * (Rounds.areBrief() ? 0.2 * seconds : seconds));
      AtomicInteger taken = new AtomicInteger();
      Callable<double[]> client =
          () -> {
            DoubleStream.Builder latencies = DoubleStream.builder();
            long before = System.nanoTime();
            do {
              List<List<String>> list = new ArrayList<>(sentencesPerCall);
              int from = taken.getAndAdd(sentencesPerCall);
              for (int k = 0; k < sentencesPerCall; k++) {
                list.add(sentences.get(Math.floorMod(from + k, sentences.size())));
              }
              call.tag(list);
              long after = System.nanoTime();
              latencies.add((after - before) / 1e6);
              before = after;
            } while (before < end);
            return latencies.build().toArray();
          };
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        DoubleStream.Builder all = DoubleStream.builder();
        List<Callable<double[]>> loops = new ArrayList<>();
        for (int k = 0; k < threads; k++) {
          loops.add(client);
        }
        for (Future<double[]> each : pool.invokeAll(loops)) {
          DoubleStream.of(each.get()).forEach(all);
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        ms.add(all.build().toArray());
        return ms.get(ms.size() - 1).length * (double) sentencesPerCall / elapsed;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new JobException("clients: interrupted");
      } catch (ExecutionException e) {
        throw new JobException("client: a call failed: " + e.getCause().getMessage());
      } finally {
        pool.shutdownNow();
      }
    };
  }
}

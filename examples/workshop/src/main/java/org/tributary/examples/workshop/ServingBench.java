package org.tributary.examples.workshop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.job.JobException;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggingService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmarks of a tagger with many concurrent callers, in process and over HTTP. */
final class ServingBench {
  private static final int OK = 200;

  private ServingBench() {}

  /** A call that tags sentences and waits for the answer. Thread-safe. */
  @FunctionalInterface
  private interface Call {
    /** Tags the sentences; may throw what fails the benchmark. */
    void tag(List<List<String>> sentences) throws Exception;
  }

  /**
   * The speed of a load.
   *
   * @param perSecond answered sentences per second of all clients together
   * @param ms latencies of the calls
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  record Speed(double perSecond, double[] ms) {
    double latency(double quantile) {
      return ms.length == 0 ? 0 : Rounds.quantile(ms, quantile);
    }

    Bench.Benchmark.Row row(Bench.Benchmark.Row row, String rate) {
      return row.with(rate, perSecond)
          .with("p50Ms", latency(0.5))
          .with("p99Ms", latency(0.99))
          .with("p999Ms", latency(0.999));
    }
  }

  /** A benchmark of a load. */
  abstract static class Load extends Bench.Benchmark {
    @Mixin private Bench.Text text;

    @Option(
        names = "--clients",
        defaultValue = "16",
        paramLabel = "N",
        description = "Concurrent callers. Default: ${DEFAULT-VALUE}.")
    int clients;

    @Option(
        names = "--seconds",
        defaultValue = "5",
        paramLabel = "N",
        description = "Seconds of each measurement. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    List<List<String>> sentences;

    @Override
    void check() throws IOException {
      requirePositive("--clients", clients);
      requirePositive("--seconds", seconds);
      sentences = text.sentences();
    }

    final double seconds() {
      return Rounds.areBrief() ? 0.2 * seconds : seconds;
    }

    /**
     * Runs a closed loop: each client sends its next call when it has the answer to the last one.
     * The clients take the sentences of the text in turn, again from the start when it ends.
     */
    final Speed closed(int threads, int sentencesPerCall, double duration, Call call) {
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      try {
        long start = System.nanoTime();
        long end = start + (long) (duration * 1e9);
        AtomicInteger taken = new AtomicInteger();
        Callable<double[]> client =
            () -> {
              DoubleStream.Builder ms = DoubleStream.builder();
              long before = System.nanoTime();
              do {
                List<List<String>> list = new ArrayList<>(sentencesPerCall);
                int from = taken.getAndAdd(sentencesPerCall);
                for (int k = 0; k < sentencesPerCall; k++) {
                  list.add(sentences.get(Math.floorMod(from + k, sentences.size())));
                }
                call.tag(list);
                long after = System.nanoTime();
                ms.add((after - before) / 1e6);
                before = after;
              } while (before < end);
              return ms.build().toArray();
            };
        DoubleStream.Builder all = DoubleStream.builder();
        for (Future<double[]> each : pool.invokeAll(Collections.nCopies(threads, client))) {
          DoubleStream.of(each.get()).forEach(all);
        }
        double[] ms = all.build().toArray();
        double elapsed = (System.nanoTime() - start) / 1e9;
        return new Speed(ms.length * (double) sentencesPerCall / elapsed, ms);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new JobException("clients: interrupted");
      } catch (ExecutionException e) {
        throw new JobException("client: a call failed: " + e.getCause().getMessage());
      } finally {
        pool.shutdownNow();
      }
    }
  }

  /** Times single sentences from many threads. */
  @Command(
      name = "serving",
      description =
          "Time single sentences from many threads: each thread calls the tagger; each calls a"
              + " TaggingService, which gathers them into batches; and one thread that tags lists of 16"
              + " sentences. Throughput in sentences/s and latency of a call in ms, with warm caches.",
      footer = {
        "",
        "Examples:",
        "  bench serving --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
      })
  static final class Serving extends Load {
    private static final int LIST = 16;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
    private Path model;

    @Option(
        names = "--rounds",
        defaultValue = "7",
        paramLabel = "N",
        description = "Rounds of all ways, after one of warm-up. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    void check() throws IOException {
      requirePositive("--rounds", rounds);
      super.check();
    }

    @Override
    void run() throws IOException {
      Tagger tagger = Tagger.load(model);
      try (TaggingService service = TaggingService.of(tagger).start()) {
        List<Call> calls =
            List.of(
                list -> tagger.tag(list.get(0)), list -> service.tag(list.get(0)), tagger::tagAll);
        List<List<double[]>> ms = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<DoubleSupplier> loops = new ArrayList<>();
        for (int k = 0; k < calls.size(); k++) {
          int way = k;
          loops.add(
              () -> {
                boolean lists = way == calls.size() - 1;
                Speed speed =
                    closed(lists ? 1 : clients, lists ? LIST : 1, seconds(), calls.get(way));
                ms.get(way).add(speed.ms());
                return speed.perSecond();
              });
        }
        Rounds perSecond = Rounds.of(rounds, 0, loops);
        List<String> names =
            List.of(
                "tag, %d threads".formatted(clients),
                "TaggingService, %d threads".formatted(clients),
                "tagAll of %d, one thread".formatted(LIST));
        for (int k = 0; k < names.size(); k++) {
          double[] timed =
              ms.get(k).stream().skip(1).flatMapToDouble(DoubleStream::of).toArray(); // warm
          row(
              new Speed(perSecond.median(k), timed)
                  .row(new Row().withName("way", names.get(k)), "sentencesPerSecond"));
        }
        say("service / tag       %.2f".formatted(Rounds.median(perSecond.ratios(1, 0))));
        say("service / tagAll    %.2f".formatted(Rounds.median(perSecond.ratios(1, 2))));
      }
    }
  }

  /**
   * Loads a running service. Fails if a request is lost or gets a status other than 200, or 429 at
   * overload.
   */
  @Command(
      name = "http",
      description =
          "Load a running tributary-service with single sentences: full load by clients that wait for"
              + " their answers, half of that rate, three times that rate, full load again, and full load"
              + " while the model is replaced. Latencies in ms; at a fixed rate they count from the time"
              + " a request was due. Fails if a request is lost or gets a status other than 200, or 429 at"
              + " overload.",
      footer = {
        "",
        "Examples:",
        "  java -jar examples/service/target/tributary-service.jar --model ewt-upos.tribuo"
            + " --allow-reload",
        "  bench http --url http://localhost:8080/ --input en_ewt-ud-dev.conllu --replacements 200",
      })
  static final class Http extends Load {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Unanswered calls at overload: more than the service's default queue of 1,000 sentences. */
    private static final int MAX_OPEN = 4_000;

    private static final int OVERLOAD = 3;

    /** Warm-up relative to a load's time: a service compiles its code for half a minute of load. */
    private static final int WARM_UP = 3;

    private final HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Option(
        names = "--url",
        defaultValue = "http://localhost:8080/",
        paramLabel = "URL",
        description = "Root of the service. Default: ${DEFAULT-VALUE}")
    private URI url;

    @Option(
        names = "--replacements",
        defaultValue = "0",
        paramLabel = "N",
        description = "Replacements of the model under load. Default: ${DEFAULT-VALUE}.")
    private int replacements;

    @Override
    void check() throws IOException {
      if (replacements != 0) {
        requirePositive("--replacements", replacements);
      }
      if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
        throw wrongUsage("--url: expected http://HOST:PORT/, got '%s'".formatted(url));
      }
      super.check();
    }

    @Override
    void run() throws Exception {
      closed(WARM_UP * seconds());
      double full = row("full", closed(seconds()), "all tagged");
      open(full / 2, new TreeMap<>()); // warm-up
      open("half", full / 2, Map.of("200", "tagged"));
      open(
          OVERLOAD + " times",
          full * OVERLOAD,
          Map.of("200", "tagged", "429", "refused", "not sent", "not sent"));
      row("full, after it", closed(seconds()), "all tagged");
      if (replacements > 0) {
        row("full, replacements", whileReplacing(), "all tagged");
        say("%d replacements, no call failed".formatted(replacements));
      }
    }

    private Speed closed(double duration) {
      return closed(clients, 1, duration, list -> requireTagged(list.get(0)));
    }

    private void requireTagged(List<String> sentence) throws IOException, InterruptedException {
      try {
        HttpRequest request = request(sentence);
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status != OK) {
          throw new JobException(
              "%s: expected status 200, got %d".formatted(request.uri(), status));
        }
      } catch (ConnectException e) { // without a message of its own
        throw new JobException(
            "%s: expected a service there, got no connection; start it, or give its --url"
                .formatted(url.resolve("v1/tag")));
      }
    }

    private HttpRequest request(List<String> sentence) {
      try {
        byte[] body = JSON.writeValueAsBytes(Map.of("tokens", sentence));
        return HttpRequest.newBuilder(url.resolve("v1/tag"))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("strings can be written as JSON", e);
      }
    }

    /** Runs closed loops until the model has been replaced the given number of times. */
    private Speed whileReplacing() throws Exception {
      AtomicBoolean done = new AtomicBoolean();
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        Future<Speed> load =
            thread.submit(
                () -> {
                  Speed speed;
                  do {
                    speed = closed(seconds());
                  } while (!done.get());
                  return speed;
                });
        HttpRequest reload =
            HttpRequest.newBuilder(url.resolve("v1/reload")).POST(BodyPublishers.noBody()).build();
        for (int k = 0; k < replacements; k++) {
          HttpResponse<String> answer = http.send(reload, BodyHandlers.ofString());
          if (answer.statusCode() != OK) {
            throw new JobException(
                "%s: expected status 200, got %d: %s"
                    .formatted(reload.uri(), answer.statusCode(), answer.body().strip()));
          }
        }
        done.set(true);
        return load.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof JobException failed ? failed : e;
      } finally {
        done.set(true);
        thread.shutdown();
      }
    }

    private void open(String load, double rate, Map<String, String> known) {
      Map<String, Integer> outcomes = new TreeMap<>();
      Speed speed = open(rate, outcomes);
      outcomes.forEach(
          (outcome, count) -> {
            if (!known.containsKey(outcome)) {
              throw new JobException(
                  "load %s: expected answers %s, got %d of '%s'"
                      .formatted(load, new TreeSet<>(known.keySet()), count, outcome));
            }
          });
      row(
          load,
          speed,
          outcomes.entrySet().stream()
              .map(each -> NumberFormats.count(each.getValue()) + " " + known.get(each.getKey()))
              .collect(Collectors.joining(", ")));
    }

    private Speed open(double rate, Map<String, Integer> outcomes) {
      return openLoop(
          rate,
          MAX_OPEN,
          seconds(),
          sentences,
          sentence ->
              http.sendAsync(request(sentence), BodyHandlers.discarding())
                  .thenApply(answer -> answer.statusCode()),
          outcomes);
    }

    private double row(String load, Speed speed, String answers) {
      row(
          speed
              .row(new Row().withName("load", load), "requestsPerSecond")
              .with("answers", answers));
      return speed.perSecond();
    }
  }

  /**
   * Runs an open loop: calls are sent at a fixed rate, whether or not earlier ones have been
   * answered. Latencies count from the time at which a call was due, so that a stalled service
   * cannot hide waiting calls (Tene, "How NOT to Measure Latency": coordinated omission).
   *
   * @param perSecond calls per second
   * @param maxOpen maximum number of unanswered calls; a call that is due beyond it is not sent
   * @param outcomes receives the number of calls by HTTP status, by exception, or "not sent"
   * @return the rate, and the latencies of the calls with status 200
   */
  static Speed openLoop(
      double perSecond,
      int maxOpen,
      double seconds,
      List<List<String>> sentences,
      Function<List<String>, CompletableFuture<Integer>> call,
      Map<String, Integer> outcomes) {
    DoubleStream.Builder ms = DoubleStream.builder();
    AtomicInteger open = new AtomicInteger();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    long start = System.nanoTime();
    for (int k = 0; k < (int) (perSecond * seconds); k++) {
      long due = start + (long) (k / perSecond * 1e9);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      if (open.get() >= maxOpen) {
        add(outcomes, "not sent");
        continue;
      }
      open.incrementAndGet();
      calls.add(
          call.apply(sentences.get(k % sentences.size()))
              .handle(
                  (status, failure) -> {
                    open.decrementAndGet();
                    double latency = (System.nanoTime() - due) / 1e6;
                    synchronized (ms) {
                      if (failure == null && status == OK) {
                        ms.add(latency);
                      }
                    }
                    Throwable cause =
                        failure == null || failure.getCause() == null
                            ? failure
                            : failure.getCause();
                    add(outcomes, cause == null ? status.toString() : cause.toString());
                    return null;
                  }));
    }
    CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)).join();
    return new Speed(perSecond, ms.build().toArray());
  }

  private static void add(Map<String, Integer> outcomes, String outcome) {
    synchronized (outcomes) {
      outcomes.merge(outcome, 1, Integer::sum);
    }
  }
}

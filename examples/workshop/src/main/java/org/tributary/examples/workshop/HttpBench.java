package org.tributary.examples.workshop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.job.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Loads a running service at a fixed rate. */
@Command(
    name = "http",
    description =
        "Send single sentences to a running tributary-service at a fixed rate, whether or not"
            + " earlier ones have been answered. Latencies in ms count from the time at which a"
            + " request was due; warm the service by a first run. Fails if a request is lost or gets a status other than 200, or 429"
            + " at overload.",
    footer = {
      "",
      "wrk with examples/workshop/tag.lua loads a service by clients that wait for their answers.",
      "",
      "Examples:",
      "  java -jar examples/service/target/tributary-service.jar --model ewt-upos.tribuo",
      "  bench http --url http://localhost:8080/ --input en_ewt-ud-dev.conllu --rate 500",
    })
final class HttpBench extends Bench.Benchmark {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String OK = "200";
  private static final String NOT_SENT = "not sent";

  /** Unanswered requests at overload: more than the service's default queue of 1,000 sentences. */
  private static final int MAX_OPEN = 4_000;

  /** Outcomes of a request that do not fail the benchmark, with their names. */
  private static final Map<String, String> EXPECTED =
      Map.of(OK, "tagged", "429", "refused", NOT_SENT, NOT_SENT);

  @Option(
      names = "--url",
      defaultValue = "http://localhost:8080/",
      paramLabel = "URL",
      description = "Root of the service. Default: ${DEFAULT-VALUE}")
  private URI url;

  @Option(names = "--rate", required = true, paramLabel = "N", description = "Requests per second.")
  private int rate;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      paramLabel = "N",
      description = "Seconds of the load. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Mixin private Bench.Text text;

  private List<List<String>> sentences;

  @Override
  void check() throws IOException {
    requirePositive("--rate", rate);
    requirePositive("--seconds", seconds);
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      throw wrongUsage("--url: expected http://HOST:PORT/, got '%s'".formatted(url));
    }
    sentences = text.sentences();
  }

  @Override
  void run() {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    List<Answer> answers =
        openLoop(
            rate,
            MAX_OPEN,
            seconds,
            sentences,
            sentence ->
                http.sendAsync(request(sentence), BodyHandlers.discarding())
                    .thenApply(answer -> answer.statusCode()));
    Map<String, Long> outcomes =
        answers.stream()
            .collect(Collectors.groupingBy(Answer::outcome, TreeMap::new, Collectors.counting()));
    outcomes.forEach(
        (outcome, count) -> {
          if (!EXPECTED.containsKey(outcome)) {
            throw new JobException(
                "%s: expected status 200 or 429, got %d of '%s'; is a service there?"
                    .formatted(url.resolve("v1/tag"), count, outcome));
          }
        });
    double[] ms =
        answers.stream().filter(a -> a.outcome().equals(OK)).mapToDouble(Answer::ms).toArray();
    row(
        new Row()
            .with("requestsPerSecond", rate)
            .with("p50Ms", latency(ms, 0.5))
            .with("p99Ms", latency(ms, 0.99))
            .with("p999Ms", latency(ms, 0.999))
            .with(
                "answers",
                outcomes.entrySet().stream()
                    .map(o -> NumberFormats.count(o.getValue()) + " " + EXPECTED.get(o.getKey()))
                    .collect(Collectors.joining(", "))));
  }

  private static Double latency(double[] ms, double quantile) {
    return ms.length == 0 ? null : Rounds.quantile(ms, quantile);
  }

  private HttpRequest request(List<String> sentence) {
    try {
      byte[] body = MAPPER.writeValueAsBytes(Map.of("tokens", sentence));
      return HttpRequest.newBuilder(url.resolve("v1/tag"))
          .POST(BodyPublishers.ofByteArray(body))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings can be written as JSON", e);
    }
  }

  /**
   * The outcome of a call.
   *
   * @param outcome its HTTP status, its exception, or {@link #NOT_SENT}
   * @param ms the milliseconds from the time at which it was due to its answer
   */
  record Answer(String outcome, double ms) {}

  /**
   * Runs an open loop: calls are sent at a fixed rate, whether or not earlier ones have been
   * answered. Latencies count from the time at which a call was due, so that a stalled service
   * cannot hide waiting calls (Tene, "How NOT to Measure Latency": coordinated omission).
   *
   * @param perSecond calls per second
   * @param maxOpen maximum number of unanswered calls; a call that is due beyond it is not sent
   */
  static List<Answer> openLoop(
      double perSecond,
      int maxOpen,
      double seconds,
      List<List<String>> sentences,
      Function<List<String>, CompletableFuture<Integer>> call) {
    Semaphore free = new Semaphore(maxOpen);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    long start = System.nanoTime();
    for (int k = 0; k < (int) (perSecond * seconds); k++) {
      long due = start + (long) (k / perSecond * 1e9);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      answers.add(
          free.tryAcquire()
              ? call.apply(sentences.get(k % sentences.size()))
                  .handle(
                      (status, failure) -> {
                        free.release();
                        double ms = (System.nanoTime() - due) / 1e6;
                        return new Answer(failure == null ? "" + status : reason(failure), ms);
                      })
              : CompletableFuture.completedFuture(new Answer(NOT_SENT, 0)));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static String reason(Throwable failure) {
    return (failure.getCause() == null ? failure : failure.getCause()).toString();
  }
}

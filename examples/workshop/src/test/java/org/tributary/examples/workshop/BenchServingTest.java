package org.tributary.examples.workshop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** Benchmarks of concurrent callers on small files. */
class BenchServingTest {
  @TempDir private Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore capacity = new Semaphore(10_000);
  private final AtomicInteger reloads = new AtomicInteger();
  private volatile int otherwise = 429;
  private volatile int reloadable = 100;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("text"), "the dog runs\na cat\n\nthe cat eats .\n");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
    server.setExecutor(threads);
    server.createContext(
        "/v1/tag",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean free = capacity.tryAcquire();
          if (free) {
            pause();
            capacity.release();
          }
          exchange.sendResponseHeaders(free ? 200 : otherwise, -1);
          exchange.close();
        });
    server.createContext(
        "/v1/reload",
        exchange -> {
          boolean fails = reloads.incrementAndGet() > reloadable;
          byte[] body = (fails ? "{\"error\":\"no model\"}\n" : "{}").getBytes(UTF_8);
          exchange.sendResponseHeaders(fails ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @BeforeAll
  static void keepConnections() { // as the service does
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String[] http(String... more) {
    List<String> arguments = new ArrayList<>(List.of("http", "--input", path("text")));
    arguments.addAll(
        List.of("--url", "http://localhost:%d/".formatted(server.getAddress().getPort())));
    arguments.addAll(List.of("--clients", "16", "--seconds", "1"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void threadsServiceAndListsAreTimed() throws IOException {
    List<TaggedSentence> sentences =
        List.of(new TaggedSentence(List.of("the", "dog", "runs"), List.of("DET", "NOUN", "VERB")));
    try (WordTagger trained =
        TaggerTrainer.train(
            Tagger.define().words(4), sentences, TrainingOptions.defaults().epochs(1))) {
      trained.save(folder.resolve("model"));
    }
    BenchOutput output =
        BenchOutput.of(
            folder,
            "serving",
            "--model",
            path("model"),
            "--input",
            path("text"),
            "--clients",
            "3",
            "--seconds",
            "1",
            "--rounds",
            "1");
    List<String> ways = new ArrayList<>();
    for (JsonNode row : output.json().get("rows")) {
      ways.add(row.get("way").asText());
      assertThat(row.get("sentencesPerSecond").asDouble()).isPositive();
      assertThat(row.get("p50Ms").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(row.get("p999Ms").asDouble());
    }
    assertThat(ways)
        .containsExactly("tag, 3 threads", "TaggingService, 3 threads", "tagAll of 16, one thread");
    String printed = output.run().output();
    assertThat(printed).contains("service / tag ", "service / tagAll ");
    List<String> lines = printed.lines().toList();
    assertThat(lines.get(2)).startsWith("TaggingService, 3 threads");
    int end = lines.get(0).indexOf("sentencesPerSecond") + "sentencesPerSecond".length();
    assertThat(lines.subList(1, 4)).allMatch(row -> row.substring(0, end + 1).matches(".*[0-9] "));
  }

  @Test
  void loadsOfAServiceAreTimed() throws IOException {
    BenchOutput output = BenchOutput.of(folder, http("--replacements", "7"));
    List<String> loads = new ArrayList<>();
    for (JsonNode row : output.json().get("rows")) {
      loads.add(row.get("load").asText());
      // an answer takes 5 ms
      assertThat(row.get("p50Ms").asDouble()).as("%s", row).isGreaterThanOrEqualTo(5);
    }
    assertThat(loads)
        .containsExactly("full", "half", "3 times", "full, after it", "full, replacements");
    JsonNode overload = output.json().get("rows").get(2);
    assertThat(overload.get("answers").asText()).containsPattern("\\d tagged");
    assertThat(reloads).hasValue(7);
  }

  @Test
  void unexpectedAnswersFailTheBenchmark() {
    otherwise = 500;
    capacity.drainPermits();
    BenchCli.run(http())
        .failsSaying(
            "client: a call failed: http://localhost:%d/v1/tag: expected status 200, got 500"
                .formatted(server.getAddress().getPort()));
  }

  @Test
  void failedReplacementEndsWithTheServicesAnswer() {
    reloadable = 2;
    BenchCli.run(http("--replacements", "3"))
        .failsSaying(
            "http://localhost:%d/v1/reload: expected status 200, got 500: {\"error\":\"no model\"}"
                .formatted(server.getAddress().getPort()));
    assertThat(reloads).hasValue(3);
  }

  @Test
  void missingServiceIsReportedWithTheCure() {
    String url = "http://localhost:%d/".formatted(server.getAddress().getPort());
    server.stop(0);
    BenchCli.run("http", "--url", url, "--input", path("text"), "--seconds", "1")
        .failsSaying(
            "client: a call failed: %sv1/tag: expected a service there, got no connection; start it, or give its --url"
                .formatted(url));
  }

  @Test
  void invalidOptionsAreWrongUsage() {
    BenchCli.run("http", "--input", path("text"), "--clients", "0")
        .isWrongUsage("bench http", "--clients: expected at least 1, got 0");
    BenchCli.run("http", "--url", "localhost:8080", "--input", path("text"))
        .isWrongUsage("bench http", "--url: expected http://HOST:PORT/, got 'localhost:8080'");
    BenchCli.run("serving", "--model", "m", "--input", "i", "--rounds", "0")
        .isWrongUsage("bench serving", "--rounds: expected at least 1, got 0");
  }
}

package org.tributary.examples.workshop;

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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests at a fixed rate. */
class HttpBenchTest {
  private static final List<List<String>> SENTENCES = List.of(List.of("a"), List.of("b"));

  @TempDir private Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore capacity = new Semaphore(10_000);
  private volatile int otherwise = 429;
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
    List<String> arguments =
        new ArrayList<>(List.of("http", "--input", folder.resolve("text").toString()));
    arguments.addAll(List.of("--url", url(), "--rate", "200", "--seconds", "1"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private String url() {
    return "http://localhost:%d/".formatted(server.getAddress().getPort());
  }

  @Test
  void requestsAreTimedFromWhenTheyWereDue() throws IOException {
    JsonNode row = BenchOutput.of(folder, http()).rows().get(0);
    assertThat(row.get("answers").asText()).isEqualTo("200 tagged");
    assertThat(row.get("p50Ms").asDouble()) // an answer takes 5 ms
        .isBetween(5.0, row.get("p999Ms").asDouble());
  }

  @Test
  void refusedRequestsAreCounted() throws IOException {
    capacity.drainPermits();
    JsonNode row = BenchOutput.of(folder, http()).rows().get(0);
    assertThat(row.get("answers").asText()).isEqualTo("200 refused");
    assertThat(row.has("p50Ms")).isFalse();
  }

  @Test
  void unexpectedAnswersFailTheBenchmark() {
    otherwise = 500;
    capacity.drainPermits();
    BenchCli.run(http())
        .failsSaying(
            url() + "v1/tag: expected status 200 or 429, got 200 of '500'; is a service there?");
  }

  @Test
  void missingServiceIsReported() {
    String[] arguments = http();
    String url = url();
    server.stop(0);
    BenchCli.run(arguments)
        .failsSaying(
            url
                + "v1/tag: expected status 200 or 429, got 200 of 'java.net.ConnectException'; is a service there?");
  }

  @Test
  void invalidOptionsAreWrongUsage() {
    BenchCli.run("http", "--input", "text", "--rate", "0")
        .isWrongUsage("bench http", "--rate: expected at least 1, got 0");
    BenchCli.run("http", "--url", "localhost:8080", "--input", "text", "--rate", "9")
        .isWrongUsage("bench http", "--url: expected http://HOST:PORT/, got 'localhost:8080'");
  }

  @Test
  void outcomesAreCounted() {
    List<List<String>> sent = new ArrayList<>();
    List<HttpBench.Answer> answers =
        HttpBench.openLoop(
            1_000,
            100,
            0.1,
            SENTENCES,
            sentence -> {
              sent.add(sentence);
              return switch (sent.size() % 4) {
                case 0 -> CompletableFuture.failedFuture(new IOException("reset"));
                case 1 -> CompletableFuture.completedFuture(429);
                default -> CompletableFuture.completedFuture(200);
              };
            });
    assertThat(outcomes(answers))
        .isEqualTo(Map.of("200", 50L, "429", 25L, "java.io.IOException: reset", 25L));
    assertThat(sent).hasSize(100).startsWith(List.of("a"), List.of("b"), List.of("a"));
    assertThat(answers).allMatch(answer -> answer.ms() >= 0);
  }

  @Test
  void callsBeyondTheOpenOnesAreNotSent() {
    List<CompletableFuture<Integer>> open = new ArrayList<>();
    List<HttpBench.Answer> answers =
        HttpBench.openLoop(
            1_000,
            10,
            0.05,
            SENTENCES,
            sentence -> {
              CompletableFuture<Integer> answer = new CompletableFuture<>();
              open.add(answer);
              if (open.size() == 10) {
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
                    .execute(() -> open.forEach(each -> each.complete(200)));
              }
              return answer;
            });
    assertThat(outcomes(answers)).isEqualTo(Map.of("200", 10L, "not sent", 40L));
    assertThat(answers.get(0).ms()).isGreaterThan(100);
  }

  private static Map<String, Long> outcomes(List<HttpBench.Answer> answers) {
    return answers.stream()
        .collect(Collectors.groupingBy(HttpBench.Answer::outcome, Collectors.counting()));
  }
}

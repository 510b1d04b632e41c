package org.tributary.examples.troubleshooting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.tributary.examples.service.Main;
import org.tributary.serve.TaggingService;
import org.tributary.serve.TaggingServiceBuilder;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;

/** Errors of a service, over HTTP from a process of its own, and of its queue. */
record ServingErrors(Errors errors, Models models) {
  void provoke() throws Exception {
    overHttp();
    queue();
  }

  private void overHttp() throws Exception {
    Process service =
        new ChildProcess(Main.class)
            .start(
                "--model",
                models.core().toString(),
                "--port",
                "0",
                "--max-queue",
                "2",
                "--max-tokens",
                "4",
                "--max-token-length",
                "10",
                "--max-body",
                "20000");
    try (BufferedReader output = service.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine(); // serving FILE at http://HOST:PORT/
      URI address = URI.create(line.substring(line.lastIndexOf("http")));
      ask(address.resolve("tag"), "POST", "{}");
      ask(address, "POST", "{}");
      ask(address.resolve("v1/tag"), "PUT", "{}");
      ask(address.resolve("v1/reload"), "POST", "{}");
      for (String body :
          List.of(
              "no JSON",
              "{\"tokens\": [\"a\"]} {}",
              "[]",
              "{\"sentences\": 1}",
              "{\"tokens\": 1}",
              "{\"tokens\": [1]}",
              "{\"text\": 1}",
              "{\"text\": \"a\", \"distribution\": 1}",
              "{\"words\": []}",
              "{\"text\": \"a\", \"tokens\": []}",
              "{\"text\": \"%s\"}".formatted("a".repeat(20_000)),
              "{\"sentences\": [[\"a\"], [\"b\"], [\"c\"]]}",
              "{\"tokens\": [\"a\", \"b\", \"c\", \"d\", \"e\"]}",
              "{\"tokens\": [\"%s\"]}".formatted("a".repeat(11)))) {
        ask(address.resolve("v1/tag"), "POST", body);
      }
      byte[] noUtf32 = {0, 0, 0, '"', 0x7f, 0, 0, 0};
      ask(address.resolve("v1/tag"), "POST", BodyPublishers.ofByteArray(noUtf32));
      askWithWrongChunks(address);
    } finally {
      service.destroy();
      service.waitFor();
    }
  }

  private void askWithWrongChunks(URI address) throws Exception {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String request =
          "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String body = answer.substring(answer.indexOf("\r\n\r\n"));
      errors.add(new ObjectMapper().readTree(body).get("error").asText());
    }
  }

  private void ask(URI address, String method, String body) throws Exception {
    ask(address, method, BodyPublishers.ofString(body));
  }

  private void ask(URI address, String method, BodyPublisher body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address).method(method, body).build();
    String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    errors.add(new ObjectMapper().readTree(answer).get("error").asText());
  }

  /** Fills the queue of a service whose tagger waits. */
  private void queue() {
    CountDownLatch release = new CountDownLatch(1);
    Tagger waiting = mock(Tagger.class);
    when(waiting.tagAll(anyList()))
        .thenAnswer(
            call -> {
              release.await();
              return List.of();
            });
    TaggingServiceBuilder builder = TaggingService.of(waiting).maxQueue(2).maxBatch(1, 100);
    TaggingService service = builder.start();
    errors.call(builder::start);
    List<CompletableFuture<Tagging>> accepted = new ArrayList<>();
    try {
      for (int k = 0; k < 2; k++) {
        accepted.add(service.submit(List.of("the")));
      }
      while (service.waiting() > 1) {
        Thread.onSpinWait(); // until the first is with the tagger
      }
      errors.call(() -> service.submit(List.of("ran"), Duration.ofMillis(1)).get());
      accepted.add(service.submit(List.of("dog")));
      accepted
          .get(0)
          .exceptionally( // on the service's thread: the tagger returns too few answers
              failure -> {
                errors.call(() -> service.tag(List.of("ran")));
                return null;
              });
      assertThat(accepted).noneMatch(CompletableFuture::isDone);
      errors.call(() -> service.submit(List.of("ran")).get());
    } finally {
      release.countDown();
      service.close(Duration.ZERO);
    }
    errors.call(() -> service.submit(List.of("ran")).get());
  }
}

package org.tributary.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.TaggingService;

/** Clients that send slowly or not at all, and a stop that comes before an answer. */
@Timeout(60)
class SlowClientsTest {
  private static final String TOKENS = "{\"tokens\": [\"Ada\"]}";
  private static final Tagging NAME =
      Tagging.of(
          List.of("Ada"),
          List.of("NAME"),
          DecodedSequence.of(new int[1], LabelDistributions.of(new float[] {1}, 1)));

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final Queue<String> readers = new ConcurrentLinkedQueue<>(); // of the labels
  private final HttpClient client = HttpClient.newHttpClient();
  private TaggingService service;
  private TaggingServer server;

  @BeforeEach
  void start() throws IOException {
    Tagging recorded = Mockito.mock(Tagging.class, AdditionalAnswers.delegatesTo(NAME));
    Mockito.when(recorded.labels())
        .thenAnswer(
            call -> {
              readers.add(Thread.currentThread().getName());
              return NAME.labels();
            });
    Tagger tagger = Mockito.mock(Tagger.class);
    Mockito.when(tagger.tagAll(Mockito.anyList()))
        .thenAnswer(
            call -> {
              entered.countDown();
              release.await();
              return List.of(recorded);
            });
    ServiceMetrics metrics = new ServiceMetrics();
    service = TaggingService.of(tagger).workers(1).maxBatch(1, 100).listener(metrics).start();
    server =
        new TaggingServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            service,
            metrics,
            () -> tagger,
            new TaggingServer.Options(10_000, Duration.ofMillis(100), false, Locale.ENGLISH));
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
  }

  private Socket open(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  /** JSON of long sentences takes longer than their labels: it must not delay the next batch. */
  @Test
  void answersAreWrittenByNoThreadThatTags() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        send(request("/v1/tag").POST(HttpRequest.BodyPublishers.ofString(TOKENS)));
    entered.await();
    Thread.sleep(100); // or the answer may be there before the server waits for it
    release.countDown();
    assertThat(answer.get().body()).contains("\"labels\":[\"NAME\"]");
    assertThat(readers).isNotEmpty().allMatch(thread -> !thread.startsWith("tagging-worker"));
  }

  @Test
  void clientsThatSendNoBodyLeaveRoomForOthers() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int k = 0; k < 30; k++) {
        slow.add(open("POST /v1/tag HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"));
      }
      assertThat(send(request("/health")).get().statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  /** The server's time to send a request runs until its body is read. */
  @Test
  void aReloadReadsItsBodyBeforeItOpensTheModel() throws Exception {
    server.close();
    CountDownLatch opened = new CountDownLatch(1);
    ServiceMetrics metrics = new ServiceMetrics();
    Tagger tagger = Mockito.mock(Tagger.class);
    server =
        new TaggingServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TaggingService.of(tagger).listener(metrics).start(),
            metrics,
            () -> {
              opened.countDown();
              return Mockito.mock(Tagger.class);
            },
            new TaggingServer.Options(10_000, Duration.ofMillis(100), true, Locale.ENGLISH));
    try (Socket socket =
        open(
            "POST /v1/reload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{")) {
      assertThat(opened.await(300, TimeUnit.MILLISECONDS)).as("opened too early").isFalse();
      socket.getOutputStream().write('}');
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(opened.getCount()).isZero();
    }
  }

  @Test
  void wrongChunkIsToldAsTheClientsFault() throws Exception {
    try (Socket socket =
        open("POST /v1/tag HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("expected a body as its headers");
    }
  }

  @Test
  void requestsThatWaitAtTheEndOfTheGraceGet503() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      answers.add(send(request("/v1/tag").POST(HttpRequest.BodyPublishers.ofString(TOKENS))));
    }
    entered.await();
    while (service.waiting() < 2) {
      Thread.onSpinWait();
    }
    Thread closing = new Thread(server::close);
    closing.start();
    while (service.waiting() > 0) { // until the grace ends
      Thread.onSpinWait();
    }
    release.countDown();
    closing.join();
    List<Integer> codes = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      codes.add(answer.get().statusCode());
    }
    assertThat(codes).containsExactlyInAnyOrder(200, 503, 503);
  }
}

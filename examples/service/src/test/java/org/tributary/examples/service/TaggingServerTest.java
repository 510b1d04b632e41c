package org.tributary.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.TaggingService;
import org.tributary.tagger.Tokenizer;

/** The service over real HTTP on the loopback address. */
class TaggingServerTest {
  private static final int MAX_BODY = 10_000;

  @TempDir static Path folder;
  private static Path model;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private Tagger expected;
  private TaggingServer server;

  @BeforeAll
  static void train() throws IOException {
    model = folder.resolve("names.tributary");
    NamesModel.write(model);
  }

  @BeforeEach
  void start() throws IOException {
    expected = Tagger.load(model);
    server = server(1_000, Duration.ofSeconds(5));
  }

  private TaggingServer server(int maxQueue, Duration grace) throws IOException {
    return server(
        maxQueue,
        new TaggingServer.Options(MAX_BODY, grace, true, Locale.ENGLISH),
        () -> Tagger.load(model));
  }

  private TaggingServer server(
      int maxQueue, TaggingServer.Options options, TaggingServer.ModelSource source)
      throws IOException {
    ServiceMetrics metrics = new ServiceMetrics();
    TaggingService service =
        TaggingService.of(Tagger.load(model))
            .maxQueue(maxQueue)
            .maxTokens(50)
            .listener(metrics)
            .start();
    return new TaggingServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        service,
        metrics,
        source,
        options);
  }

  @AfterEach
  void stop() {
    server.close();
    expected.close();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> tag(String body) throws IOException, InterruptedException {
    return send("POST", "/v1/tag", body);
  }

  private CompletableFuture<HttpResponse<String>> submit(String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/tag"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode tree(HttpResponse<String> response) throws IOException {
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    return json.readTree(response.body());
  }

  /** Thai has no blanks between words; other languages do not split its words. */
  @Test
  void textIsSplitByTheRulesOfALanguage() throws Exception {
    String text = "ฉันรักคุณ";
    for (String language : List.of("th", "en")) {
      TaggingServer.Options options =
          new TaggingServer.Options(
              MAX_BODY, Duration.ofSeconds(5), false, Locale.forLanguageTag(language));
      server.close();
      server = server(1_000, options, () -> Tagger.load(model));
      JsonNode answer = tree(tag("{\"text\": \"" + text + "\"}"));
      List<String> tokens = new ArrayList<>();
      answer.at("/sentences/0/tokens").forEach(token -> tokens.add(token.asText()));
      assertThat(tokens)
          .isEqualTo(
              expected
                  .tag(text, Tokenizer.breakIterator(options.language()))
                  .sentences()
                  .get(0)
                  .tokens());
      assertThat(tokens).hasSize(language.equals("th") ? 3 : 1);
    }
  }

  /** An answer with distributions is sent as it is made: all of it need not fit into the heap. */
  @Test
  void distributionsComeInChunksAndOtherAnswersWithTheirLength() throws Exception {
    String sentences = "[[\"Ada\", \"left\"], [\"Rome\"], [\"\\ud83d\\ude00\", \"\\udead\"]]";
    HttpResponse<String> all = tag("{\"sentences\": " + sentences + ", \"distributions\": true}");
    HttpResponse<String> best = tag("{\"sentences\": " + sentences + "}");
    assertThat(all.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    assertThat(best.headers().firstValue("Content-Length")).isPresent();
    JsonNode answers = tree(all).get("sentences");
    assertThat(answers).hasSize(3);
    assertThat(answers.at("/2/tokens")).isEqualTo(json.readTree(sentences).get(2));
    answers.forEach(answer -> ((ObjectNode) answer).remove("distributions"));
    assertThat(answers).isEqualTo(tree(best).get("sentences"));
  }

  @Test
  void sentenceIsAnsweredWithLabelsProbabilitiesAndSpans() throws Exception {
    HttpResponse<String> response =
        tag("{\"tokens\": [\"Ada\", \"Lovelace\", \"left\", \"Rome\"], \"distributions\": true}");
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode sentence = tree(response).at("/sentences/0");
    Tagging tagging = expected.tag(List.of("Ada", "Lovelace", "left", "Rome"));
    assertThat(strings(sentence.get("labels"))).isEqualTo(tagging.labels());
    for (int k = 0; k < 4; k++) {
      assertThat(sentence.get("probabilities").get(k).doubleValue())
          .isEqualTo(tagging.probability(k));
      JsonNode distribution = sentence.get("distributions").get(k);
      tagging
          .distribution(k)
          .forEach((label, p) -> assertThat(distribution.get(label).doubleValue()).isEqualTo(p));
    }
    assertThat(sentence.at("/spans/0/text").textValue()).isEqualTo("Ada Lovelace");
    assertThat(sentence.at("/spans/0/type").textValue()).isEqualTo("PER");
    assertThat(sentence.at("/spans/0/end").intValue()).isEqualTo(2);
    assertThat(sentence.at("/spans/0/probability").doubleValue())
        .isEqualTo(tagging.spans().get(0).probability());
  }

  @Test
  void manySentencesAndTextAreAnsweredInOrder() throws Exception {
    JsonNode two = tree(tag("{\"sentences\": [[\"Ada\"], [\"He\", \"met\", \"Bob\"]]}"));
    assertThat(two.get("sentences")).hasSize(2);
    assertThat(strings(two.at("/sentences/1/tokens"))).containsExactly("He", "met", "Bob");
    String text = "Ada  Lovelace met Bob. He left Rome!";
    JsonNode tagged = tree(tag(json.writeValueAsString(Map.of("text", text))));
    JsonNode span = tagged.at("/sentences/0/spans/0");
    assertThat(span.get("text").textValue()).isEqualTo("Ada  Lovelace");
    assertThat(span.get("offsets").toString()).isEqualTo("[0,13]");
    assertThat(tagged.at("/sentences/1/offsets/0").toString()).isEqualTo("[23,25]");
    assertThat(tree(tag("{\"text\": \" \"}")).get("sentences")).isEmpty();
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.textValue()));
    return strings;
  }

  @Test
  void badRequestsAreRefusedWithTheReason() throws Exception {
    assertRefused(
        "{",
        400,
        "expected JSON in UTF-8: Unexpected end-of-input: expected close marker for Object of line 1, column 1");
    assertRefused(
        "{\"text\": \"a\", \"text\": \"b\"}",
        400,
        "expected JSON in UTF-8: Duplicate field 'text'");
    assertRefused("", 400, "expected a JSON object, got nothing");
    assertRefused("[1]", 400, "expected a JSON object, got [1]");
    assertRefused("{\"sentences\": 1}", 400, "expected an array of sentences, got 1");
    assertRefused("{\"text\": 1}", 400, "expected a string as text, got 1");
    assertRefused(
        "{\"text\": \"a\", \"distributions\": 1}",
        400,
        "expected true or false as distributions, got 1");
    assertRefused("{}", 400, "expected one of the fields tokens, sentences and text, got none");
    assertRefused("{\"token\": []}", 400, "expected the fields tokens, sentences, text or");
    assertRefused("{\"tokens\": \"Ada\"}", 400, "expected an array of tokens, got \"Ada\"");
    assertRefused("{\"tokens\": [\"a\", 1]}", 400, "expected a string with characters as token");
    assertRefused("{\"tokens\": [\"\"]}", 400, "expected a string with characters as token");
    assertRefused(
        "{\"sentences\": [[\"a\"], [\"b\", null]]}",
        400,
        "expected a string with characters as token 2 of sentence 2");
    assertRefused(
        "{\"tokens\": []}", 400, "tokens: expected at least one, got none in the sentence");
    assertRefused("{\"tokens\": [\"a\"], \"text\": \"b\"}", 400, "expected one of the fields");
    assertRefused("{\"tokens\": [\"a\"]} x", 400, "expected JSON in UTF-8: ");
    assertRefused("{\"tokens\": [\"a\"]} {}", 400, "expected one JSON object, got more after it");
    String many = json.writeValueAsString(Collections.nCopies(51, "a"));
    String tokens = "{\"tokens\": " + many + "}";
    assertRefused(tokens, 400, "tagging: expected at most 50 tokens in the");
    assertThat(error(tag(tokens))).endsWith("; split it, or raise --max-tokens");
    String large = "{\"tokens\": [\"" + "a".repeat(MAX_BODY) + "\"]}";
    assertRefused(large, 413, "expected a body of at most 10000 bytes");
  }

  private void assertRefused(String body, int status, String reason) throws Exception {
    HttpResponse<String> response = tag(body);
    assertThat(response.statusCode()).as(body).isEqualTo(status);
    assertThat(tree(response).get("error").textValue()).startsWith(reason);
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    HttpResponse<String> get = send("GET", "/v1/tag", "");
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
    assertThat(error(get)).startsWith("expected POST, got GET");
    HttpResponse<String> post = send("POST", "/health", "");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(error(post)).startsWith("expected GET, HEAD, got POST");
    HttpResponse<String> other = send("GET", "/v2/tag", "");
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(error(other))
        .isEqualTo("expected /, /v1/tag, /v1/reload, /health, /ready or /metrics, got /v2/tag");
  }

  private String error(HttpResponse<String> response) throws IOException {
    return tree(response).get("error").textValue();
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws Exception {
    byte[] noUtf32 = {0, 0, 0, '"', 0x7f, 0, 0, 0};
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/tag"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(noUtf32))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error(response)).startsWith("expected JSON in UTF-8, got other bytes");
  }

  @Test
  void reloadIsRefusedUnlessAllowed() throws Exception {
    server.close();
    server =
        server(
            1_000,
            new TaggingServer.Options(MAX_BODY, Duration.ofSeconds(5), false, Locale.ENGLISH),
            () -> Tagger.load(model));
    HttpResponse<String> response = send("POST", "/v1/reload", "");
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(error(response)).startsWith("the service was started without --allow-reload");
  }

  @Test
  void healthReadinessPageAndMetricsAreServed() throws Exception {
    assertThat(send("GET", "/health", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/ready", "").statusCode()).isEqualTo(200);
    assertThat(send("HEAD", "/", "").body()).isEmpty();
    assertThat(send("GET", "/", "").body()).startsWith("<!DOCTYPE html>");
    tag("{\"tokens\": [\"Ada\", \"left\"]}");
    String text = send("GET", "/metrics", "").body();
    assertThat(text)
        .contains("tributary_requests_total{outcome=\"answered\"} 1.0")
        .contains("tributary_tokens_total 2.0")
        .contains("tributary_batch_sentences_count 1")
        .contains("tributary_waiting_sentences 0.0")
        .contains("tributary_http_responses_total{status=\"200\"} ");
  }

  @Test
  void fullQueueIsAnsweredWith429() throws Exception {
    server.close();
    server = server(1, Duration.ofSeconds(5));
    List<CompletableFuture<HttpResponse<String>>> burst = new ArrayList<>();
    for (int k = 0; k < 300; k++) {
      burst.add(submit("{\"tokens\": [\"a\"]}"));
    }
    Set<Integer> statuses = new TreeSet<>();
    for (CompletableFuture<HttpResponse<String>> each : burst) {
      HttpResponse<String> response = each.get();
      statuses.add(response.statusCode());
      assertThat(response.headers().firstValue("Retry-After").isPresent())
          .isEqualTo(response.statusCode() == 429);
    }
    assertThat(statuses).containsExactly(200, 429);
    assertRefused(
        "{\"sentences\": [[\"a\"], [\"b\"]]}",
        400,
        "tagging: expected at most 1 sentences, the capacity of the queue, got 2; divide the request, or raise --max-queue");
  }

  @Test
  void reloadOpensTheModelAgainAndKeepsTheOldOneIfItCannot() throws Exception {
    assertThat(send("POST", "/v1/reload", "").statusCode()).isEqualTo(200);
    Path aside = folder.resolve("aside");
    Files.move(model, aside);
    try {
      HttpResponse<String> response = send("POST", "/v1/reload", "");
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(tree(response).get("error").textValue()).contains("names.tributary");
    } finally {
      Files.move(aside, model);
    }
    assertThat(tag("{\"tokens\": [\"Ada\"]}").statusCode()).isEqualTo(200);
  }

  /** A model that fails its warm-up is the service's own fault, whatever it throws. */
  @Test
  void reloadClosesAModelThatFailsItsWarmUpAndKeepsTheOldOne() throws Exception {
    server.close();
    for (Throwable failure :
        List.of(
            new IllegalArgumentException("tagger: a broken model"),
            new IllegalStateException("tagger: a broken model"),
            new OutOfMemoryError("tagger: a broken model"))) {
      Tagger broken = Mockito.mock(Tagger.class);
      Mockito.doThrow(failure).when(broken).warmUp();
      server =
          server(
              1_000,
              new TaggingServer.Options(MAX_BODY, Duration.ofSeconds(5), true, Locale.ENGLISH),
              () -> broken);
      HttpResponse<String> response = send("POST", "/v1/reload", "");
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(tree(response).get("error").textValue())
          .isEqualTo(
              "expected a model that tags, got: tagger: a broken model; the service keeps the former one");
      Mockito.verify(broken).close();
      assertThat(tag("{\"tokens\": [\"Ada\"]}").statusCode()).isEqualTo(200);
      server.close();
    }
  }

  /** A model that cannot be opened is no fault of the request, nor a lost answer. */
  @Test
  @Timeout(60)
  @SuppressWarnings("DirectInvocationOnMock") // it throws
  void failureToOpenTheModelIsAnsweredWith500() throws Exception {
    server.close();
    for (Throwable failure :
        List.of(
            new IllegalArgumentException("tagger: expected another cell"),
            new StackOverflowError("tagger"))) {
      Tagger broken = Mockito.mock(Tagger.class);
      Mockito.when(broken.labels()).thenThrow(failure);
      server =
          server(
              1_000,
              new TaggingServer.Options(MAX_BODY, Duration.ofSeconds(5), true, Locale.ENGLISH),
              () -> {
                broken.labels();
                return broken;
              });
      HttpResponse<String> response = send("POST", "/v1/reload", "");
      assertThat(response.statusCode()).as(response.body()).isEqualTo(500);
      assertThat(tree(response).get("error").textValue())
          .isEqualTo(
              failure instanceof Error
                  ? "the service failed; its log has the reason"
                  : failure.getMessage());
      assertThat(tag("{\"tokens\": [\"Ada\"]}").statusCode()).isEqualTo(200);
      server.close();
    }
  }

  /** An exception without a message is no refusal of a request; it is answered, too. */
  @Test
  @Timeout(60)
  void failureWithoutAMessageIsAnsweredWith500() throws Exception {
    server.close();
    Tagger broken = Mockito.mock(Tagger.class);
    Mockito.when(broken.tagAll(Mockito.anyList())).thenThrow(new IllegalArgumentException());
    ServiceMetrics metrics = new ServiceMetrics();
    server =
        new TaggingServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TaggingService.of(broken).listener(metrics).start(),
            metrics,
            () -> broken,
            new TaggingServer.Options(MAX_BODY, Duration.ofSeconds(5), false, Locale.ENGLISH));
    HttpResponse<String> response = tag("{\"tokens\": [\"Ada\"]}");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(error(response)).isEqualTo("the service failed; its log has the reason");
  }

  @Test
  void largestBodyLimitLetsRequestsIn() throws Exception {
    server.close();
    for (int maxBody : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 1}) {
      server =
          server(
              1_000,
              new TaggingServer.Options(maxBody, Duration.ofSeconds(5), true, Locale.ENGLISH),
              () -> Tagger.load(model));
      assertThat(tag("{\"tokens\": [\"Ada\"]}").statusCode()).isEqualTo(200);
      server.close();
    }
    String body = "{\"tokens\": [\"Ada\"]}";
    server =
        server(
            1_000,
            new TaggingServer.Options(body.length(), Duration.ofSeconds(5), true, Locale.ENGLISH),
            () -> Tagger.load(model));
    assertThat(tag(body).statusCode()).as("a body of exactly the limit").isEqualTo(200);
    assertThat(tag(body + " ").statusCode()).as("one byte more").isEqualTo(413);
    HttpRequest chunked =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/tag"))
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofString(body + " ")))
            .build();
    assertThat(client.send(chunked, HttpResponse.BodyHandlers.ofString()).statusCode())
        .as("one byte more, of a length that no header tells")
        .isEqualTo(413);
  }

  @Test
  void concurrentRequestsAreAnsweredWhileTheServerStops() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
    for (int k = 0; k < 40; k++) {
      responses.add(submit("{\"tokens\": [\"Ada\", \"met\"]}"));
    }
    responses.get(0).join();
    server.close();
    int answered = 0;
    for (CompletableFuture<HttpResponse<String>> response : responses) {
      HttpResponse<String> done = response.handle((r, failure) -> r).join();
      if (done != null) {
        assertThat(done.statusCode()).isIn(200, 503);
        answered += done.statusCode() == 200 ? 1 : 0;
      }
    }
    assertThat(answered).isPositive();
  }
}

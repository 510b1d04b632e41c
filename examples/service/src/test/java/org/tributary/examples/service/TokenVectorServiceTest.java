package org.tributary.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.console.Console;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.TransformerEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.TaggingService;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** The service with token vectors of a small encoder, whose files lie beside the tagger. */
class TokenVectorServiceTest {
  private static final Path FILES = Path.of("../../core/src/test/resources/org/tributary/onnx");
  private static final int CLIENTS = 16;

  @TempDir static Path folder;
  private static Path model;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private TaggingServer server;

  @BeforeAll
  static void train() throws IOException {
    model = folder.resolve("contextual.tributary");
    TransformerEncoder encoder =
        TransformerEncoder.read(FILES.resolve("encoder.onnx"), FILES.resolve("tokenizer.json"));
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define()
                .input(TransformerVectors.of(encoder).projectedTo(6))
                .encoder(input -> Recurrent.lstm(input).hidden(6).bidirectional())
                .lockedDropout(0),
            List.of(
                new TaggedSentence(List.of("the", "dogs", "read"), List.of("D", "N", "V")),
                new TaggedSentence(List.of("reading", "books"), List.of("V", "N"))),
            TrainingOptions.defaults().epochs(20))) {
      tagger.save(model);
    }
  }

  @BeforeEach
  void start() throws IOException {
    ServiceMetrics metrics = new ServiceMetrics();
    server =
        new TaggingServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            TaggingService.of(Tagger.load(model)).listener(metrics).start(),
            metrics,
            () -> Tagger.load(model),
            new TaggingServer.Options(100_000, Duration.ofSeconds(5), true, Locale.ENGLISH));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String path, Object body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Path beside(String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(kind + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Sentences of one window of the encoder and of several. */
  private static List<List<String>> sentences() {
    List<List<String>> sentences = new ArrayList<>();
    for (int length = 1; length <= CLIENTS; length++) {
      List<String> sentence = new ArrayList<>(Collections.nCopies(length, "unseen"));
      sentence.set(length / 2, "reading" + length);
      sentences.add(sentence);
    }
    return sentences;
  }

  private void requireAnswers(JsonNode answers, List<Tagging> expected) {
    assertThat(answers).hasSameSizeAs(expected);
    for (int n = 0; n < expected.size(); n++) {
      for (int t = 0; t < expected.get(n).size(); t++) {
        assertThat(answers.get(n).get("labels").get(t).textValue())
            .isEqualTo(expected.get(n).label(t));
        assertThat(answers.get(n).get("probabilities").get(t).floatValue())
            .isEqualTo((float) expected.get(n).probability(t));
      }
    }
  }

  @Test
  void clientsGetTheTaggersAnswersWhileTheModelIsReplaced() throws Exception {
    List<List<String>> sentences = sentences();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (Tagger tagger = Tagger.load(model)) {
      List<Tagging> expected = sentences.stream().map(tagger::tag).toList();
      List<Future<?>> calls = new ArrayList<>();
      for (int k = 0; k < CLIENTS; k++) {
        int own = k;
        calls.add(
            clients.submit(
                () -> {
                  for (int round = 0; round < 5; round++) {
                    String one = post("/v1/tag", Map.of("tokens", sentences.get(own))).body();
                    requireAnswers(json.readTree(one).get("sentences"), List.of(expected.get(own)));
                    String all = post("/v1/tag", Map.of("sentences", sentences)).body();
                    requireAnswers(json.readTree(all).get("sentences"), expected);
                  }
                  return null;
                }));
      }
      for (int k = 0; k < 5; k++) {
        assertThat(post("/v1/reload", Map.of()).statusCode()).isEqualTo(200);
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      clients.shutdown();
    }
  }

  @Test
  void aReloadWithoutTheEncoderIsRefusedByNameAndTheFormerModelStays() throws Exception {
    Path encoder = beside("encoder");
    Path aside = folder.resolve("aside");
    Files.move(encoder, aside);
    try {
      HttpResponse<String> missing = post("/v1/reload", Map.of());
      assertThat(missing.statusCode()).isEqualTo(500);
      assertThat(json.readTree(missing.body()).get("error").textValue())
          .isEqualTo(
              "word tagger %s: encoder: expected the file %s, got none; copy it to the tagger's folder",
              model, encoder);
      byte[] changed = Files.readAllBytes(aside);
      changed[changed.length / 2] ^= 1;
      Files.write(encoder, changed);
      HttpResponse<String> exchanged = post("/v1/reload", Map.of());
      assertThat(exchanged.statusCode()).isEqualTo(500);
      assertThat(json.readTree(exchanged.body()).get("error").textValue())
          .contains(encoder.toString(), "got another SHA-256", "copy it again");
      assertThat(post("/v1/tag", Map.of("tokens", List.of("the", "dogs"))).statusCode())
          .isEqualTo(200);
    } finally {
      Files.deleteIfExists(encoder);
      Files.move(aside, encoder);
    }
    assertThat(post("/v1/reload", Map.of()).statusCode()).isEqualTo(200);
  }

  /** The service does not start with a model that cannot tag. */
  @Test
  void aStartWithoutTheTokenizerIsRefusedByName() throws Exception {
    Path alone = Files.createDirectory(folder.resolve("alone"));
    Files.copy(model, alone.resolve("a"));
    Files.copy(beside("encoder"), alone.resolve(beside("encoder").getFileName()));
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    Console console =
        Console.of(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new PrintStream(error, true, StandardCharsets.UTF_8));
    assertThat(ServiceCommand.run(console, "--port=0", "--model=" + alone.resolve("a")))
        .isEqualTo(1);
    assertThat(error.toString(StandardCharsets.UTF_8))
        .contains(
            "tokenizer: expected the file %s, got none; copy it to the tagger's folder"
                .formatted(alone.resolve(beside("tokenizer").getFileName())));
  }
}

package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TrainingOptions;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/** The service of the guide, over HTTP, with models of both kinds. */
class DocumentedServiceTest {
  private static final int MAX_LINES = 40;

  @TempDir private Path folder;
  private CodeBlock service;

  @BeforeEach
  void findService() throws IOException {
    Path page = Path.of("..", "..", "docs/guide/service.md");
    service =
        CodeBlock.of("service.md", Files.readAllLines(page)).stream()
            .filter(block -> block.declaredClass().isPresent())
            .findFirst()
            .orElseThrow();
  }

  @Test
  void serviceIsShort() {
    assertThat(service.lines()).hasSizeLessThanOrEqualTo(MAX_LINES);
  }

  @Test
  void serviceTagsPartsOfSpeechAndNames() throws Exception {
    Path partsOfSpeech = folder.resolve("pos.model");
    Path names = folder.resolve("names.model");
    trainPartsOfSpeech(partsOfSpeech);
    trainNames(names);
    JsonNode tagged = answer(partsOfSpeech, "Everybody ate the book");
    JsonNode sentence = tagged.get("sentences").get(0);
    assertThat(sentence.get("labels")).hasToString("[\"NN\",\"V\",\"DET\",\"NN\"]");
    assertThat(sentence.get("tokens").get(3).asText()).isEqualTo("book");
    assertThat(sentence.get("probabilities")).hasSize(4);
    assertThat(sentence.get("probabilities").get(1).asDouble()).isBetween(0.5, 1.0);
    assertThat(tagged.get("spans")).isEmpty();

    JsonNode named = answer(names, "Ada Lovelace met Bob.");
    assertThat(named.get("sentences").get(0).get("labels"))
        .hasToString("[\"B-PER\",\"I-PER\",\"O\",\"B-PER\",\"O\"]");
    JsonNode span = named.get("spans").get(0);
    assertThat(span.get("type").asText()).isEqualTo("PER");
    assertThat(span.get("begin").asInt()).isZero();
    assertThat(span.get("end").asInt()).isEqualTo("Ada Lovelace".length());
    assertThat(span.get("text").asText()).isEqualTo("Ada Lovelace");
    assertThat(span.get("probability").asDouble()).isBetween(0.5, 1.0);
    assertThat(named.get("spans")).hasSize(2);
  }

  private static void trainPartsOfSpeech(Path file) throws IOException {
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(
                List.of("The", "dog", "ate", "the", "apple"),
                List.of("DET", "NN", "V", "DET", "NN")),
            new TaggedSentence(
                List.of("Everybody", "read", "that", "book"), List.of("NN", "V", "DET", "NN")));
    var source = new TokenListDataSource("two", sentences, new WordFormFeatureExtractor(2, 2));
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder().hiddenSize(32).learningRate(0.02).epochs(30).build();
    try (LstmTaggerModel model = trainer.train(new MutableSequenceDataset<>(source))) {
      model.save(file);
    }
  }

  private static void trainNames(Path file) throws IOException {
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(
                List.of("Ada", "Lovelace", "met", "Bob", "."),
                List.of("B-PER", "I-PER", "O", "B-PER", "O")),
            new TaggedSentence(List.of("Bob", "met", "."), List.of("B-PER", "O", "O")),
            new TaggedSentence(List.of("Nobody", "met", "."), List.of("O", "O", "O")));
    try (WordTagger tagger =
        WordTagger.train(
            Tagger.define()
                .words(16)
                .encoder(input -> Recurrent.lstm(input).hidden(16).bidirectional())
                .crf(TagScheme.BIO),
            sentences,
            TrainingOptions.defaults()
                .epochs(60)
                .learningRate(0.02)
                .unknownRate(0)
                .wordDropout(0))) {
      tagger.save(file);
    }
  }

  private JsonNode answer(Path model, String text) throws Exception {
    String name = service.compile("", folder);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      HttpServer server =
          (HttpServer)
              loader
                  .loadClass(name)
                  .getMethod("start", Path.class, int.class)
                  .invoke(null, model, 0);
      try {
        URI address =
            URI.create("http://localhost:%d/tag".formatted(server.getAddress().getPort()));
        HttpResponse<String> response =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(text)).build(),
                    BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
      } finally {
        server.stop(0);
      }
    }
  }
}

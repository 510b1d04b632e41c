package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.InputFile;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.TestEncoder;
import org.tributary.onnx.TransformerEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerTrainer;

/** Taggers with token vectors: training, files, and what lies beside them. */
class TokenVectorTaggerTest {
  private static final List<TaggedSentence> TRAIN =
      List.of(
          new TaggedSentence(List.of("the", "dogs", "read"), List.of("D", "N", "V")),
          new TaggedSentence(List.of("reading", "books", "..."), List.of("V", "N", "P")),
          new TaggedSentence(List.of("the", "unreadable", "book"), List.of("D", "A", "N")));

  private static final TrainingOptions OPTIONS =
      SmallTraining.options().epochs(80).learningRate(0.02);

  @TempDir private static Path shared;
  private static TransformerEncoder encoder;
  private static WordTagger tagger;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    encoder = TestEncoder.in(shared);
    tagger = train(encoder);
  }

  @AfterAll
  static void close() {
    tagger.close();
  }

  private static TaggerDefinition definition(TransformerEncoder encoder) {
    return SmallTraining.define()
        .words(4)
        .input(TransformerVectors.of(encoder).projectedTo(6))
        .encoder(input -> Recurrent.lstm(input).hidden(6).bidirectional());
  }

  private static WordTagger train(TransformerEncoder encoder) {
    return TaggerTrainer.train(
        definition(encoder), TRAIN, TRAIN, OPTIONS, TrainingListener.silent());
  }

  private Path saved() throws IOException {
    Path file = folder.resolve("words.tributary");
    tagger.save(file);
    return file;
  }

  private Path beside(String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith(kind + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static List<List<String>> sentences() {
    List<List<String>> sentences = new ArrayList<>();
    Random random = new Random(1);
    String[] words = {"the", "dogs", "unseen", "reading", "book", "U.S.", "日本", "able"};
    for (int k = 0; k < 60; k++) {
      List<String> sentence = new ArrayList<>();
      for (int length = 1 + random.nextInt(25); length > 0; length--) {
        sentence.add(words[random.nextInt(words.length)]);
      }
      sentences.add(sentence);
    }
    return sentences;
  }

  private static List<List<String>> labels(Tagger tagger, List<List<String>> sentences) {
    return tagger.tagAll(sentences).stream().map(Tagging::labels).toList();
  }

  @Test
  void labelsAreLearned() {
    for (TaggedSentence sentence : TRAIN) {
      assertThat(tagger.tag(sentence.tokens()).labels()).isEqualTo(sentence.labels());
    }
    float[] weights = tagger.parameters().values("token_mix.weight");
    assertThat(weights).hasSize(3);
    for (float weight : weights) {
      assertThat(weight).isNotZero();
    }
    assertThat(tagger.parameters().values("token_mix.gamma")[0]).isNotEqualTo(1);
  }

  /** The same word in other company has another vector. */
  @Test
  void labelsDependOnTheSentence() {
    TaggerDefinition forward =
        definition(encoder).encoder(input -> Recurrent.lstm(input).hidden(6));
    try (WordTagger oneWay = TaggerTrainer.train(forward, TRAIN, OPTIONS.epochs(1))) {
      assertThat(oneWay.tag(List.of("book", "the", "dogs")).distribution(0))
          .isNotEqualTo(oneWay.tag(List.of("book")).distribution(0));
    }
  }

  @Test
  void aCacheChangesNothing() throws IOException {
    for (int run = 0; run < 2; run++) { // the second reads what the first has written
      try (WordTagger cached =
          train(
              encoder.cachedIn(
                  folder.resolve("cache"), 1 << 20, TransformerEncoder.Progress.silent()))) {
        assertThat(cached.parametersSha256()).isEqualTo(tagger.parametersSha256());
        assertThat(cached.definition()).isEqualTo(tagger.definition());
        labels(cached, sentences());
      }
    }
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      long bytes =
          files
              .filter(f -> f.toString().endsWith(".vectors"))
              .mapToLong(f -> f.toFile().length())
              .sum();
      long words = TRAIN.stream().mapToLong(s -> s.tokens().size()).sum();
      assertThat(bytes).isEqualTo(44 + 3 * 40 + words * 3 * 8 * 2); // none of those tagged
    }
  }

  @Test
  void aLoadedTaggerPredictsTheSame() throws IOException {
    Path file = saved();
    List<List<String>> sentences = sentences();
    try (Tagger loaded = Tagger.load(file)) {
      for (List<String> sentence : sentences) {
        assertThat(loaded.tag(sentence).distribution(0))
            .isEqualTo(tagger.tag(sentence).distribution(0));
      }
      assertThat(loaded.parametersSha256()).isEqualTo(tagger.parametersSha256());
      Path again = Files.createDirectory(folder.resolve("again"));
      ((WordTagger) loaded).save(again.resolve("words.tributary"));
      assertThat(Files.readAllBytes(again.resolve("words.tributary")))
          .isEqualTo(Files.readAllBytes(file));
      try (Stream<Path> files = Files.list(again)) {
        assertThat(files).hasSize(3);
      }
    }
  }

  @Test
  void labelsAreTheSameInAnyCompanyAndThread() {
    List<List<String>> sentences = new ArrayList<>(sentences());
    List<List<String>> alone =
        sentences.stream().map(sentence -> tagger.tag(sentence).labels()).toList();
    assertThat(labels(tagger, sentences)).isEqualTo(alone);
    Stream.of(1, 2, 3, 4)
        .parallel()
        .forEach(
            seed -> {
              List<List<String>> shuffled = new ArrayList<>(sentences);
              Collections.shuffle(shuffled, new Random(seed));
              List<List<String>> found = labels(tagger, shuffled);
              for (int k = 0; k < shuffled.size(); k++) {
                assertThat(found.get(k)).isEqualTo(alone.get(sentences.indexOf(shuffled.get(k))));
              }
            });
  }

  @Test
  void missingAndExchangedFilesAndStreamsAreRefusedByName() throws IOException {
    Path file = saved();
    byte[] bytes = Files.readAllBytes(file);
    Path onnx = beside("encoder");
    Path tokenizer = beside("tokenizer");
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(new ByteArrayInputStream(bytes)))
        .withMessageContaining(
            "encoder: expected the file %s beside the tagger, got a tagger of a stream or of Tribuo's own readers, which have no folder; load the tagger by its path, or name the file's folder in the system property tributary.files",
            onnx.getFileName());
    System.setProperty(InputFile.FOLDER, folder.toString());
    try {
      Tagger.load(new ByteArrayInputStream(bytes)).close();
    } finally {
      System.clearProperty(InputFile.FOLDER);
    }
    byte[] changed = Files.readAllBytes(tokenizer);
    changed[100] ^= 1;
    Files.write(tokenizer, changed);
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(file))
        .withMessage(
            "word tagger %s: tokenizer: expected the file %s as it was in training, got another SHA-256; it was exchanged or damaged: copy it again",
            file, tokenizer);
    tagger.save(file); // replaces the damaged one
    Tagger.load(file).close();
    Files.delete(onnx);
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(file))
        .withMessage(
            "word tagger %s: encoder: expected the file %s, got none; copy it to the tagger's folder",
            file, onnx);
  }

  /** A tagger that is loaded opens the encoder with the first sentence. */
  @Test
  void anEncoderExchangedUnderALoadedTaggerIsRefused() throws IOException {
    try (Tagger loaded = Tagger.load(saved())) {
      Path onnx = beside("encoder");
      byte[] other = Files.readAllBytes(onnx);
      other[other.length / 3] ^= 4;
      tagger.close(); // or the open session of the same file is shared
      Files.write(onnx, other);
      assertThatThrownBy(() -> loaded.tag(List.of("the")))
          .hasMessageStartingWith(
              "encoder: expected the file %s as it was in training".formatted(onnx));
    } finally {
      tagger = train(encoder);
    }
  }

  @Test
  void aClosedTaggerIsRefusedAndCanBeSaved() throws IOException {
    WordTagger closed = train(encoder);
    closed.tag(List.of("the"));
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.tag(List.of("the")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected an open");
    closed.save(folder.resolve("closed.tributary"));
    Tagger.load(folder.resolve("closed.tributary")).close();
  }
}

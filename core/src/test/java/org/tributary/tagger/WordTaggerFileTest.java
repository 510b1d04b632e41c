package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tensorflow.TensorFlow;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.WordForm;
import org.tributary.internal.LibraryVersion;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerTrainer;

class WordTaggerFileTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(
              List.of("Ada", "Lovelace", "met", "Größe", "\ud83d\ude00"),
              List.of("B-PER", "I-PER", "O", "B-LOC", "O")),
          new TaggedSentence(
              List.of("\ud800", "a \"b\"\n", "met", "重み"), // the first is an unpaired surrogate
              List.of("O", "O", "O", "B-PER")));

  private static final List<List<String>> UNTAGGED =
      List.of(
          List.of("Ada", "met", "ADA", "unseen", "重み"),
          List.of("\ud800", "a \"b\"\n"),
          List.of("\udfff"),
          List.of("Lovelace"));

  static final List<TaggerDefinition> DEFINITIONS =
      List.of(
          SmallTraining.define()
              .words(5)
              .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional()),
          SmallTraining.define()
              .words(3)
              .lowercase(4)
              .encoder(input -> Recurrent.gru(input).hidden(6).layers(3).bidirectional().highway())
              .dropout(0.3)
              .crf(),
          SmallTraining.define()
              .words(3)
              .characters(c -> c.size(7).lstm(5, CharacterPooling.MAX))
              .encoder(input -> Recurrent.rnn(input).hidden(6).layers(2).residual())
              .crf(TagScheme.BIO),
          SmallTraining.define()
              .words(3)
              .characters(c -> c.size(4).lstm(5))
              .lowercase(2)
              .encoder(input -> Recurrent.lstm(input).hidden(6).layers(2))
              .crf(TagScheme.IOB1),
          SmallTraining.define().words(3).characters(c -> c.size(4).cnn(6, 2, 3)));

  @TempDir private Path folder;

  /** A file of definition version 1 keeps its predictions for words of scripts without case. */
  @Test
  void shapesOfDefinitionVersion1AreKept() throws IOException {
    TaggerDefinition first =
        Tagger.define()
            .features("shape", WordForm.shapeOfVersion1(), 3)
            .encoder(i -> Recurrent.gru(i).hidden(2));
    Path file = folder.resolve("version1.tributary");
    List<String> words = List.of("日本", "Ada", "中国", "o");
    try (WordTagger tagger =
        TaggerTrainer.train(
            first,
            List.of(new TaggedSentence(List.of("日本", "Ada", "met"), List.of("A", "B", "C"))),
            SmallTraining.options().epochs(2))) {
      assertThat(tagger.vocabularies().get(0).symbols()).containsExactly("Xx", "x", "日本");
      Map<String, String> metadata = new TreeMap<>(WordTaggerFile.of(tagger).texts());
      assertThat(metadata.remove("input.shape.reads")).isEqualTo("shape.1");
      metadata.put("definition.version", "1");
      WordTaggerFile.write(file, new TaggerTensors(metadata, tagger.parameters()));
      try (WordTagger loaded = WordTagger.load(file)) {
        for (int k = 0; k < words.size(); k++) {
          assertThat(loaded.tag(words).distribution(k))
              .as(words.get(k))
              .isEqualTo(tagger.tag(words).distribution(k));
        }
        assertThat(loaded.definition().inputs()).isEqualTo(first.inputs());
      }
    }
  }

  private static WordTagger train(TaggerDefinition definition) {
    TagScheme scheme = definition.columns().get(0).head().scheme().orElse(TagScheme.BIO);
    List<TaggedSentence> sentences =
        SENTENCES.stream()
            .map(s -> new TaggedSentence(s.tokens(), TagScheme.BIO.convert(s.labels(), scheme)))
            .toList();
    return TaggerTrainer.train(
        definition, sentences, SmallTraining.options().epochs(3).unknownRate(1));
  }

  /** Returns labels and probabilities of untagged sentences. */
  private static List<List<Object>> predictions(WordTagger tagger) {
    return tagger.tagAll(UNTAGGED).stream()
        .map(t -> List.<Object>of(t.labels(), t.distribution(0), t.spans()))
        .toList();
  }

  private static byte[] savedBytes;

  /** Trains the tagger of {@link #saved} once. */
  @BeforeAll
  static void save(@TempDir Path shared) throws IOException {
    savedBytes = Files.readAllBytes(trained(shared.resolve("words.tributary")));
  }

  /** Writes a tagger of {@link #SENTENCES} with every kind of setting. */
  static Path trained(Path file) throws IOException {
    try (WordTagger tagger = train(DEFINITIONS.get(3))) {
      tagger.save(file);
    }
    return file;
  }

  private Path saved() throws IOException {
    return Files.write(folder.resolve("words.tributary"), savedBytes);
  }

  @ParameterizedTest
  @FieldSource("DEFINITIONS")
  void savedTaggerLoadsUnchanged(TaggerDefinition definition) throws IOException {
    Path file = folder.resolve("words.tributary");
    Path resaved = folder.resolve("again.tributary");
    WordTagger tagger = train(definition);
    List<List<Object>> expected = predictions(tagger);
    tagger.close();
    tagger.save(file);
    try (WordTagger loaded = WordTagger.load(file)) {
      assertThat(predictions(loaded)).isEqualTo(expected);
      assertThat(loaded.labels()).isEqualTo(tagger.labels());
      loaded.save(resaved);
    }
    assertThat(resaved).hasSameBinaryContentAs(file);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("words.tributary", "again.tributary");
  }

  /**
   * Checks the parameter names directly, since the labels of an undertrained tagger are arbitrary.
   */
  @Test
  void parametersAreSafetensorsUnderTheirNames() throws IOException {
    assertThat(Safetensors.read(saved()).names())
        .contains("word_emb.weight", "char_emb.weight", "lstm.weight_ih_l1", "hidden2tag.bias")
        .contains("crf.tag.transitions");
  }

  @Test
  void fileDamagedAtAnyByteIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(saved());
    Path file = folder.resolve("damaged.tributary");
    for (int at = 0; at < whole.length; at += 23) {
      byte[] damaged = whole.clone();
      damaged[at] = (byte) (damaged[at] ^ 1 << at % 7);
      Files.write(file, damaged);
      assertThatThrownBy(() -> WordTagger.load(file).close())
          .as("byte %d of %d", at, whole.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("word tagger " + file);
      Files.write(file, Arrays.copyOf(whole, at));
      assertThatIOException()
          .as("%d bytes of %d", at, whole.length)
          .isThrownBy(() -> WordTagger.load(file));
    }
  }

  @Test
  void filesOfOtherFormatsAndVersionsAreRefused() throws IOException {
    Path missing = folder.resolve("lost");
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(missing))
        .withMessage("tagger %s: expected a file, got none; check the path".formatted(missing));
    Path other = folder.resolve("other");
    ParameterValues values =
        ParameterValues.builder().add("a", TensorShape.of(1), new float[] {1}).build();
    Safetensors.write(other, values);
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(other))
        .withMessage(
            "word tagger %s: expected a tagger written by WordTagger.save, got other tensors; read them with Safetensors.read, or import a tagger of PyTorch with TorchTagger.read"
                .formatted(other));
    Safetensors.write(other, values, Map.of("tributary.word_tagger", "2"));
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(other))
        .withMessage(
            "word tagger %s: expected version 1, got 2; was it written by a newer release?"
                .formatted(other));
    Path file = saved();
    Map<String, String> metadata = new TreeMap<>(Safetensors.texts(file));
    metadata.remove("format");
    String checksum = metadata.remove("tributary.crc32");
    Safetensors.write(other, Safetensors.read(file), metadata);
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(other))
        .withMessage(
            "word tagger %s: expected a checksum as tributary.crc32, got none; the file was changed since it was written: copy it again or train again"
                .formatted(other));
    metadata.put("tributary.crc32", checksum);
    metadata.put("encoder.layers", "1");
    Safetensors.write(other, Safetensors.read(file), metadata);
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(other))
        .withMessageContaining("expected checksum " + metadata.get("tributary.crc32"));
    Path nowhere = folder.resolve("no").resolve("file");
    try (WordTagger tagger = WordTagger.load(file)) {
      assertThatIOException()
          .isThrownBy(() -> tagger.save(nowhere))
          .withMessage(
              "word tagger %s: the folder %s does not exist; create it first"
                  .formatted(nowhere, nowhere.getParent()));
    }
  }

  /** A file of a newer release, whose encoder predictions depend on something unknown here. */
  @Test
  void fileWithAnUnknownSettingIsRefused() throws IOException {
    WordTaggerFile stored = WordTaggerFile.read(TaggerSource.of(saved()));
    Map<String, String> metadata = new TreeMap<>(stored.texts());
    metadata.put("encoder.residual", "true");
    Path newer = folder.resolve("newer");
    WordTaggerFile.write(newer, new TaggerTensors(metadata, stored.parameters()));
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(newer))
        .withMessage(
            "word tagger %s: expected settings that this release knows, got 1 others: [encoder.residual]; was it written by a newer release?"
                .formatted(newer));
  }

  @Test
  void fileNamesItsWriterAndItsTraining() throws IOException {
    Map<String, String> texts = Safetensors.texts(saved());
    assertThat(texts)
        .containsEntry("tributary.version", LibraryVersion.get())
        .containsEntry("metadata.training.sentences", "2")
        // printf of lengths and texts in UTF-16, by Python's hashlib
        .containsEntry(
            "metadata.training.sha256",
            "eeb02a73edcda582dbace4d2bd9a8c421909b40af2f841b98d26ddbb954e2551")
        .containsEntry("metadata.epochs", "3")
        .containsEntry("metadata.tensorflow.version", TensorFlow.version())
        .containsKeys("metadata.threads", "metadata.training.definition")
        .hasEntrySatisfying(
            "metadata.training.options", options -> assertThat(options).contains("seed=1"))
        .doesNotContainKeys("metadata.epoch.best", "metadata.development.score");
  }

  @Test
  void equalTrainingGivesAnEqualFile() throws IOException {
    assertThat(trained(folder.resolve("words.tributary"))).hasBinaryContent(savedBytes);
  }
}

package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tributary.tribuo.fixture.SamplePipeline.probabilities;

import com.google.protobuf.ByteString;
import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.feature.WordVectors;
import org.tributary.internal.tagger.TaggerFiles;
import org.tributary.param.FloatTensor;
import org.tributary.param.Safetensors;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.VectorStorage;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.SamplePipeline;
import org.tributary.tribuo.fixture.SamplePipeline.Fixed;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.VectorSource;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** Models with their pretrained vectors in a file beside them. */
class VectorStorageTest {
  private static LstmTaggerModel model;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    model = SamplePipeline.train(new EmbeddedFeatures("word", 4), vectors(Trainability.FROZEN));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static PretrainedVectors vectors(Trainability training) {
    return new PretrainedVectors(new Fixed(), Keep.ALL, training);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private Path saved(String name) throws IOException {
    Path file = folder.resolve(name);
    model.save(file, VectorStorage.BESIDE);
    return file;
  }

  private Path vectorFile() throws IOException {
    return folder.resolve(
        names().stream().filter(name -> name.startsWith("vectors-")).findFirst().orElseThrow());
  }

  @Test
  void modelPredictsTheSameWithItsVectorsBesideIt() throws IOException {
    Path file = saved("a.tribuo");
    try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
      for (String word : List.of("mouse", "house", "walk")) {
        assertThat(probabilities(loaded, word)).isEqualTo(probabilities(model, word));
      }
      assertThat(loaded.serialize()).isEqualTo(model.serialize());
    }
    assertThat(Files.size(file)).isLessThan(model.serialize().getSerializedSize() + 40L);
  }

  @Test
  void vectorFileIsNamedByItsHashAndHasTheTable() throws Exception {
    saved("a.tribuo");
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(vectorFile()));
    assertThat(vectorFile().getFileName().toString())
        .isEqualTo("vectors-" + HexFormat.of().formatHex(hash).substring(0, 16) + ".safetensors");
    assertThat(Safetensors.read(vectorFile()).tensor("vectors").shape().asArray())
        .containsExactly(4, 2);
    assertThat(Safetensors.read(vectorFile()).values("vectors"))
        .containsExactly(1, -1, 2, -1, 3, -1, 0, 0);
  }

  @Test
  void modelsWithEqualVectorsShareTheirFile() throws IOException {
    saved("a.tribuo");
    byte[] first = Files.readAllBytes(vectorFile());
    try (LstmTaggerModel other =
            SamplePipeline.train(CharacterFeatures.lstm(3), vectors(Trainability.FROZEN));
        LstmTaggerModel tuned =
            SamplePipeline.train(
                new EmbeddedFeatures("word", 4), vectors(Trainability.TRAINABLE))) {
      other.save(folder.resolve("b.tribuo"), VectorStorage.BESIDE);
      assertThat(names()).hasSize(3);
      assertThat(vectorFile()).hasBinaryContent(first);
      tuned.save(folder.resolve("c.tribuo"), VectorStorage.BESIDE);
      assertThat(names()).hasSize(5);
    }
  }

  @Test
  void missingOrChangedVectorsAreRefusedByName() throws IOException {
    Path file = saved("a.tribuo");
    Path vectors = vectorFile();
    byte[] bytes = Files.readAllBytes(vectors);
    bytes[bytes.length - 1] ^= 1;
    Files.write(vectors, bytes);
    String changed =
        "model %s: vectors: expected the file %s as it was in training, got another SHA-256; it was exchanged or damaged: copy it again"
            .formatted(file, vectors);
    assertThatIOException().isThrownBy(() -> LstmTaggerModel.load(file)).withMessage(changed);
    assertThatIOException().isThrownBy(() -> Tagger.load(file)).withMessage(changed);
    Files.delete(vectors);
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(file))
        .withMessage(
            "model %s: vectors: expected the file %s, got none; copy it to the tagger's folder"
                .formatted(file, vectors));
    model.save(file, VectorStorage.BESIDE);
    LstmTaggerModel.load(file).close();
  }

  @Test
  void damagedVectorFileIsReplacedByTheNextSave() throws IOException {
    saved("a.tribuo");
    byte[] bytes = Files.readAllBytes(vectorFile());
    Files.write(vectorFile(), new byte[] {1, 2, 3});
    saved("a.tribuo");
    assertThat(vectorFile()).hasBinaryContent(bytes);
  }

  @Test
  void streamHasNoVectorsBesideIt() throws IOException {
    byte[] bytes = Files.readAllBytes(saved("a.tribuo"));
    String message =
        "vectors: expected the file %s beside the tagger, got a tagger of a stream or of Tribuo's own readers, which have no folder; load the tagger by its path, or name the file's folder in the system property tributary.files"
            .formatted(vectorFile().getFileName());
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(new ByteArrayInputStream(bytes)))
        .withMessageContaining(message);
    assertThatThrownBy(() -> LstmTaggerModel.deserialize(SequenceModelProto.parseFrom(bytes)))
        .rootCause()
        .hasMessageContaining(message);
  }

  @Test
  void loadedModelIsSavedWithItsVectorsInside() throws IOException {
    Path file = folder.resolve("inside.tribuo");
    try (LstmTaggerModel loaded = LstmTaggerModel.load(saved("a.tribuo"))) {
      loaded.save(file);
    }
    Files.delete(vectorFile());
    try (LstmTaggerModel inside = LstmTaggerModel.load(file)) {
      assertThat(probabilities(inside, "mouse")).isEqualTo(probabilities(model, "mouse"));
    }
  }

  @Test
  void linkedModelFindsTheVectorsOfItsTarget() throws IOException {
    Path releases = Files.createDirectories(folder.resolve("releases/3"));
    model.save(releases.resolve("m.tribuo"), VectorStorage.BESIDE);
    Path link = Files.createSymbolicLink(folder.resolve("current"), releases.resolve("m.tribuo"));
    try (LstmTaggerModel loaded = LstmTaggerModel.load(link)) {
      assertThat(probabilities(loaded, "mouse")).isEqualTo(probabilities(model, "mouse"));
    }
  }

  @Test
  void unwritableModelLeavesNoVectors() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken"));
    assertThatIOException()
        .isThrownBy(() -> model.save(taken, VectorStorage.BESIDE))
        .withMessageStartingWith("model %s: ".formatted(taken));
    assertThat(names()).containsExactly("taken");
  }

  /** Only a table of pretrained vectors is read from a file. */
  @Test
  void otherParametersBesideTheModelAreRefused() throws Exception {
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(withFile(0, ByteString.copyFrom(new byte[32]))))
        .withMessageContaining(
            "vectors: expected the values of word_emb.weight in the tagger's file, got a file"
                + " beside it, which only pretrained vectors may have");
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(withFile(0, ByteString.copyFrom(new byte[31]))))
        .withMessageContaining("vectors: expected a SHA-256 of 64 hexadecimal digits, got '00");
  }

  @Test
  void vectorsOfAnotherShapeAreRefused() throws Exception {
    Path file = saved("a.tribuo");
    ByteString other =
        ByteString.copyFrom(
            HexFormat.of()
                .parseHex(TaggerFiles.writeVectors(folder, FloatTensor.zeros(4, 3)).sha256()));
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(withFile(1, other)))
        .withMessage(
            "model %s: parameter vector_emb.weight: expected shape [4, 2], got [4, 3]; are these values of another model?"
                .formatted(file));
  }

  /** Returns a model whose parameter of this number, from 0, is in a file with the hash. */
  private Path withFile(int parameter, ByteString hash) throws IOException {
    Path file = saved("a.tribuo");
    LstmTaggerProto.Builder hostile = Stored.proto(model).toBuilder();
    hostile.getParametersBuilder(parameter).clearValues().clearHalfValues().setFileSha256(hash);
    return Files.write(file, Stored.file(hostile.build()).toByteArray());
  }

  @Test
  void modelWithoutVectorsHasNoFileBesideIt() throws IOException {
    try (LstmTaggerModel plain = SamplePipeline.train(new EmbeddedFeatures("word", 4))) {
      plain.save(folder.resolve("plain.tribuo"), VectorStorage.BESIDE);
    }
    assertThat(names()).containsExactly("plain.tribuo");
  }

  /** The file has the words, whose heap is a multiple of their bytes, but not their vectors. */
  @Test
  void modelOfManyWordsIsReadWithItsVectorsBesideIt() throws IOException {
    Path file = folder.resolve("many.tribuo");
    try (LstmTaggerModel many =
        SamplePipeline.train(1, new PretrainedVectors(new Many(), Keep.ALL, Trainability.FROZEN))) {
      many.save(file, VectorStorage.BESIDE);
      try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
        assertThat(probabilities(loaded, "w12345")).isEqualTo(probabilities(many, "w12345"));
      }
    }
  }

  /** Vectors of many short words. */
  public static final class Many implements VectorSource {
    private static final int WORDS = 250_000;

    @Config private int unused = 1;

    @Override
    public WordVectors read(Predicate<String> wanted) {
      List<String> words =
          IntStream.range(0, WORDS).mapToObj(k -> k == 0 ? "walk" : "w" + k).toList();
      float[] values = new float[WORDS];
      for (int k = 0; k < WORDS; k++) {
        values[k] = k % 7;
      }
      return new WordVectors(words, 1, values);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
      return new ConfiguredObjectProvenanceImpl(this, "VectorSource");
    }
  }
}

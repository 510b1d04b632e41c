package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.InputFile;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordVectors;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerTrainer;

/** Word taggers with their pretrained vectors in a file beside them. */
class WordVectorStorageTest {
  private static final String TABLE = "vector_emb.weight";
  private static final List<String> SENTENCE = List.of("the", "dog", "unseen", "cat");
  private static WordTagger tagger;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    WordVectors vectors =
        new WordVectors(List.of("dog", "cat", "the"), 2, new float[] {1, -1, 0.1f, 2, 3, 4});
    tagger =
        TaggerTrainer.train(
            SmallTraining.define()
                .words(4)
                .input(VectorInput.of(vectors))
                .encoder(input -> Recurrent.lstm(input).hidden(5).bidirectional()),
            List.of(new TaggedSentence(List.of("the", "dog"), List.of("D", "N"))),
            SmallTraining.options().epochs(1));
  }

  @AfterAll
  static void close() {
    tagger.close();
  }

  private Path saved() throws IOException {
    Path file = folder.resolve("words.tributary");
    tagger.save(file, VectorStorage.BESIDE);
    return file;
  }

  private Path vectorFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> !f.toString().endsWith(".tributary")).findFirst().orElseThrow();
    }
  }

  private static String sha256(Path file) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(hash);
  }

  @Test
  void taggerPredictsTheSameWithItsVectorsBesideIt() throws IOException {
    Path file = saved();
    try (Tagger loaded = Tagger.load(file)) {
      assertThat(loaded.tag(SENTENCE).distribution(3))
          .isEqualTo(tagger.tag(SENTENCE).distribution(3));
      assertThat(loaded.parametersSha256()).isEqualTo(tagger.parametersSha256());
    }
    assertThat(Safetensors.read(file).names()).doesNotContain(TABLE).contains("word_emb.weight");
  }

  @Test
  void vectorFileIsNamedByItsHashAndHasTheTable() throws Exception {
    saved();
    assertThat(vectorFile().getFileName().toString())
        .isEqualTo("vectors-" + sha256(vectorFile()).substring(0, 16) + ".safetensors");
    assertThat(Safetensors.read(vectorFile()).values("vectors"))
        .containsExactly(1, -1, 0.1f, 2, 3, 4, 0, 0); // and the unknown word's
  }

  @Test
  void loadedTaggerIsSavedWithItsVectorsInside() throws IOException {
    Path inside = folder.resolve("inside.tributary");
    try (WordTagger loaded = WordTagger.load(saved())) {
      loaded.save(inside);
    }
    Files.delete(vectorFile());
    try (WordTagger loaded = WordTagger.load(inside)) {
      assertThat(loaded.parametersSha256()).isEqualTo(tagger.parametersSha256());
    }
  }

  @Test
  void missingOrChangedVectorsAndStreamsAreRefusedByName() throws IOException {
    Path file = saved();
    Path vectors = vectorFile();
    byte[] bytes = Files.readAllBytes(file);
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(new ByteArrayInputStream(bytes)))
        .withMessageContaining(
            "vectors: expected the file %s beside the tagger, got a tagger of a stream",
            vectors.getFileName());
    System.setProperty(InputFile.FOLDER, folder.toString());
    try {
      Tagger.load(new ByteArrayInputStream(bytes)).close();
    } finally {
      System.clearProperty(InputFile.FOLDER);
    }
    Files.writeString(vectors, "changed");
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(file))
        .withMessage(
            "word tagger %s: vectors: expected the file %s as it was in training, got another SHA-256;"
                + " it was exchanged or damaged: copy it again",
            file, vectors);
    Files.delete(vectors);
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(file))
        .withMessage(
            "word tagger %s: vectors: expected the file %s, got none; copy it to the tagger's"
                + " folder",
            file, vectors);
  }

  /** The file of a tagger is not trusted: it may name any parameter and any hash. */
  @Test
  void invalidReferencesAreRefused() throws Exception {
    saved();
    String hash = sha256(vectorFile());
    assertRefused("word_emb.weight", hash, "only pretrained vectors may have");
    assertRefused("other", hash, "only pretrained vectors may have");
    for (String other : List.of("", hash.substring(2), "zz".repeat(32), "0".repeat(1 << 20))) {
      assertRefused(TABLE, other, "expected a SHA-256 of 64 hexadecimal digits, got ");
    }
    WordTaggerFile stored = WordTaggerFile.of(tagger);
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(withReference(TABLE, hash, stored.parameters())))
        .withMessageContaining("once, got them in the tagger's file and beside it");
  }

  private void assertRefused(String parameter, String hash, String message) throws IOException {
    Path file = withReference(parameter, hash, Safetensors.read(saved()));
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(file))
        .withMessageStartingWith("word tagger %s: vectors: expected ", file)
        .withMessageContaining(message);
  }

  private Path withReference(String parameter, String hash, ParameterValues parameters)
      throws IOException {
    Path file = folder.resolve("hostile.tributary");
    Map<String, String> metadata = new TreeMap<>(WordTaggerFile.of(tagger).texts());
    metadata.put("vectors.sha256." + parameter, hash);
    WordTaggerFile.write(file, new TaggerTensors(metadata, parameters));
    return file;
  }

  @Test
  void unwritableTaggerLeavesNoVectors() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("taken.tributary"));
    assertThatIOException()
        .isThrownBy(() -> tagger.save(taken, VectorStorage.BESIDE))
        .withMessage(
            "word tagger %s: expected a file to write to, got a folder; name a file in it", taken);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(taken);
    }
  }
}

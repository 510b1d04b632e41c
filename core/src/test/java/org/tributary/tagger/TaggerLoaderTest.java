package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.internal.LibraryVersion;
import org.tributary.layer.Recurrent;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

class TaggerLoaderTest {
  private static final List<String> SENTENCE = List.of("a", "c", "b");

  @TempDir private static Path folder;
  private static Path saved;
  private static Tagging expected;

  @BeforeAll
  static void train() throws IOException {
    saved = folder.resolve("my.tributary");
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define()
                .words(3)
                .characters(c -> c.size(2).lstm(2))
                .encoder(input -> Recurrent.lstm(input).hidden(4)),
            List.of(new TaggedSentence(List.of("a", "b"), List.of("X", "Y"))),
            TrainingOptions.defaults().epochs(2))) {
      tagger.save(saved);
      expected = tagger.tag(SENTENCE);
    }
  }

  private static Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("other"), content);
  }

  /** Returns the first bytes of a Tribuo model: version, class name and data. */
  private static byte[] tribuoModel(int version) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (version > 0) {
      bytes.writeBytes(new byte[] {0x08, (byte) version});
    }
    byte[] name = "org.tributary.tribuo.LstmTaggerModel".getBytes(StandardCharsets.UTF_8);
    bytes.write(0x12);
    bytes.write(name.length);
    bytes.writeBytes(name);
    bytes.writeBytes(new byte[] {0x1a, 0});
    return bytes.toByteArray();
  }

  @Test
  void fileAndStreamLoadTheSameTagger() throws IOException {
    try (Tagger tagger = Tagger.load(saved);
        InputStream stream = Files.newInputStream(saved);
        Tagger streamed = Tagger.load(stream)) {
      for (Tagger each : List.of(tagger, streamed)) {
        each.warmUp();
        assertThat(each.labels()).containsExactly("X", "Y");
        assertThat(each.scheme()).isEmpty();
        assertThat(each.tag(SENTENCE).labels()).isEqualTo(expected.labels());
        assertThat(each.tag(SENTENCE).distribution(2)).isEqualTo(expected.distribution(2));
      }
      assertThat(stream.read()).as("the stream is open").isEqualTo(-1);
    }
  }

  /** A pipe can be opened once and has no positions. */
  @Test
  void pipeLoadsTheSameTagger() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process writer = new ProcessBuilder("cp", saved.toString(), pipe.toString()).start();
    try (Tagger tagger = Tagger.load(pipe)) {
      assertThat(tagger.tag(SENTENCE).distribution(2)).isEqualTo(expected.distribution(2));
    } finally {
      writer.destroy();
    }
  }

  @Test
  void metadataDescribesTheTagger() throws IOException {
    try (Tagger tagger = Tagger.load(saved)) {
      TaggerMetadata metadata = tagger.metadata();
      assertThat(metadata.format()).isEqualTo("tributary.word_tagger");
      assertThat(metadata.tributaryVersion()).contains(LibraryVersion.get());
      assertThat(metadata.provenance())
          .containsKeys("training.sentences", "epochs", "tributary.version");
      assertThat(metadata.definition()).containsOnlyKeys("encoder", "head", "inputs");
      assertThat(metadata.definition().get("encoder")).contains(" of hidden size 4, ");
      assertThat(metadata.sizes())
          .containsEntry("labels", 2L)
          .containsEntry("input.word", 3L)
          .containsEntry("input.char", 3L)
          // embeddings, character LSTM in two directions, encoder LSTM, linear layer
          .containsEntry(
              "parameters",
              (3 * 3 + 3 * 2) + 2 * 4 * 2 * (2 + 2 + 2) + 4 * 4 * (3 + 4 + 4 + 2) + 2 * 5L);
    }
  }

  @Test
  void cacheCountsWordsAndProjectionsUntilItIsCleared() throws IOException {
    try (Tagger tagger = Tagger.load(saved)) {
      assertThat(tagger.cache().size()).isZero();
      tagger.tagAll(List.of(SENTENCE, SENTENCE));
      assertThat(tagger.cache().size()).isEqualTo(2 * 3); // features and projections of 3 words
      tagger.cache().clear();
      assertThat(tagger.cache().size()).isZero();
      assertThat(tagger.tag(SENTENCE).distribution(1)).isEqualTo(expected.distribution(1));
    }
  }

  @Test
  void filesThatAreNoTaggersAreRefused() throws IOException {
    Path missing = folder.resolve("missing");
    assertRefused(missing, "expected a file, got none; check the path");
    assertRefused(folder, "expected a file, got a folder");
    assertRefused(
        file(new byte[0]), "expected a stored tagger, got no bytes; was it copied completely?");
    assertRefused(
        file("The dog ate the apple.\n".getBytes(StandardCharsets.UTF_8)),
        "expected a file of WordTagger.save or a Tribuo model, got a text that begins with 'The dog ate the apple.'; is it the data instead of the model?");
    String cut = "\n" + "\u00e4".repeat(600); // 1,024 bytes end within a letter
    assertRefused(
        file(cut.getBytes(StandardCharsets.UTF_8)),
        "expected a file of WordTagger.save or a Tribuo model, got a text that begins with '%s...'; is it the data instead of the model?"
            .formatted("\u00e4".repeat(60)));
    assertRefused(
        file(new byte[] {'a', 0, (byte) 0xff, 'b'}),
        "expected a file of WordTagger.save or a Tribuo model, got neither (first bytes 6100ff62); is it another file, compressed, or cut off?");
  }

  private static void assertRefused(Path file, String reason) {
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(file))
        .withMessage("tagger %s: %s".formatted(file, reason));
  }

  @Test
  void truncatedFilesAndStreamsAreRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(saved);
    for (int length = 0; length < whole.length; length += 97) {
      byte[] part = Arrays.copyOf(whole, length);
      Path file = file(part);
      for (Throwable refused :
          List.of(
              catchThrowable(() -> Tagger.load(file)),
              catchThrowable(() -> Tagger.load(new ByteArrayInputStream(part))))) {
        assertThat(refused).isInstanceOf(IOException.class).hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void tribuoModelWithoutTheReaderIsRefusedWithItsArtifact() throws IOException {
    for (int version : new int[] {0, 1}) {
      Path file = file(tribuoModel(version));
      assertRefused(
          file,
          "expected a format with a reader, got a Tribuo model, whose reader is not on the class path; add org.tributary:tributary-tribuo (and keep META-INF/services if you merge jars)");
      assertThatIOException()
          .isThrownBy(() -> WordTagger.load(file))
          .withMessage(
              "word tagger %s: expected a file of WordTagger.save, got a Tribuo model; load it with Tagger.load and org.tributary:tributary-tribuo on the class path",
              file);
    }
  }

  /** An upload that is no tagger is not read to its end. */
  @Test
  void streamOfAnUnknownFormatIsNotReadOn() {
    InputStream endless =
        new InputStream() {
          private int read;

          @Override
          public int read() {
            read++;
            return 'x';
          }

          @Override
          public int read(byte[] to, int offset, int count) {
            read += count;
            assertThat(read).isLessThan(10_000);
            Arrays.fill(to, offset, offset + count, (byte) 'x');
            return count;
          }
        };
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(endless))
        .withMessageStartingWith("tagger (stream): expected a file of WordTagger.save or a Tribuo");
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(InputStream.nullInputStream()))
        .withMessage(
            "tagger (stream): expected a stored tagger, got no bytes; was it copied completely?");
  }

  @Test
  void nullIsRefused() {
    assertThatThrownBy(() -> Tagger.load((Path) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("file: expected the path of a tagger, got null");
    assertThatThrownBy(() -> Tagger.load((InputStream) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("stream: expected the content of a tagger, got null");
    assertThatThrownBy(() -> Tagger.loader().allow((Class<?>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("allowed class: expected a class, got null");
  }

  @Test
  void modelOfTribuoIsRefusedWithItsReader() throws IOException {
    Path model = folder.resolve("model");
    Files.write(model, "\022\016org.tribuo.Any\032\000".getBytes(StandardCharsets.ISO_8859_1));
    assertThatIOException()
        .isThrownBy(() -> WordTagger.load(model))
        .withMessage(
            "word tagger %s: expected a file of WordTagger.save, got a Tribuo model; load it with Tagger.load and org.tributary:tributary-tribuo on the class path"
                .formatted(model));
  }
}

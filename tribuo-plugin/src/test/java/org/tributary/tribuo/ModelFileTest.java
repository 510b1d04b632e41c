package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.Any;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.SequenceModelProto;
import org.tribuo.sequence.SequenceModel;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.tribuo.fixture.Data;

class ModelFileTest {
  private static LstmTaggerModel model;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    model =
        Data.smallTrainer()
            .epochs(1)
            .build()
            .train(Data.dataset(List.of(Data.sentence("a/X", "b/Y"))));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void savedFileIsInTribuoFormat() throws IOException {
    Path ours = folder.resolve("ours.tribuo");
    Path tribuos = folder.resolve("tribuos.tribuo");
    model.save(ours);
    model.serializeToFile(tribuos);
    assertThat(ours)
        .hasSameBinaryContentAs(tribuos)
        .hasBinaryContent(model.serialize().toByteArray());
    try (LstmTaggerModel loaded = LstmTaggerModel.load(ours);
        LstmTaggerModel read = (LstmTaggerModel) SequenceModel.deserializeFromFile(ours)) {
      assertThat(loaded.getProvenance()).isEqualTo(model.getProvenance());
      assertThat(loaded.getName()).isEqualTo("lstm-tagger");
      assertThat(loaded.history()).isEqualTo(model.history());
      assertThat(read.castModel(Label.class)).isSameAs(read);
    }
  }

  /** A pipe can be opened once and has no positions. */
  @Test
  void modelIsReadFromAPipe() throws Exception {
    Path file = folder.resolve("tagger.tribuo");
    model.save(file);
    Path pipe = folder.resolve("pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process writer = new ProcessBuilder("cp", file.toString(), pipe.toString()).start();
    try (LstmTaggerModel read = LstmTaggerModel.load(pipe)) {
      assertThat(read.parametersSha256()).isEqualTo(model.parametersSha256());
    } finally {
      writer.destroy();
    }
  }

  @Test
  void savingReplacesTheFileAndLeavesNoOther() throws IOException {
    Path file = folder.resolve("tagger.tribuo");
    Files.writeString(file, "older");
    model.save(file);
    assertThat(Files.size(file)).isEqualTo(model.serialize().getSerializedSize());
    assertThat(names()).containsExactly("tagger.tribuo");
  }

  @Test
  void failedWriteKeepsTheOldFile() throws IOException {
    Path file = folder.resolve("tagger.tribuo");
    Files.writeString(file, "older");
    SequenceModelProto failing = Mockito.mock(SequenceModelProto.class);
    Mockito.doThrow(new IOException("No space left on device"))
        .when(failing)
        .writeTo(ArgumentMatchers.any(OutputStream.class));
    assertThatIOException()
        .isThrownBy(() -> ModelFile.write(file, failing))
        .withMessage("model %s: cannot be written: No space left on device".formatted(file));
    assertThat(file).hasContent("older");
    assertThat(names()).containsExactly("tagger.tribuo");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void unwritablePathIsReported() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> model.save(folder))
        .withMessage(
            "model %s: expected a file to write to, got a folder; name a file in it"
                .formatted(folder));
    Path lost = folder.resolve("nowhere").resolve("tagger.tribuo");
    assertThatIOException()
        .isThrownBy(() -> model.save(lost))
        .withMessage(
            "model %s: the folder %s does not exist; create it first"
                .formatted(lost, lost.getParent()));
    Path device = Path.of("/proc");
    assumeThat(device).exists();
    assertThatIOException()
        .isThrownBy(() -> model.save(device.resolve("tagger.tribuo")))
        .withMessageStartingWith("model /proc/tagger.tribuo: cannot be written: ");
  }

  @Test
  void fileWithoutATaggerIsRefusedWithTheReason() throws IOException {
    Path missing = folder.resolve("missing.tribuo");
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(missing))
        .withMessage("tagger %s: expected a file, got none; check the path".formatted(missing));
    assertRefused(
        file("The dog ate the apple.\n".getBytes(StandardCharsets.UTF_8)),
        "expected a model file of Tribuo's, got another or a damaged one; was it copied completely?");
    assertRefused(file(new byte[] {(byte) 0xa2, 1, 0}), "not a model file of Tribuo's");
    assertRefused(
        file(model.serialize().toBuilder().setClassName("org.other.Model").build().toByteArray()),
        "expected an LSTM tagger, got a model of class org.other.Model");
    assertRefused(
        file(model.serialize().toBuilder().setVersion(7).build().toByteArray()),
        "stored tagger: expected a version from 0 to 1, got 7");
    assertRefused(
        file(
            model.serialize().toBuilder()
                .setSerializedData(Any.getDefaultInstance())
                .build()
                .toByteArray()),
        "stored tagger: expected serialized_data to hold a LstmTaggerProto, got ''");
  }

  @Test
  void fileOfTheOtherLibraryIsRefusedWithItsReader() throws IOException {
    Path file = folder.resolve("words.tributary");
    ParameterValues values =
        ParameterValues.builder().add("a", TensorShape.of(1), new float[] {1}).build();
    Safetensors.write(file, values, Map.of("tributary.word_tagger", "1"));
    assertRefused(
        file,
        "expected a model of Tribuo, got a tagger written by WordTagger.save; load it with"
            + " WordTagger.load or Tagger.load, or convert it: LstmTaggerImport.of");
    Safetensors.write(file, values);
    assertRefused(
        file,
        "expected a model of Tribuo, got tensors in safetensors format without a tagger; read them"
            + " with Safetensors.read");
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    byte[] whole = model.serialize().toByteArray();
    for (int length = 1; length < whole.length; length += 1 + whole.length / 300) {
      assertRefused(file(Arrays.copyOf(whole, length)), "");
    }
    assertRefused(
        file(Arrays.copyOf(whole, whole.length - 1)),
        "expected a model file of Tribuo's, got another or a damaged one; was it copied completely?");
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("given.tribuo"), content);
  }

  private static void assertRefused(Path file, String reason) {
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(file))
        .withMessageStartingWith("model %s: %s".formatted(file, reason))
        .withMessageNotContaining("\n");
  }
}

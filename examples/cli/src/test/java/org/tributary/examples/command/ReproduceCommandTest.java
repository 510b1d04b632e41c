package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.protos.core.ModelDataProto;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** The {@code reproduce} command retrains taggers of the {@code train} command. */
class ReproduceCommandTest {
  private static final String SENTENCES = "Ann N\nsaw V\nRome N\n\nAnn N\nran V\n\n";

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    Files.writeString(folder.resolve("train"), SENTENCES.repeat(4));
    Files.writeString(folder.resolve("dev"), SENTENCES);
    train("model", "1");
    train("other", "2");
  }

  private static void train(String model, String seed) {
    Cli.run(
            "train",
            "--train",
            path("train"),
            "--dev",
            path("dev"),
            "--column",
            "2",
            "--model",
            path(model),
            "--epochs",
            "2",
            "--hidden-size",
            "4",
            "--embedding-size",
            "5",
            "--layers",
            "1",
            "--character-encoder",
            "none",
            "--seed",
            seed)
        .succeeds();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void retrainedModelIsBitIdentical() {
    assertThat(Cli.run("reproduce", "--model", path("model")).succeeds().output())
        .contains("epoch  2/2", "weights      bit-identical", "predictions  bit-identical")
        .doesNotContain("environment ");
  }

  @Test
  void dataFolderReplacesRecordedPaths() throws IOException {
    Path moved = Files.createDirectory(folder.resolve("moved"));
    Files.copy(folder.resolve("train"), moved.resolve("train"));
    Path dev = Files.writeString(moved.resolve("dev"), SENTENCES);
    Cli.run("reproduce", "--model", path("model"), "--data", moved.toString()).succeeds();
    Files.writeString(dev, SENTENCES + "\n");
    Cli.run("reproduce", "--model", path("model"), "--data", moved.toString())
        .failsSaying(
            "%s: development data: the file %s has changed since training: expected %d bytes, got %d bytes"
                .formatted(path("model"), dev, SENTENCES.length(), SENTENCES.length() + 1));
    Files.delete(dev);
    Cli.run("reproduce", "--model", path("model"), "--data", moved.toString())
        .failsSaying(
            "%s: development data: expected the file %s, got none; was it moved to another folder? name that by --data"
                .formatted(path("model"), dev));
  }

  @Test
  void firstDifferenceIsReported() throws IOException {
    Path mismatched = folder.resolve("mismatched");
    try (LstmTaggerModel model = LstmTaggerModel.load(folder.resolve("model"));
        LstmTaggerModel other = LstmTaggerModel.load(folder.resolve("other"));
        LstmTaggerModel forged = withProvenanceOf(other, model)) {
      forged.save(mismatched);
    }
    Cli run = Cli.run("reproduce", "--model", mismatched.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output())
        .contains(
            "weights      differ: parameter word_emb.weight[0, 0]: ",
            "predictions  differ: training data, sentence 1, step 1: ");
    assertThat(run.error())
        .startsWith(
            "tributary: "
                + mismatched
                + ": the retrained model differs; parameter word_emb.weight[0, 0]: ")
        .hasLineCount(1);
  }

  private static LstmTaggerModel withProvenanceOf(LstmTaggerModel source, LstmTaggerModel model)
      throws IOException {
    ByteString metadata =
        metadata(model).toBuilder()
            .setProvenance(metadata(source).getProvenance())
            .build()
            .toByteString();
    CRC32 checksum = new CRC32();
    checksum.update(metadata.toByteArray());
    LstmTaggerProto content =
        content(model).toBuilder()
            .setTribuoMetadata(metadata)
            .setChecksum((int) checksum.getValue())
            .build();
    return LstmTaggerModel.deserializeFromProto(
        LstmTaggerModel.CURRENT_VERSION, LstmTaggerModel.class.getName(), Any.pack(content));
  }

  private static LstmTaggerProto content(LstmTaggerModel model)
      throws InvalidProtocolBufferException {
    return model.serialize().getSerializedData().unpack(LstmTaggerProto.class);
  }

  private static ModelDataProto metadata(LstmTaggerModel model) throws IOException {
    return ModelDataProto.parseFrom(
        new GZIPInputStream(content(model).getTribuoMetadata().newInput()));
  }
}

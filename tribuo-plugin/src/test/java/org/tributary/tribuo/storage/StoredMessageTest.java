package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.internal.ByteArrayChannel;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** The fields of a stored model's messages in other orders, some of them, and more of them. */
class StoredMessageTest {
  private static LstmTaggerModel model;
  private static LstmTaggerProto message;

  @TempDir private Path folder;

  /** The model is larger than the buffer of a protobuf reader. */
  @BeforeAll
  static void train() throws IOException {
    model =
        Data.smallTrainer()
            .embeddingSize(50)
            .epochs(1)
            .build()
            .train(Data.dataset(Data.random(6, 4, 1)));
    message = model.serialize().getSerializedData().unpack(LstmTaggerProto.class);
    assertThat(message.getSafetensors().size()).isGreaterThan(3 * 4096);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static ByteString metadata() {
    return LstmTaggerProto.newBuilder()
        .setTribuoMetadata(message.getTribuoMetadata())
        .build()
        .toByteString();
  }

  private static ByteString safetensors() {
    return LstmTaggerProto.newBuilder()
        .setSafetensors(message.getSafetensors())
        .build()
        .toByteString();
  }

  private static ByteString checksum() {
    return LstmTaggerProto.newBuilder().setChecksum(message.getChecksum()).build().toByteString();
  }

  private static SequenceModelProto file(ByteString fields) {
    return model.serialize().toBuilder()
        .setSerializedData(Any.pack(message).toBuilder().setValue(fields))
        .build();
  }

  private Path saved(ByteString bytes) throws IOException {
    return Files.write(folder.resolve("model"), bytes.toByteArray());
  }

  @Test
  void fieldsAreReadInAnyOrder() throws IOException {
    for (List<ByteString> order :
        List.of(
            List.of(safetensors(), metadata(), checksum()),
            List.of(checksum(), safetensors(), metadata()))) {
      SequenceModelProto file = file(ByteString.copyFrom(order));
      try (LstmTaggerModel loaded = LstmTaggerModel.load(saved(file.toByteString()));
          LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(file)) {
        assertThat(loaded.serialize()).isEqualTo(model.serialize());
        assertThat(read.serialize()).isEqualTo(model.serialize());
      }
    }
  }

  /** A reader's input may have buffered bytes up to any position of its channel. */
  @Test
  void positionOfTheChannelStays() throws IOException {
    byte[] bytes = message.toByteArray();
    for (int position : new int[] {0, 7, bytes.length}) {
      ByteArrayChannel channel = new ByteArrayChannel(bytes);
      channel.position(position);
      org.tributary.tribuo.internal.storage.StoredTagger.read(
          CodedInputStream.newInstance(bytes), channel);
      assertThat(channel.position()).isEqualTo(position);
    }
  }

  @Test
  void fieldsAfterTheTensorsAreRead() throws IOException {
    ByteString file = model.serialize().toByteString();
    ByteString version =
        SequenceModelProto.newBuilder()
            .setVersion(LstmTaggerModel.CURRENT_VERSION)
            .build()
            .toByteString();
    LstmTaggerModel.load(saved(file.concat(version))).close();
    ByteString unknown = ByteString.copyFrom(new byte[] {9 << 3, 1});
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(saved(file.concat(version).concat(unknown))))
        .withMessageEndingWith(
            ": stored tagger: expected fields that this release knows, got field 9 of SequenceModelProto; was it written by a newer release?");
  }

  @Test
  void missingFieldIsReported() {
    Map<ByteString, String> missing =
        Map.of(
            ByteString.EMPTY,
            "checksum, safetensors, tribuo_metadata",
            metadata().concat(checksum()),
            "safetensors",
            metadata().concat(safetensors()),
            "checksum",
            checksum().concat(safetensors()),
            "tribuo_metadata");
    for (Map.Entry<ByteString, String> some : missing.entrySet()) {
      Any packed = file(some.getKey()).getSerializedData();
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  LstmTaggerModel.deserializeFromProto(1, LstmTaggerModel.class.getName(), packed))
          .withMessage(
              "stored tagger: expected tribuo_metadata, checksum and safetensors, got no %s; was the file cut off?",
              some.getValue());
    }
  }

  @Test
  void damagedTensorsAreReported() {
    byte[] bytes = message.getSafetensors().toByteArray();
    bytes[bytes.length - 1] ^= 1;
    Any packed =
        Stored.file(message.getTribuoMetadata(), ByteString.copyFrom(bytes)).getSerializedData();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LstmTaggerModel.deserializeFromProto(1, LstmTaggerModel.class.getName(), packed))
        .withMessageStartingWith("stored tagger: expected checksum ");
  }
}

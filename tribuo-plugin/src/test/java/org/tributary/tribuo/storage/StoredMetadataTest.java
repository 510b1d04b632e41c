package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.param.TensorType;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** The two forms of a stored model's metadata. */
class StoredMetadataTest {
  private static final LstmTaggerTrainer TRAINER =
      Data.smallTrainer()
          .embeddingSize(1)
          .hiddenSize(2)
          .epochs(1)
          .tablePrecision(TensorType.F16)
          .build();

  private static ByteString plain;
  private static ByteString safetensors;

  @BeforeAll
  static void train() {
    try (LstmTaggerModel model = TRAINER.train(distinct("suffix4", 100))) {
      LstmTaggerProto written = content(model);
      assertThat(isCompressed(written)).isTrue();
      plain = Stored.metadata(written.getTribuoMetadata()).toByteString();
      assertThat(written.getTribuoMetadata().size()).isLessThan(plain.size() / 2);
      safetensors = written.getSafetensors();
    }
  }

  private static LstmTaggerProto content(LstmTaggerModel model) {
    try {
      return model.serialize().getSerializedData().unpack(LstmTaggerProto.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isCompressed(LstmTaggerProto content) {
    return content.getTribuoMetadata().startsWith(ByteString.copyFrom(new byte[] {0x1f, -117}));
  }

  private static LstmTaggerModel read(ByteString metadata) {
    return LstmTaggerModel.deserializeFromProto(
        LstmTaggerModel.CURRENT_VERSION,
        LstmTaggerModel.class.getName(),
        Stored.file(metadata, safetensors).getSerializedData());
  }

  /** Returns a sequence of ten steps, whose features are all different. */
  private static SequenceDataset<Label> distinct(String group, int features) {
    SequenceExample<Label> sequence = new SequenceExample<>();
    for (int step = 0; step < 10; step++) {
      Feature[] own =
          IntStream.range(step * features / 10, (step + 1) * features / 10)
              .mapToObj(k -> new Feature(group + "=" + k, 1))
              .toArray(Feature[]::new);
      sequence.addExample(Data.step(step % 2 == 0 ? "X" : "Y", own));
    }
    return Data.dataset(List.of(sequence));
  }

  @Test
  void plainMetadataAreRead() {
    try (LstmTaggerModel model = read(plain)) {
      assertThat(Stored.metadata(content(model).getTribuoMetadata()).toByteString())
          .isEqualTo(plain);
    }
  }

  /**
   * A reader allows the heap of a multiple of the file's size, of which gzip leaves little, and 16
   * MiB, which the metadata of more than 17,000 features take.
   */
  @Test
  void metadataOfManyFeaturesAndFewParametersArePlain() {
    try (LstmTaggerModel model = TRAINER.train(distinct("suffix4", 20_000))) {
      assertThat(isCompressed(content(model))).isFalse();
      try (LstmTaggerModel read =
          (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
        assertThat(read.getFeatureIDMap().size()).isEqualTo(20_000);
      }
    }
  }

  /** The table has less than half of the bytes per feature of those of the preset fast. */
  @Test
  void metadataOfManyFeaturesAndTheirTableAreCompressed() {
    LstmTaggerTrainer trainer = TRAINER.toBuilder().embeddingSize(22).build();
    try (LstmTaggerModel model = trainer.train(distinct("word", 20_000))) {
      assertThat(isCompressed(content(model))).isTrue();
      try (LstmTaggerModel read =
          (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
        assertThat(read.getFeatureIDMap().size()).isEqualTo(20_000);
      }
    }
  }

  private static void assertRefused(ByteString metadata, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(metadata).close())
        .withMessageContaining(message);
  }

  @Test
  void damagedMetadataAreRefused() {
    ByteString gzip = Stored.compressed(plain);
    byte[] zip = ByteString.copyFromUtf8("\u001fno gzip at all").toByteArray();
    assertRefused(
        ByteString.copyFrom(zip),
        "stored tagger: the metadata hold no readable ModelDataProto: Not in GZIP format");
    assertRefused(
        gzip.substring(0, gzip.size() / 2),
        "stored tagger: the metadata hold no readable ModelDataProto: ");
    assertRefused(
        plain.substring(0, plain.size() - 1),
        "stored tagger: the metadata hold no readable ModelDataProto: ");
    LstmTaggerProto both =
        LstmTaggerProto.newBuilder()
            .setMetadata(Any.pack(ModelDataProto.getDefaultInstance()))
            .setTribuoMetadata(gzip)
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Stored.read(both).close())
        .withMessage("stored tagger: expected metadata or tribuo_metadata, got both");
  }

  /** A small file must not take a hundred megabytes. */
  @Test
  void metadataThatGrowTooMuchAreRefused() {
    ByteString zeros = ByteString.copyFrom(new byte[100 << 20]);
    ByteString gzip =
        Stored.compressed(ModelDataProto.newBuilder().setNameBytes(zeros).build().toByteString());
    assertThat(gzip.size()).isLessThan(200_000);
    assertRefused(gzip, "expected fewer parts in a file of ");
  }
}

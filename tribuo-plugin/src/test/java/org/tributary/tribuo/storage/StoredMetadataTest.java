package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
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
import org.tributary.tribuo.internal.storage.StoredMetadata;
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

  private static LstmTaggerProto plain; // without a checksum

  @BeforeAll
  static void train() {
    try (LstmTaggerModel model = TRAINER.train(distinct("suffix4", 100))) {
      LstmTaggerProto written = Stored.withChecksum(model);
      assertThat(written.hasMetadata()).isFalse();
      assertThat(written.getGzipMetadata().size())
          .isLessThan(Stored.metadata(Stored.proto(model)).getSerializedSize() / 2);
      plain = Stored.proto(model);
    }
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
    try (LstmTaggerModel model = Stored.read(plain)) {
      assertThat(Stored.metadata(Stored.proto(model))).isEqualTo(Stored.metadata(plain));
    }
  }

  /**
   * A reader allows the heap of a multiple of the file's size, of which gzip leaves little, and 16
   * MiB, which the metadata of more than 17,000 features take.
   */
  @Test
  void metadataOfManyFeaturesAndFewParametersArePlain() throws IOException {
    try (LstmTaggerModel model = TRAINER.train(distinct("suffix4", 20_000))) {
      LstmTaggerProto written = Stored.withChecksum(model);
      assertThat(written.hasMetadata()).isTrue();
      assertThat(written.getGzipMetadata()).isEmpty();
      try (LstmTaggerModel read = Stored.read(written)) {
        assertThat(read.getFeatureIDMap().size()).isEqualTo(20_000);
      }
    }
  }

  /** The table has less than half of the bytes per feature of those of the preset fast. */
  @Test
  void metadataOfManyFeaturesAndTheirTableAreCompressed() throws IOException {
    LstmTaggerTrainer trainer = TRAINER.toBuilder().embeddingSize(22).build();
    try (LstmTaggerModel model = trainer.train(distinct("word", 20_000))) {
      LstmTaggerProto written = Stored.withChecksum(model);
      assertThat(written.hasMetadata()).isFalse();
      try (LstmTaggerModel read = Stored.read(written)) {
        assertThat(read.getFeatureIDMap().size()).isEqualTo(20_000);
      }
    }
  }

  private static void assertRefused(UnaryOperator<LstmTaggerProto.Builder> change, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Stored.read(change.apply(plain.toBuilder()).build()).close())
        .withMessageContaining(message);
  }

  @Test
  void damagedMetadataAreRefused() {
    ByteString gzip = StoredMetadata.compress(Stored.metadata(plain).toByteString());
    assertRefused(
        b -> b.setGzipMetadata(gzip),
        "stored tagger: expected metadata or gzip_metadata, got both");
    assertRefused(
        b -> b.clearMetadata().setGzipMetadata(ByteString.copyFromUtf8("no gzip at all")),
        "stored tagger: gzip_metadata holds no readable ModelDataProto: Not in GZIP format");
    assertRefused(
        b -> b.clearMetadata().setGzipMetadata(gzip.substring(0, gzip.size() / 2)),
        "stored tagger: gzip_metadata holds no readable ModelDataProto: ");
  }

  /** A small file must not take a hundred megabytes. */
  @Test
  void metadataThatGrowTooMuchAreRefused() {
    ByteString zeros = ByteString.copyFrom(new byte[100 << 20]);
    ByteString gzip =
        StoredMetadata.compress(
            ModelDataProto.newBuilder().setNameBytes(zeros).build().toByteString());
    assertThat(gzip.size()).isLessThan(200_000);
    assertRefused(
        b -> b.clearMetadata().setGzipMetadata(gzip),
        "expected fewer parts of the metadata in a file of ");
  }
}

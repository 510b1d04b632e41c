package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.SequenceModelProto;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.LstmTaggerProto;

class StoredChecksumTest {
  private static final SequenceDataset<Label> DATA = Data.dataset(Data.random(6, 4, 1));

  private static LstmTaggerModel model;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    model = Data.smallTrainer().embeddingSize(3).hiddenSize(2).epochs(1).build().train(DATA);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void checksumIsTheCrc32OfTheMetadata() throws Exception {
    LstmTaggerProto stored = model.serialize().getSerializedData().unpack(LstmTaggerProto.class);
    CRC32 crc = new CRC32();
    crc.update(stored.getTribuoMetadata().toByteArray());
    assertThat(Integer.toUnsignedLong(stored.getChecksum())).isEqualTo(crc.getValue());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LstmTaggerModel.deserializeFromProto(
                    1,
                    LstmTaggerModel.class.getName(),
                    Any.pack(stored.toBuilder().setChecksum(0).build())))
        .withMessageMatching(
            "stored tagger: expected metadata of the checksum 00000000, got [0-9a-f]{8}; the file"
                + " was damaged, or changed since it was written: copy it again or train again");
  }

  @Test
  void messageOfVersion0WithoutChecksumIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Stored.proto(model)))
        .withMessage(
            "stored tagger: expected a checksum, got none; it was changed since it was written:"
                + " copy it again or train again");
  }

  /** Another writer of protobuf may keep the settings in another order. */
  @Test
  void checksumDoesNotDependOnTheOrderOfSettings() {
    LstmTaggerProto written = Stored.sealed(Stored.proto(model));
    Map<String, String> reversed = new TreeMap<>(Comparator.reverseOrder());
    reversed.putAll(written.getDefinitionMap());
    LstmTaggerProto other =
        written.toBuilder().clearDefinition().putAllDefinition(reversed).build();
    assertThat(other.toByteString()).isNotEqualTo(written.toByteString());
    try (LstmTaggerModel read = read(other)) {
      assertThat(read.serialize()).isEqualTo(model.serialize());
    }
  }

  @Test
  void changedWeightOfVersion0IsDetected() {
    LstmTaggerProto.Builder other = Stored.sealed(Stored.proto(model)).toBuilder();
    byte[] values = other.getParameters(0).getValues().toByteArray();
    values[0] ^= 1; // the lowest mantissa bit, so still a valid weight
    other.getParametersBuilder(0).setValues(ByteString.copyFrom(values));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(other.build()))
        .withMessageMatching(
            "stored tagger: expected data of the checksum [0-9a-f]{8}, got [0-9a-f]{8}; it was"
                + " damaged, or changed since it was written: copy it again or train again");
  }

  /** Flips random bits of the tagger's message, all of which the checksum covers. */
  @Test
  void fileWithAFlippedBitIsRefused() throws Exception {
    Path file = folder.resolve("my.tribuo");
    model.save(file);
    byte[] good = Files.readAllBytes(file);
    int begin =
        good.length - SequenceModelProto.parseFrom(good).getSerializedData().getValue().size();
    Random random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      byte[] bad = good.clone();
      int bit = random.nextInt(8 * begin, 8 * good.length);
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      assertThatIOException()
          .as("bit %d of byte %d of %d", bit % 8, bit / 8, good.length)
          .isThrownBy(() -> LstmTaggerModel.load(file).close());
    }
  }

  private static LstmTaggerModel read(LstmTaggerProto proto) {
    return LstmTaggerModel.deserializeFromProto(
        0, LstmTaggerModel.class.getName(), Any.pack(proto));
  }
}

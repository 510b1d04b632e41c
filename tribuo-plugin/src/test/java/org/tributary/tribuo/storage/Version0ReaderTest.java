package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.LstmTaggerProto;

/** Messages of version 0 that protobuf reads, and the reader refuses. */
class Version0ReaderTest {
  private static LstmTaggerProto good;

  @BeforeAll
  static void train() {
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .embeddingSize(3)
            .hiddenSize(2)
            .epochs(1)
            .build()
            .train(Data.dataset(Data.random(6, 4, 1)))) {
      good = Stored.sealed(Stored.proto(model));
    }
  }

  @Test
  void tensorsOfTheNextVersionAreAnUnknownField() {
    LstmTaggerProto both =
        Stored.sealed(good.toBuilder().setSafetensors(ByteString.copyFromUtf8("{}")).build());
    assertRefused(
        both.toByteString(),
        "stored tagger: expected fields that this release knows, got field 7 of LstmTaggerProto; was it written by a newer release?");
  }

  /** Protobuf keeps the last of them, and so does the checksum. */
  @Test
  void settingThatOccursTwiceIsRefused() {
    ByteString first =
        LstmTaggerProto.newBuilder().putDefinition("encoder.cell", "gru").build().toByteString();
    assertThat(good.getDefinitionMap()).containsEntry("encoder.cell", "lstm");
    assertRefused(
        first.concat(good.toByteString()),
        "stored tagger: expected each setting once, got encoder.cell twice");
  }

  private static void assertRefused(ByteString bytes, String message) {
    Any packed = Any.pack(good).toBuilder().setValue(bytes).build();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LstmTaggerModel.deserializeFromProto(0, LstmTaggerModel.class.getName(), packed))
        .withMessage(message);
  }
}

package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.SequenceModelProto;
import org.tribuo.sequence.SequenceModel;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.EpochProto;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/** Refusal of stored models with a corrupted field, before TensorFlow sees them. */
class MalformedModelTest {
  private static final String CLASS = LstmTaggerModel.class.getName();
  private static final String HIDDEN =
      "stored tagger: LSTM: expected a hidden size from 1 to below 2^28, got ";

  private static final String EXPECTED = "parameters: expected [word_emb.weight";

  private static LstmTaggerProto good;

  @BeforeAll
  static void train() {
    // V = 18 features and the unknown one, E = 3, H = 2, K = 3
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .embeddingSize(3)
            .hiddenSize(2)
            .epochs(2)
            .build()
            .train(SequenceDataGenerator.generateGorillaDataset(1))) {
      good = Stored.proto(model);
    }
  }

  /**
   * @param message the beginning of the message
   * @param part a later part of the message
   */
  private record Fault(UnaryOperator<LstmTaggerProto.Builder> change, String message, String part) {
    Fault(UnaryOperator<LstmTaggerProto.Builder> change, String message) {
      this(change, message, message);
    }

    @Override
    public String toString() {
      return message.equals(part) ? message : message + "... " + part;
    }
  }

  private static Fault parameter(int index, UnaryOperator<ParameterProto.Builder> c, String m) {
    return new Fault(b -> b.setParameters(index, c.apply(b.getParameters(index).toBuilder())), m);
  }

  private static Fault epoch(int index, UnaryOperator<EpochProto.Builder> change, String message) {
    return new Fault(
        b -> b.setHistory(index, change.apply(b.getHistory(index).toBuilder())), message);
  }

  private static Fault metadata(UnaryOperator<ModelDataProto.Builder> change, String message) {
    return new Fault(
        b -> b.setMetadata(Any.pack(change.apply(Stored.metadata(b.build()).toBuilder()).build())),
        message);
  }

  private static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            LstmTaggerProto.Builder::clearMetadata,
            "stored tagger: expected metadata to hold a ModelDataProto, got ''"),
        new Fault(
            b -> b.setMetadata(Any.pack(EpochProto.getDefaultInstance())),
            "stored tagger: expected metadata to hold a ModelDataProto, got"
                + " 'type.googleapis.com/tributary.EpochProto'"),
        metadata(
            ModelDataProto.Builder::clearProvenance,
            "stored tagger: the metadata's provenance or domains cannot be read: "),
        metadata(
            ModelDataProto.Builder::clearFeatureDomain,
            "stored tagger: the metadata's provenance or domains cannot be read: "),
        metadata(
            ModelDataProto.Builder::clearOutputDomain,
            "stored tagger: the metadata's provenance or domains cannot be read: "),
        metadata(
            b -> b.setOutputDomain(Stored.named(b.getOutputDomain(), "no.such.Domain")),
            "stored tagger: the metadata's provenance or domains cannot be read:"
                + " java.lang.ClassNotFoundException: no.such.Domain"),
        metadata(
            b -> b.setFeatureDomain(Stored.without(b.getFeatureDomain(), 17)),
            "parameter word_emb.weight: expected shape [18, 3], got [19, 3]"),
        metadata(
            b -> b.setFeatureDomain(Stored.without(b.getFeatureDomain(), 0)),
            "feature domain: expected the ids 0 to 16, got none with id 0"),
        setting("encoder.hidden_size", "0", HIDDEN + "0"),
        setting("encoder.hidden_size", "1073741824", HIDDEN + "1073741824"),
        setting("encoder.hidden_size", "2.5", "stored tagger: expected a whole number as encoder."),
        setting(
            "encoder.hidden_size",
            "3",
            "parameter lstm.weight_ih_l0: expected shape [12, 3], got [8, 3]"),
        setting(
            "encoder.layers",
            "-1",
            "stored tagger: LSTM: expected 1 to 1000 layers, got -1; is it another size?"),
        setting(
            "encoder.layers",
            "2147483647",
            "stored tagger: LSTM: expected 1 to 1000 layers, got 2147483647; is it another"
                + " size?"),
        new Fault(
            b -> b.putDefinition("encoder.layers", "1000"),
            EXPECTED + ", lstm.weight_ih_l0, ",
            " more, got [word_emb.weight, lstm.weight_ih_l0, "),
        new Fault(
            b -> b.putDefinition("encoder.layers", "2"),
            EXPECTED + ", lstm.weight_ih_l0, ",
            "lstm.weight_ih_l1, "),
        setting(
            "encoder.bidirectional",
            "false",
            "parameter hidden2tag.weight: expected shape [3, 2], got [3, 4]"),
        setting(
            "input.word.size",
            "0",
            "stored tagger: embedding: expected at least 1 entry of size at least 1, got 1 of size"
                + " 0"),
        new Fault(
            LstmTaggerProto.Builder::clearDefinition,
            "stored tagger: expected definition.version, got none"),
        new Fault(
            b -> b.removeParameters(4),
            EXPECTED,
            "got [word_emb.weight, lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0,"
                + " lstm.weight_ih_l0_reverse, "),
        new Fault(
            b -> b.setParameters(0, b.getParameters(0).toBuilder().setName("words")),
            EXPECTED,
            "got [words, lstm.weight_ih_l0, "),
        parameter(
            0,
            ParameterProto.Builder::clearShape,
            "stored tagger: expected 4 bytes for parameter word_emb.weight, got 228"),
        parameter(
            1,
            p -> p.setShape(0, -8),
            "stored tagger: expected a shape of sizes of 0 or more for parameter lstm.weight_ih_l0,"
                + " got [-8, 3]"),
        parameter(
            1,
            p -> p.setValues(p.getValues().substring(1)),
            "stored tagger: expected 96 bytes for parameter lstm.weight_ih_l0, got 95"),
        parameter(
            1,
            p -> p.setHalfValues(ByteString.copyFrom(new byte[47])).clearValues(),
            "stored tagger: expected 48 bytes for parameter lstm.weight_ih_l0, got 47"),
        parameter(
            1,
            p -> p.setHalfValues(p.getValues().substring(48)),
            "stored tagger: expected the values of a parameter once, got them 2 times for"
                + " lstm.weight_ih_l0"),
        parameter(
            9,
            p -> p.setValues(first(p.getValues(), Float.NaN)),
            "parameters: expected finite numbers, but hidden2tag.weight has the value NaN; did"
                + " training diverge?"),
        parameter(
            9,
            p -> p.setValues(first(p.getValues(), Float.NEGATIVE_INFINITY)),
            "parameters: expected finite numbers, but hidden2tag.weight has the value -Infinity"),
        setting(
            "inputs",
            "[\"a\\nb\"]",
            "stored tagger: input: expected a name of letters, digits, - and _ that begins with a"
                + " letter, got 'a\\nb'"),
        setting("inputs", "[]", "stored tagger: inputs: expected at least one, got none"),
        setting("inputs", "[\"other\"]", "stored tagger: expected input.other.size, got none"),
        setting(
            "input.word.group",
            "=\n",
            "stored tagger: expected the group of an input to be of letters, digits, - and _ and to"
                + " begin with a letter, got '=\\n'"),
        setting(
            "input.word.words", "[\"a\"]", "stored tagger: expected input.word.group, got none"),
        setting("input.word.numbers", "2", "stored tagger: expected input.word.group, got none"),
        setting(
            "input.word.hashing",
            "true",
            "stored tagger: expected settings that this release knows, got 1 others:"
                + " [input.word.hashing]; was it written by a newer release?"),
        new Fault(
            b -> b.setUnknownFields(unknown(16)),
            "stored tagger: expected fields that this release knows, got field 16 of"
                + " LstmTaggerProto; was it written by a newer release?"),
        parameter(
            3,
            p -> p.setUnknownFields(unknown(6)),
            "stored tagger: expected fields that this release knows, got field 6 of ParameterProto;"
                + " was it written by a newer release?"),
        parameter(
            3,
            p -> p.setFileSha256(ByteString.copyFrom(new byte[32])),
            "stored tagger: expected the values of a parameter once, got them 2 times for"
                + " lstm.bias_ih_l0"),
        epoch(
            1,
            e -> e.setUnknownFields(unknown(9)),
            "stored tagger: expected fields that this release knows, got field 9 of EpochProto; was"
                + " it written by a newer release?"),
        epoch(1, e -> e.setEpoch(3), "stored tagger: expected epoch 2 in the history, got 3"),
        epoch(
            0,
            e -> e.setLoss(Double.NaN),
            "epoch summary: expected an epoch of at least 1 and a finite loss, got 1 and NaN"),
        epoch(
            0,
            e -> e.setDevScore(1.5),
            "epoch summary: expected a development score from 0 to 1, got 1.5"));
  }

  private static Fault setting(String name, String value, String message) {
    return new Fault(b -> b.putDefinition(name, value), message);
  }

  private static UnknownFieldSet unknown(int number) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
        .build();
  }

  private static ByteString first(ByteString values, float first) {
    ByteBuffer buffer = ByteBuffer.wrap(values.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putFloat(0, first);
    return ByteString.copyFrom(buffer.array());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void malformedModelIsRefusedWithTheReason(Fault fault) {
    Any data = Stored.packed(fault.change().apply(good.toBuilder()).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LstmTaggerModel.deserializeFromProto(0, CLASS, data))
        .withMessageStartingWith(fault.message())
        .withMessageContaining(fault.part())
        .withMessageNotContaining("\n");
  }

  @Test
  void unknownVersionIsRefused() {
    for (int version : new int[] {-1, 2}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LstmTaggerModel.deserializeFromProto(version, CLASS, Any.pack(good)))
          .withMessage(
              "stored tagger: expected a version from 0 to 1, got %d; was it written by a newer"
                      .formatted(version)
                  + " release?");
    }
  }

  @Test
  void wrongClassOrMessageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LstmTaggerModel.deserializeFromProto(0, "a.\nB", Any.pack(good)))
        .withMessage("stored tagger: expected the class " + CLASS + ", got 'a.\\nB'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LstmTaggerModel.deserializeFromProto(0, CLASS, Any.getDefaultInstance()))
        .withMessage("stored tagger: expected serialized_data to hold a LstmTaggerProto, got ''");
    Any cut =
        Any.newBuilder()
            .setTypeUrl(Any.pack(good).getTypeUrl())
            .setValue(good.toByteString().substring(0, 100))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LstmTaggerModel.deserializeFromProto(0, CLASS, cut))
        .withMessageStartingWith(
            "stored tagger: serialized_data holds no readable LstmTaggerProto: ");
  }

  @Test
  void tribuoReaderReportsTheReason() {
    LstmTaggerProto bad = good.toBuilder().clearParameters().build();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                SequenceModel.deserialize(
                    SequenceModelProto.newBuilder()
                        .setClassName(CLASS)
                        .setSerializedData(Stored.packed(bad))
                        .build()))
        .withRootCauseInstanceOf(IllegalArgumentException.class)
        .havingRootCause()
        .withMessageStartingWith(EXPECTED + ", ")
        .withMessageContaining(", got []; ");
  }

  /** Random bit flips, by default a third of them, yield a model or a reason of one line. */
  @Test
  void flippedBitsYieldAModelOrAReason() {
    Random random = new Random(6);
    int refused = 0;
    int rounds = CaseSelection.count(1000, 3000);
    for (int k = 0; k < rounds; k++) {
      byte[] corrupted = good.toByteArray();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        corrupted[random.nextInt(corrupted.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Stored.read(LstmTaggerProto.parseFrom(corrupted)).close();
      } catch (InvalidProtocolBufferException e) {
        refused++;
      } catch (IllegalArgumentException e) {
        refused++;
        assertThat(e).hasMessageMatching("[^\n]+");
      }
    }
    assertThat(refused).isBetween(100, rounds - 1);
  }
}

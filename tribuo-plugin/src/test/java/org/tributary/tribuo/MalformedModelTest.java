package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
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
import org.tributary.tribuo.protos.EmbeddedProto;
import org.tributary.tribuo.protos.EpochProto;
import org.tributary.tribuo.protos.InputProto;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.NumbersProto;
import org.tributary.tribuo.protos.ParameterProto;

/** Refusal of stored models with a corrupted field, before TensorFlow sees them. */
class MalformedModelTest {
  private static final String CLASS = LstmTaggerModel.class.getName();
  private static final String HIDDEN = "encoder: expected a hidden size from 1 to below 2^28, got ";

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

  private record Fault(UnaryOperator<LstmTaggerProto.Builder> change, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static Fault parameter(
      int index, UnaryOperator<ParameterProto.Builder> change, String m) {
    return new Fault(
        b -> b.setParameters(index, change.apply(b.getParameters(index).toBuilder())), m);
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
            "stored tagger: expected the shape [18, 3] for parameter word_emb.weight, got [19, 3]"),
        metadata(
            b -> b.setFeatureDomain(Stored.without(b.getFeatureDomain(), 0)),
            "feature domain: expected the ids 0 to 16, got none with id 0"),
        definition(HIDDEN + "0", 0, 1, 3),
        definition("encoder: expected 1 to 1000 layers, got -1; is it another size?", 2, -1, 3),
        definition(HIDDEN + "1073741824", 1 << 30, 1, 3),
        definition(
            "embedding: expected at least 1 entry of size at least 1, got 1 of size 0", 2, 1, 0),
        definition(
            "encoder: expected 1 to 1000 layers, got 2147483647; is it another size?",
            2,
            Integer.MAX_VALUE,
            3),
        definition("stored tagger: expected 8003 parameters", 2, 1000, 3),
        definition("stored tagger: expected 19 parameters", 2, 2, 3),
        definition(
            "stored tagger: expected the shape [12, 3] for parameter lstm.weight_ih_l0, got [8, 3]",
            3,
            1,
            3),
        new Fault(
            b -> b.setDefinition(b.getDefinition().toBuilder().setDropout(Double.NaN)),
            "tagger: expected a dropout probability from 0 to below 1, got NaN"),
        new Fault(
            b -> b.setDefinition(b.getDefinition().toBuilder().setBidirectional(false)),
            "stored tagger: expected 7 parameters"),
        new Fault(b -> b.removeParameters(4), "stored tagger: expected 11 parameters"),
        parameter(
            0,
            p -> p.setName("words"),
            "stored tagger: expected the parameter word_emb.weight, got 'words'"),
        parameter(
            0,
            ParameterProto.Builder::clearShape,
            "stored tagger: expected the shape [19, 3] for parameter word_emb.weight, got []"),
        parameter(
            1,
            p -> p.setShape(0, -8),
            "stored tagger: expected the shape [8, 3] for parameter lstm.weight_ih_l0, got [-8, 3]"),
        parameter(
            1,
            p -> p.setValues(p.getValues().substring(1)),
            "stored tagger: expected 96 bytes for parameter lstm.weight_ih_l0, got 95"),
        parameter(
            9,
            p -> p.setValues(first(p.getValues(), Float.NaN)),
            "parameter hidden2tag.weight: expected finite values, got NaN; did training diverge?"),
        parameter(
            9,
            p -> p.setValues(first(p.getValues(), Float.NEGATIVE_INFINITY)),
            "parameter hidden2tag.weight: expected finite values, got -Infinity"),
        input(
            i -> i.setName("a\nb"),
            "stored tagger: expected the name of an input to be of letters, digits, - and _ and to begin with a letter, got 'a b'"),
        input(
            i -> i.setGroup("="),
            "stored tagger: expected the group of an input to be of letters, digits, - and _ and to begin with a letter, got '='"),
        input(
            InputProto.Builder::clearKind,
            "stored tagger: expected the group of an input to be of letters, digits, - and _ and to begin with a letter, got ''"),
        input(
            i -> i.clearKind().setGroup("word"),
            "stored tagger: expected the input 'word' to be of a kind that this release knows, got none; was it written by a newer release?"),
        input(
            i -> i.setGroup("s").setNumbers(NumbersProto.newBuilder().setSize(2)),
            "stored tagger: expected 10 parameters"),
        input(
            i -> i.setName("other"),
            "stored tagger: expected the parameter other_emb.weight, got 'word_emb.weight'"),
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

  private static Fault definition(String message, int hidden, int layers, int embedding) {
    return new Fault(
        b ->
            b.setDefinition(
                b.getDefinition().toBuilder()
                    .setHiddenSize(hidden)
                    .setLayers(layers)
                    .setInputs(0, embedded(embedding))),
        message);
  }

  private static InputProto embedded(int size) {
    return InputProto.newBuilder()
        .setName("word")
        .setEmbedded(EmbeddedProto.newBuilder().setSize(size))
        .build();
  }

  private static Fault input(UnaryOperator<InputProto.Builder> change, String message) {
    return new Fault(
        b ->
            b.setDefinition(
                b.getDefinition().toBuilder()
                    .setInputs(0, change.apply(b.getDefinition().getInputs(0).toBuilder()))),
        message);
  }

  private static ByteString first(ByteString values, float first) {
    ByteBuffer buffer = ByteBuffer.wrap(values.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putFloat(0, first);
    return ByteString.copyFrom(buffer.array());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void malformedModelIsRefusedWithTheReason(Fault fault) {
    Any data = Any.pack(fault.change().apply(good.toBuilder()).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LstmTaggerModel.deserializeFromProto(0, CLASS, data))
        .withMessageStartingWith(fault.message())
        .withMessageNotContaining("\n");
  }

  @Test
  void unknownVersionIsRefused() {
    for (int version : new int[] {-1, 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LstmTaggerModel.deserializeFromProto(version, CLASS, Any.pack(good)))
          .withMessage(
              "stored tagger: expected a version from 0 to 0, got %d; was it written by a newer"
                      .formatted(version)
                  + " release?");
    }
  }

  @Test
  void wrongClassOrMessageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LstmTaggerModel.deserializeFromProto(0, "a.\nB", Any.pack(good)))
        .withMessage("stored tagger: expected the class " + CLASS + ", got 'a. B'");
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
                        .setSerializedData(Any.pack(bad))
                        .build()))
        .withRootCauseInstanceOf(IllegalArgumentException.class)
        .havingRootCause()
        .withMessageStartingWith("stored tagger: expected 11 parameters");
  }

  /** Random bit flips yield a model or a one-line IllegalArgumentException, nothing else. */
  @Test
  void flippedBitsYieldAModelOrAReason() {
    byte[] bytes = good.toByteArray();
    Random random = new Random(6);
    int refused = 0;
    for (int k = 0; k < 3000; k++) {
      byte[] corrupted = bytes.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        corrupted[random.nextInt(corrupted.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Any data =
          Any.newBuilder()
              .setTypeUrl(Any.pack(good).getTypeUrl())
              .setValue(ByteString.copyFrom(corrupted))
              .build();
      try {
        LstmTaggerModel.deserializeFromProto(0, CLASS, data).close();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("[^\n]+");
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 2999);
  }
}

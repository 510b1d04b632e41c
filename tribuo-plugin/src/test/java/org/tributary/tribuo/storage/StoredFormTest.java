package org.tributary.tribuo.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.hash.ModHashCodeHasher;
import org.tribuo.sequence.HashingSequenceTrainer;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceTrainer;
import org.tributary.internal.LibraryVersion;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.testing.CaseSelection;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.fixture.ChildProcess;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.internal.storage.StorableData;
import org.tributary.tribuo.protos.LstmTaggerProto;

class StoredFormTest {
  private static final LstmTaggerTrainerBuilder TINY =
      Data.smallTrainer().embeddingSize(3).hiddenSize(2).epochs(1);

  @TempDir private static Path folder;

  private static LstmTaggerModel five;

  @BeforeAll
  static void train() {
    five = TINY.build().train(valued(5));
  }

  @AfterAll
  static void close() {
    five.close();
  }

  /**
   * Sizes at which hash maps resize, and features of many values, change Tribuo's order. By default
   * two of the sizes have hashed names, the others plain ones.
   */
  @ParameterizedTest
  @CsvSource({"0, 5", "1, 12", "1, 24", "0, 49"})
  void loadingAndSavingPreservesTheBytes(int number, int features) {
    SequenceDataset<Label> data = valued(features);
    LstmTaggerTrainer trainer = TINY.build();
    List<SequenceTrainer<Label>> trainers =
        List.of(
            trainer,
            new HashingSequenceTrainer<>(trainer, new ModHashCodeHasher(999, "salt and pepper")));
    for (int k = 0; k < trainers.size(); k++) {
      if (!CaseSelection.includes(2, number, k)) {
        continue;
      }
      SequenceTrainer<Label> each = trainers.get(k);
      try (LstmTaggerModel model = (LstmTaggerModel) each.train(data);
          LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
        assertThat(read.serialize().toByteString()).isEqualTo(model.serialize().toByteString());
        assertThat(read.getFeatureIDMap()).isEqualTo(model.getFeatureIDMap());
      }
    }
  }

  private static SequenceDataset<Label> valued(int features) {
    List<SequenceExample<Label>> sequences = new ArrayList<>();
    for (int k = 0; k < 7 * features; k++) {
      double value = 1 + k * 31 % 23;
      sequences.add(
          new SequenceExample<>(
              List.of(Data.step("L" + k % features, new Feature("f" + k % features, value)))));
    }
    return Data.dataset(sequences);
  }

  @Test
  void freshProcessTrainsTheSameBytes() throws Exception {
    assertThat(ChildProcess.run(PrintTrained.class)).isEqualTo(PrintTrained.digests());
  }

  @Test
  void messageHoldsASafetensorsFile() throws Exception {
    LstmTaggerProto proto = five.serialize().getSerializedData().unpack(LstmTaggerProto.class);
    Path file = Files.write(folder.resolve("a.safetensors"), proto.getSafetensors().toByteArray());
    assertThat(Safetensors.texts(file))
        .containsEntry("tributary.tribuo_tagger", "1")
        .containsEntry("tributary.version", LibraryVersion.get())
        .containsEntry("encoder.cell", "lstm");
    ParameterValues parameters = Safetensors.read(file);
    assertThat(parameters).isEqualTo(five.parameters());
    assertThat(five.parameters().names())
        .containsExactly(
            "word_emb.weight",
            "lstm.weight_ih_l0",
            "lstm.weight_hh_l0",
            "lstm.bias_ih_l0",
            "lstm.bias_hh_l0",
            "lstm.weight_ih_l0_reverse",
            "lstm.weight_hh_l0_reverse",
            "lstm.bias_ih_l0_reverse",
            "lstm.bias_hh_l0_reverse",
            "hidden2tag.weight",
            "hidden2tag.bias");
    assertThat(parameters.shape("hidden2tag.weight").asArray()).containsExactly(5, 4);
    // U(-1/2, 1/2) and one step of training
    for (float value : parameters.values("hidden2tag.weight")) {
      assertThat(value).isBetween(-0.6f, 0.6f);
    }
    assertThat(Stored.metadata(proto.getTribuoMetadata()).getGenerateProbabilities()).isTrue();
  }

  /** Fails when a field is added, removed or redefined without a new version. */
  @Test
  void fieldsAreThoseOfTheVersion() {
    List<String> fields = new ArrayList<>();
    LstmTaggerProto.getDescriptor()
        .getFile()
        .getMessageTypes()
        .forEach(
            message ->
                message
                    .getFields()
                    .forEach(
                        field ->
                            fields.add(
                                "%s %d %s %s"
                                    .formatted(
                                        message.getName(),
                                        field.getNumber(),
                                        field.getName(),
                                        field.getType()))));
    assertThat(fields)
        .as("a change of fields needs another LstmTaggerModel.CURRENT_VERSION")
        .containsExactlyInAnyOrder(
            "LstmTaggerProto 1 metadata MESSAGE",
            "LstmTaggerProto 2 definition MESSAGE",
            "LstmTaggerProto 3 parameters MESSAGE",
            "LstmTaggerProto 4 history MESSAGE",
            "LstmTaggerProto 5 tributary_version STRING",
            "LstmTaggerProto 6 tribuo_metadata BYTES",
            "LstmTaggerProto 7 safetensors BYTES",
            "LstmTaggerProto 15 checksum FIXED32",
            "ParameterProto 1 name STRING",
            "ParameterProto 2 shape INT64",
            "ParameterProto 3 values BYTES",
            "ParameterProto 4 half_values BYTES",
            "ParameterProto 5 file_sha256 BYTES",
            "EpochProto 1 epoch INT32",
            "EpochProto 2 loss DOUBLE",
            "EpochProto 3 dev_score DOUBLE");
    assertThat(LstmTaggerModel.CURRENT_VERSION).isEqualTo(1);
  }

  @Test
  void tooManyParametersForAMessageAreRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> StorableData.requireSize(1_000_000_000L))
        .withMessage(
            "stored tagger: expected at most 469762047 parameters, which is what a protobuf message"
                + " holds, got 1000000000; train with fewer features or a smaller embedding size");
    // the table of 51 rows of ten million numbers is not even initialized
    LstmTaggerTrainer trainer = TINY.embeddingSize(10_000_000).build();
    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.train(valued(50)))
        .withMessageContaining("stored tagger: expected at most 469762047 parameters");
  }

  @Test
  void overflowingScoresOfAStoredModelAreReported() {
    LstmTaggerProto.Builder overflowing = Stored.proto(five).toBuilder();
    overflowing.getParametersBuilder(9).setValues(alternating(5, 4));
    overflowing.getParametersBuilder(10).setValues(alternating(5, 1));
    assertRefused(
        overflowing.build(),
        "column tag: scores: expected finite numbers, got Infinity at element 0; did training"
            + " diverge?");
  }

  /**
   * Finite scores so large that adding a label's score is lost to rounding: each label would have
   * probability 1.
   */
  @Test
  void tooLargeScoresOfAStoredCrfAreReported() {
    try (LstmTaggerModel model = TINY.crf().build().train(valued(5))) {
      LstmTaggerProto.Builder large = Stored.proto(model).toBuilder();
      assertThat(large.getParametersBuilder(11).getName()).isEqualTo("crf.tag.start_transitions");
      large.getParametersBuilder(11).setValues(large(5));
      assertRefused(
          large.build(),
          "sequence example: the probabilities at step 0 are not numbers that add up to 1; the"
              + " model's weights or the example's feature values are too large to compute with");
    }
  }

  private static void assertRefused(LstmTaggerProto stored, String message) {
    SequenceExample<Label> example = Data.sentence("f1/L1");
    try (LstmTaggerModel read = Stored.read(stored)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read.predict(example))
          .withMessage(message);
    }
  }

  /** Returns rows of large numbers, positive and negative by turns: one overflows for any input. */
  private static ByteString alternating(int rows, int columns) {
    ByteBuffer values = ByteBuffer.allocate(rows * columns * Float.BYTES);
    values.order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; values.hasRemaining(); k++) {
      values.putFloat(k / columns % 2 == 0 ? 3.4e38f : -3.4e38f);
    }
    return ByteString.copyFrom(values.flip());
  }

  private static ByteString large(int count) {
    ByteBuffer values = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      values.putFloat(3e38f);
    }
    return ByteString.copyFrom(values.flip());
  }
}

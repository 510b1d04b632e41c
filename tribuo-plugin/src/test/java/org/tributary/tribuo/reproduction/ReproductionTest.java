package org.tributary.tribuo.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.sequence.ImmutableSequenceDataset;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.text.ColumnDataSource;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.internal.storage.StoredChecksum;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

class ReproductionTest {
  private static final String TRAIN =
      "Ann\tN\nsaw\tV\nRome\tN\n\nthe\tD\ndog\tN\nran\tV\n\nAnn\tN\nran\tV\n\n";
  private static final String DEV = "the\tN\nsaw\tN\nran\tV\n\n";

  @TempDir private Path folder;
  private Path train;
  private Path dev;

  @BeforeEach
  void write() throws IOException {
    train = Files.writeString(folder.resolve("train.conll"), TRAIN);
    dev = Files.writeString(folder.resolve("dev.conll"), DEV);
  }

  private static LstmTaggerTrainerBuilder options() {
    return LstmTaggerTrainer.builder()
        .embeddingSize(4)
        .hiddenSize(5)
        .batchSize(2)
        .epochs(3)
        .dropout(0.2)
        .learningRate(0.02);
  }

  private static SequenceDataset<Label> data(Path file) throws IOException {
    return new MutableSequenceDataset<>(
        new ColumnDataSource(file, 1, 2, new WordFormFeatureExtractor(1, 2)));
  }

  private LstmTaggerModel trained(LstmTaggerTrainer trainer) throws IOException {
    return trainer.train(
        TrainingRequest.on(data(train)).dev(data(dev)).listener(TrainingListener.silent()));
  }

  private static Reproduction reproduce(LstmTaggerModel model) throws IrreproducibleException {
    return Reproduction.of(
        model, RecoveredTraining.of(model.getProvenance()), TrainingListener.silent());
  }

  private static void assertIrreproducible(RecoveredTraining training, String message) {
    assertThatExceptionOfType(IrreproducibleException.class)
        .isThrownBy(training::recover)
        .withMessage(message);
  }

  @Test
  void savedModelIsReproducedBitwise() throws Exception {
    Path file = folder.resolve("model");
    try (LstmTaggerModel model = trained(options().seed(11).build())) {
      model.save(file);
    }
    try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
      Reproduction reproduction = reproduce(loaded);
      assertThat(reproduction.weights()).isEmpty();
      assertThat(reproduction.predictions()).isEmpty();
      assertThat(reproduction.environmentDifferences()).isEmpty();
      assertThat(reproduction.isSame()).isTrue();
    }
  }

  @Test
  void laterInvocationWithCustomInputsIsReproduced() throws Exception {
    LstmTaggerTrainer trainer =
        options().inputs(List.of(new WordForms(3), CharacterFeatures.cnn(3, 2))).build();
    trainer.setInvocationCount(2);
    try (LstmTaggerModel model = trainer.train(data(train))) {
      assertThat(RecoveredTraining.of(model.getProvenance()).recover().dev()).isEmpty();
      assertThat(reproduce(model).isSame()).isTrue();
    }
  }

  @Test
  void movedFilesAreFoundByName() throws Exception {
    try (LstmTaggerModel model = trained(options().build())) {
      Path moved = Files.createDirectory(folder.resolve("moved"));
      Files.move(train, moved.resolve("train.conll"));
      Files.move(dev, moved.resolve("dev.conll"));
      RecoveredTraining training = RecoveredTraining.of(model.getProvenance());
      assertIrreproducible(
          training,
          "training data: expected the file %s, got none; was it moved to another folder?"
              .formatted(train));
      assertThat(
              Reproduction.of(model, training.filesIn(moved), TrainingListener.silent()).isSame())
          .isTrue();
      Files.delete(moved.resolve("dev.conll"));
      assertIrreproducible(
          training.filesIn(moved),
          "development data: expected the file %s, got none; was it moved to another folder?"
              .formatted(moved.resolve("dev.conll")));
    }
  }

  @Test
  void movedVectorsAreFoundAndChangedOnesRefused() throws Exception {
    Path vectors = folder.resolve("some.vectors");
    Files.writeString(vectors, "Ann 0.25 -1\nran 3 0.5\n");
    LstmTaggerTrainer trainer =
        options()
            .inputs(List.of(new WordForms(3), new PretrainedVectors(new WordVectorFile(vectors))))
            .build();
    try (LstmTaggerModel model = trainer.train(data(train))) {
      Path moved = Files.createDirectory(folder.resolve("elsewhere"));
      Files.move(train, moved.resolve("train.conll"));
      Files.move(vectors, moved.resolve("some.vectors"));
      RecoveredTraining training = RecoveredTraining.of(model.getProvenance()).filesIn(moved);
      assertThat(Reproduction.of(model, training, TrainingListener.silent()).isSame()).isTrue();
      Files.writeString(moved.resolve("some.vectors"), "Ann 0.25 -1\nran 3 0.75\n");
      assertIrreproducible(
          training,
          "trainer: the file %s has changed since training: expected 22 bytes, got 23 bytes"
              .formatted(moved.resolve("some.vectors")));
      Files.writeString(moved.resolve("some.vectors"), "Ann 0.25 -1\nran 3 0.4\n");
      assertThatExceptionOfType(IrreproducibleException.class)
          .isThrownBy(training::recover)
          .withMessageStartingWith("trainer: the file ")
          .withMessageContaining("expected SHA-256 ");
      Files.delete(moved.resolve("some.vectors"));
      assertIrreproducible(
          training,
          "trainer: expected the file %s, got none; was it moved to another folder?"
              .formatted(moved.resolve("some.vectors")));
    }
  }

  @Test
  void changedFileIsRefusedBySizeThenHash() throws Exception {
    try (LstmTaggerModel model = trained(options().build())) {
      RecoveredTraining training = RecoveredTraining.of(model.getProvenance());
      Files.writeString(train, TRAIN + "\n");
      assertIrreproducible(
          training,
          "training data: the file %s has changed since training: expected %d bytes, got %d bytes"
              .formatted(train, TRAIN.length(), TRAIN.length() + 1));
      Files.writeString(train, TRAIN);
      Files.writeString(dev, "a\tX\n");
      assertIrreproducible(
          training,
          "development data: the file %s has changed since training: expected %d bytes, got 4 bytes"
              .formatted(dev, DEV.length()));
    }
    // the hash is that of printf 'a\tX\n' | sha256sum
    Files.writeString(train, "a\tX\n");
    try (LstmTaggerModel model = options().build().train(data(train))) {
      Files.writeString(train, "b\tX\n");
      assertThatExceptionOfType(IrreproducibleException.class)
          .isThrownBy(RecoveredTraining.of(model.getProvenance())::recover)
          .withMessageStartingWith(
              "training data: the file %s has changed since training: expected SHA-256"
                      .formatted(train)
                  + " 2026E876BF56311F7CF2292EE397015129C28B4DB3E2349CA8948B9F36A24C51, got"
                  + " SHA-256 ");
    }
  }

  @Test
  void wrongSeedInTheProvenanceIsDetected() throws Exception {
    try (LstmTaggerModel model = trained(options().seed(1).build());
        LstmTaggerModel other = trained(options().seed(2).build());
        LstmTaggerModel mislabelled = withProvenanceOf(other, model)) {
      Reproduction reproduction = reproduce(mislabelled);
      assertThat(reproduction.isSame()).isFalse();
      ParameterProto first = proto(model).getParameters(0);
      assertThat(reproduction.weights())
          .hasValue(
              new Difference(
                  "parameter " + first.getName() + "[0, 0]",
                  Float.toString(value(first, 0)),
                  Float.toString(value(proto(other).getParameters(0), 0))));
      assertThat(reproduction.predictions().orElseThrow().place())
          .isEqualTo("training data, sentence 1, step 1");
    }
  }

  @Test
  void firstDifferentElementIsReported() throws Exception {
    try (LstmTaggerModel model = trained(options().build())) {
      LstmTaggerProto proto = proto(model);
      int last = proto.getParametersCount() - 2;
      ParameterProto weight = proto.getParameters(last);
      assertThat(weight.getShapeList()).containsExactly(3L, 10L);
      float flipped = Math.nextUp(value(weight, 17));
      ByteBuffer values = ByteBuffer.wrap(weight.getValues().toByteArray());
      values.order(ByteOrder.LITTLE_ENDIAN).putFloat(17 * Float.BYTES, flipped);
      LstmTaggerProto changed =
          proto.toBuilder()
              .setParameters(
                  last, weight.toBuilder().setValues(ByteString.copyFrom(values.array())))
              .build();
      try (LstmTaggerModel patched = read(changed)) {
        assertThat(reproduce(patched).weights().orElseThrow())
            .hasToString(
                "parameter %s[1, 7]: %s in the model, %s in its reproduction"
                    .formatted(weight.getName(), flipped, value(weight, 17)));
      }
    }
  }

  @Test
  void inMemorySentencesAreIrreproducible() {
    TokenListDataSource source =
        new TokenListDataSource(
            "one sentence", List.of(new TaggedSentence(List.of("a", "b"), List.of("X", "Y"))));
    try (LstmTaggerModel model = options().build().train(new MutableSequenceDataset<>(source))) {
      assertIrreproducible(
          RecoveredTraining.of(model.getProvenance()),
          "training data: expected a configurable data source, such as one that reads a"
              + " file, got a org.tributary.tribuo.data.TokenListDataSource");
    }
  }

  @Test
  void dataChangedAfterReadingIsRefused() throws Exception {
    MutableSequenceDataset<Label> longer =
        new MutableSequenceDataset<>(new ColumnDataSource(train, 1, 2));
    longer.add(new SequenceExample<>(longer.getExample(0)));
    try (LstmTaggerModel model = options().build().train(longer)) {
      assertThatExceptionOfType(IrreproducibleException.class)
          .isThrownBy(RecoveredTraining.of(model.getProvenance())::recover)
          .withMessageStartingWith("training data: expected 4 sequences, got 3 from ")
          .withMessageEndingWith("; were some added or removed after reading?");
    }
    try (LstmTaggerModel model =
        options().build().train(ImmutableSequenceDataset.copyDataset(longer))) {
      assertIrreproducible(
          RecoveredTraining.of(model.getProvenance()),
          "training data: expected a MutableSequenceDataset of a whole data source, got a"
              + " org.tribuo.sequence.ImmutableSequenceDataset");
    }
  }

  /** Returns the message without its checksum, so that tests can change it. */
  private static LstmTaggerProto proto(LstmTaggerModel model)
      throws InvalidProtocolBufferException {
    return model.serialize().getSerializedData().unpack(LstmTaggerProto.class).toBuilder()
        .clearChecksum()
        .build();
  }

  private static LstmTaggerModel read(LstmTaggerProto proto) {
    return LstmTaggerModel.deserializeFromProto(
        LstmTaggerModel.CURRENT_VERSION,
        LstmTaggerModel.class.getName(),
        Any.pack(StoredChecksum.addTo(proto)));
  }

  private static float value(ParameterProto parameter, int at) {
    return parameter
        .getValues()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(at * Float.BYTES);
  }

  private static LstmTaggerModel withProvenanceOf(LstmTaggerModel source, LstmTaggerModel model)
      throws InvalidProtocolBufferException {
    ModelDataProto metadata =
        proto(model).getMetadata().unpack(ModelDataProto.class).toBuilder()
            .setProvenance(proto(source).getMetadata().unpack(ModelDataProto.class).getProvenance())
            .build();
    return read(proto(model).toBuilder().setMetadata(Any.pack(metadata)).build());
  }
}

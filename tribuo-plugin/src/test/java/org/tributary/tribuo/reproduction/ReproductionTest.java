package org.tributary.tribuo.reproduction;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.internal.tagger.TaggerTensors;
import org.tributary.param.TensorType;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.split.SplitDataSource;
import org.tributary.tribuo.data.text.ColumnDataSource;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.internal.storage.StoredTagger;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

class ReproductionTest {
  @TempDir private Path folder;
  private ColumnRuns runs;

  @BeforeEach
  void write() throws IOException {
    runs = new ColumnRuns(folder);
  }

  @Test
  void savedModelIsReproducedBitwise() throws Exception {
    Path file = folder.resolve("model");
    try (LstmTaggerModel model = runs.trained(ColumnRuns.options().layers(2).seed(11).build())) {
      model.save(file);
    }
    try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
      Reproduction reproduction = ColumnRuns.reproduce(loaded);
      assertThat(reproduction.weights()).isEmpty();
      assertThat(reproduction.predictions()).isEmpty();
      assertThat(reproduction.environmentDifferences()).isEmpty();
      assertThat(reproduction.isSame()).isTrue();
    }
  }

  @Test
  void laterInvocationWithCustomInputsIsReproduced() throws Exception {
    LstmTaggerTrainer trainer =
        ColumnRuns.options().inputs(List.of(new WordForms(3), CharacterFeatures.cnn(3, 2))).build();
    trainer.setInvocationCount(2);
    try (LstmTaggerModel model = trainer.train(ColumnRuns.data(runs.train))) {
      assertThat(RecoveredTraining.of(model.getProvenance()).recover().dev()).isEmpty();
      assertThat(ColumnRuns.reproduce(model).isSame()).isTrue();
    }
  }

  @Test
  void stoppedTrainingIsReproduced() throws Exception {
    TrainingListener stopping =
        new TrainingListener() {
          private boolean stop;

          @Override
          public void stepFinished(StepReport report) {
            stop = report.epoch() == 3;
          }

          @Override
          public boolean shouldStop() {
            return stop;
          }
        };
    try (LstmTaggerModel model =
        ColumnRuns.wordOptions().epochs(9).build().train(runs.request().listener(stopping))) {
      assertThat(model.history()).hasSize(2);
      assertThat(ColumnRuns.reproduce(model).isSame()).isTrue();
      RecoveredRun run = RecoveredTraining.of(model.getProvenance()).recover();
      try (LstmTaggerModel again = run.train(TrainingListener.silent())) {
        assertThat(again.history()).isEqualTo(model.history());
      }
    }
  }

  @Test
  void trainingStoppedByOneRequestWithoutDevelopmentDataIsReproduced() throws Exception {
    TrainingListener once =
        new TrainingListener() {
          private boolean stop;

          @Override
          public void stepFinished(StepReport report) {
            stop = report.epoch() == 3 && report.step() == 1;
          }

          @Override
          public boolean shouldStop() {
            boolean request = stop;
            stop = false;
            return request;
          }
        };
    TrainingRequest request = TrainingRequest.on(ColumnRuns.data(runs.train)).listener(once);
    try (LstmTaggerModel model = ColumnRuns.wordOptions().epochs(9).build().train(request)) {
      assertThat(model.history()).hasSize(2);
      assertThat(RecoveredTraining.of(model.getProvenance()).recover().stoppedAfter()).hasValue(2);
      assertThat(ColumnRuns.reproduce(model).isSame()).isTrue();
    }
  }

  @Test
  void heldOutDevelopmentDataAreReproduced() throws Exception {
    ColumnDataSource whole =
        new ColumnDataSource(runs.train, 1, 2, new WordFormFeatureExtractor(1, 2));
    TrainingRequest request =
        TrainingRequest.on(new MutableSequenceDataset<>(SplitDataSource.rest(whole, 0.4, 5)))
            .dev(new MutableSequenceDataset<>(SplitDataSource.heldOut(whole, 0.4, 5)));
    Path file = folder.resolve("model");
    try (LstmTaggerModel model = ColumnRuns.wordOptions().build().train(request)) {
      model.save(file);
    }
    try (LstmTaggerModel loaded = LstmTaggerModel.load(file)) {
      assertThat(loaded.extractor()).hasToString(new WordFormFeatureExtractor(1, 2).toString());
      assertThat(ColumnRuns.reproduce(loaded).isSame()).isTrue();
    }
  }

  @Test
  void wrongSeedInTheProvenanceIsDetected() throws Exception {
    try (LstmTaggerModel model = runs.trained(ColumnRuns.wordOptions().seed(1).build());
        LstmTaggerModel other = runs.trained(ColumnRuns.wordOptions().seed(2).build());
        LstmTaggerModel mislabelled = withProvenanceOf(other, model)) {
      Reproduction reproduction = ColumnRuns.reproduce(mislabelled);
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
    try (LstmTaggerModel model = runs.trained(ColumnRuns.wordOptions().build())) {
      LstmTaggerProto proto = proto(model);
      int last = proto.getParametersCount() - 2;
      ParameterProto weight = proto.getParameters(last);
      assertThat(weight.getShapeList()).containsExactly(3L, 5L);
      float flipped = Math.nextUp(value(weight, 8));
      ByteBuffer values = ByteBuffer.wrap(weight.getValues().toByteArray());
      values.order(ByteOrder.LITTLE_ENDIAN).putFloat(8 * Float.BYTES, flipped);
      LstmTaggerProto changed =
          proto.toBuilder()
              .setParameters(
                  last, weight.toBuilder().setValues(ByteString.copyFrom(values.array())))
              .build();
      try (LstmTaggerModel patched = read(changed)) {
        assertThat(ColumnRuns.reproduce(patched).weights().orElseThrow())
            .hasToString(
                "parameter %s[1, 3]: %s in the model, %s in its reproduction"
                    .formatted(weight.getName(), flipped, value(weight, 8)));
      }
    }
  }

  /** Tables of 16 bits: those of the preset FAST, and pretrained vectors. */
  @Test
  void firstDifferentElementOfATableOf16BitsIsReported() throws Exception {
    LstmTaggerTrainer trainer = ColumnRuns.wordOptions().tablePrecision(TensorType.F16).build();
    try (LstmTaggerModel model = runs.trained(trainer)) {
      assertThat(ColumnRuns.reproduce(model).weights()).isEmpty();
      LstmTaggerProto proto = proto(model);
      ParameterProto table = proto.getParameters(0);
      assertThat(table.getHalfValues().isEmpty()).isFalse();
      float original = half(table, 4);
      ByteBuffer halves =
          ByteBuffer.wrap(table.getHalfValues().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
      halves.putShort(4 * Short.BYTES, (short) (halves.getShort(4 * Short.BYTES) ^ 1));
      ParameterProto changed =
          table.toBuilder().setHalfValues(ByteString.copyFrom(halves.array())).build();
      assertDifference(proto, changed, half(changed, 4), original);

      // the same value beside others of 32 bits
      ByteBuffer singles =
          ByteBuffer.allocate(2 * halves.capacity()).order(ByteOrder.LITTLE_ENDIAN);
      for (int k = 0; k < halves.capacity() / Short.BYTES; k++) {
        singles.putFloat(half(table, k));
      }
      float between = Math.nextUp(original);
      singles.putFloat(4 * Float.BYTES, between);
      ParameterProto single =
          table.toBuilder()
              .clearHalfValues()
              .setValues(ByteString.copyFrom(singles.array()))
              .build();
      assertDifference(proto, single, between, original);
    }
  }

  private static void assertDifference(
      LstmTaggerProto proto, ParameterProto changed, float in, float of) throws Exception {
    try (LstmTaggerModel patched = read(proto.toBuilder().setParameters(0, changed).build())) {
      assertThat(ColumnRuns.reproduce(patched).weights())
          .hasValue(
              new Difference(
                  "parameter %s[1, 1]".formatted(changed.getName()),
                  Float.toString(in),
                  Float.toString(of)));
    }
  }

  /** Returns a number of 16 bits, by its definition. */
  private static float half(ParameterProto parameter, int at) {
    int bits =
        parameter
                .getHalfValues()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort(2 * at)
            & 0xffff;
    int exponent = bits >> 10 & 0x1f;
    double size =
        exponent == 0
            ? (bits & 0x3ff) * 0x1p-24
            : (1 + (bits & 0x3ff) / 1024.0) * Math.pow(2, exponent - 15);
    return (float) (bits >> 15 == 1 ? -size : size);
  }

  /** A field that a stored model gets later is compared without a change of the comparison. */
  @Test
  void everyFieldOfAStoredModelIsComparedOrNamed() throws Exception {
    assertThat(StoredTagger.class.getRecordComponents())
        .extracting(RecordComponent::getName)
        .as("compared: history and tensors; the others differ")
        .containsExactly("metadata", "history", "tensors", "fileBytes");
    assertThat(TaggerTensors.class.getRecordComponents())
        .extracting(RecordComponent::getName)
        .as("compared: all but beside, of which a message has none")
        .containsExactly("texts", "parameters", "beside");
    try (LstmTaggerModel model = runs.trained(ColumnRuns.wordOptions().build())) {
      LstmTaggerProto proto = proto(model);
      LstmTaggerProto changed =
          proto.toBuilder()
              .setHistory(1, proto.getHistory(1).toBuilder().setLoss(7).build())
              .build();
      try (LstmTaggerModel patched = read(changed)) {
        assertThat(ColumnRuns.reproduce(patched).weights().orElseThrow().place())
            .isEqualTo("history, epoch 2");
      }
    }
  }

  /** Returns the message without its checksum, so that tests can change it. */
  private static LstmTaggerProto proto(LstmTaggerModel model)
      throws InvalidProtocolBufferException {
    return Stored.proto(model);
  }

  private static LstmTaggerModel read(LstmTaggerProto proto) {
    return Stored.read(proto);
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

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.test.Helpers;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.provenance.EpochSummary;

class LstmTaggerTrainerTest {
  private static final SequenceDataset<Label> GORILLAS =
      SequenceDataGenerator.generateGorillaDataset(5);

  @Test
  void trainingDataIsFitPerfectly() {
    try (LstmTaggerModel model = Data.smallTrainer().epochs(30).build().train(GORILLAS)) {
      assertThat(new LabelSequenceEvaluator().evaluate(model, GORILLAS).accuracy()).isEqualTo(1);
    }
  }

  @Test
  void tribuoProvenanceAndSerializationChecksPass() {
    LstmTaggerTrainer trainer = Data.smallTrainer().build();
    try (LstmTaggerModel model =
        trainer.train(
            TrainingRequest.on(GORILLAS).dev(GORILLAS).listener(TrainingListener.silent()))) {
      Helpers.testSequenceModelProtoSerialization(model, Label.class, GORILLAS);
      Helpers.testProvenanceMarshalling(model.getProvenance());
    }
    Helpers.testProvenanceMarshalling(trainer.getProvenance());
  }

  @Test
  void provenanceRecordsOptionsInvocationDataThreadsAndDevice() {
    LstmTaggerTrainer trainer =
        Data.smallTrainer().hiddenSize(6).forwardOnly().batchOrder(BatchOrder.AS_GIVEN).build();
    trainer.setInvocationCount(3);
    SequenceDataset<Label> dev = Data.dataset(List.of(Data.sentence("angry/Status", "is/O")));
    try (LstmTaggerModel model =
        trainer.train(TrainingRequest.on(GORILLAS).dev(dev).listener(TrainingListener.silent()))) {
      Map<String, ?> options =
          model.getProvenance().getTrainerProvenance().getConfiguredParameters();
      assertThat(options)
          .hasToString(trainer.getProvenance().getConfiguredParameters().toString())
          .containsOnlyKeys(
              "epochs",
              "batchSize",
              "batchWords",
              "patience",
              "embeddingSize",
              "embeddingStandardDeviation",
              "cell",
              "connection",
              "inputs",
              "hiddenSize",
              "layers",
              "bidirectional",
              "dropout",
              "labelSmoothing",
              "lockedDropout",
              "recurrentDropout",
              "wordDropout",
              "auxiliaryTasks",
              "auxiliaryWeight",
              "maxAuxiliaryLabels",
              "wordGroup",
              "loggingInterval",
              "optimizer",
              "learningRateSchedule",
              "plateauFactor",
              "plateauPatience",
              "plateauThreshold",
              "warmUp",
              "averageDecay",
              "averageLastEpochs",
              "constrainTraining",
              "head",
              "learningRate",
              "finalLearningRate",
              "devMeasure",
              "tuneOutsideBias",
              "gradientClip",
              "unknownRate",
              "batchOrder",
              "preset",
              "seed");
      assertThat(options.get("hiddenSize")).hasToString("6");
      assertThat(options.get("bidirectional")).hasToString("false");
      assertThat(options.get("batchOrder")).hasToString("AS_GIVEN");
      assertThat(model.getProvenance().getTrainerProvenance().getInstanceValues())
          .containsEntry("train-invocation-count", new IntProvenance("train-invocation-count", 3));
      assertThat(model.getProvenance().getDatasetProvenance()).isEqualTo(GORILLAS.getProvenance());
      Map<String, ?> run = model.getProvenance().getInstanceProvenance().getMap();
      assertThat(run)
          .containsOnlyKeys(
              "dev-dataset",
              "dev-measure",
              "best-epoch",
              "best-dev-score",
              "intra-op-threads",
              "inter-op-threads",
              "tributary-version",
              "tensorflow-version",
              "device",
              "resolved-head",
              "resolved-layers",
              "resolved-hidden-size",
              "resolved-batch",
              "resolved-epochs",
              "resolved-word-dropout",
              "resolved-unknown-rate",
              "resolved-inputs",
              "resolved-auxiliary-tasks");
      assertThat(run.get("device")).isEqualTo(new StringProvenance("device", "cpu:0"));
      assertThat(run.get("intra-op-threads")).isEqualTo(new IntProvenance("intra-op-threads", 1));
      assertThat(run.get("dev-dataset")).isEqualTo(dev.getProvenance());
    }
  }

  @Test
  void callerProvenanceIsKeptUnlessItsKeyIsReserved() {
    LstmTaggerTrainer trainer = Data.smallTrainer().epochs(1).build();
    StringProvenance fold = new StringProvenance("fold", "7");
    try (LstmTaggerModel model = trainer.train(GORILLAS, Map.of("fold", fold))) {
      Map<String, ?> run = model.getProvenance().getInstanceProvenance().getMap();
      assertThat(run.get("fold")).isEqualTo(fold);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(GORILLAS, Map.of("intra-op-threads", fold)))
        .withMessage(
            "run provenance: the name 'intra-op-threads' is the tagger's own; choose another");
  }

  @Test
  void sameSeedYieldsTheSameBytes() {
    try (LstmTaggerModel one = Data.smallTrainer().forwardOnly().epochs(1).build().train(GORILLAS);
        LstmTaggerModel two = Data.smallTrainer().forwardOnly().epochs(1).build().train(GORILLAS);
        LstmTaggerModel other =
            Data.smallTrainer().forwardOnly().epochs(1).seed(9).build().train(GORILLAS)) {
      assertThat(Stored.withoutProvenance(two)).isEqualTo(Stored.withoutProvenance(one));
      assertThat(Stored.withoutProvenance(other)).isNotEqualTo(Stored.withoutProvenance(one));
      assertThat(two.getProvenance().getTrainerProvenance())
          .isEqualTo(one.getProvenance().getTrainerProvenance());
      assertThat(two.getProvenance().getInstanceProvenance())
          .isEqualTo(one.getProvenance().getInstanceProvenance());
    }
  }

  @Test
  void invocationNumberRepeatsTraining() {
    LstmTaggerTrainer trainer = Data.smallTrainer().forwardOnly().epochs(1).build();
    List<ByteString> models = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      assertThat(trainer.getInvocationCount()).isEqualTo(k);
      models.add(stored(trainer.train(GORILLAS)));
    }
    assertThat(models).doesNotHaveDuplicates();

    LstmTaggerTrainer fresh = Data.smallTrainer().forwardOnly().epochs(1).build();
    fresh.setInvocationCount(2);
    assertThat(stored(fresh.train(GORILLAS))).isEqualTo(models.get(2));
    assertThat(fresh.getInvocationCount()).isEqualTo(3);
    assertThat(stored(fresh.train(GORILLAS, Map.of(), 1))).isEqualTo(models.get(1));
    assertThat(stored(fresh.train(GORILLAS, Map.of(), Trainer.INCREMENT_INVOCATION_COUNT)))
        .isEqualTo(models.get(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fresh.setInvocationCount(-2))
        .withMessage("invocation count: expected at least 0, got -2");
  }

  private static ByteString stored(LstmTaggerModel model) {
    try (model) {
      return Stored.withoutProvenance(model);
    }
  }

  @Test
  void listenerReportsMatchTheHistory() {
    List<EpochReport> reports = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            reports.add(report);
          }
        };
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .epochs(3)
            .build()
            .train(TrainingRequest.on(GORILLAS).listener(listener))) {
      assertThat(model.history())
          .isEqualTo(
              reports.stream()
                  .map(r -> new EpochSummary(r.epoch(), r.meanLoss(), r.devScore()))
                  .toList());
      assertThat(model.history()).extracting(EpochSummary::epoch).containsExactly(1, 2, 3);
      assertThat(model.history()).allMatch(e -> e.devScore().isEmpty());
    }
  }

  @Test
  void bestDevelopmentEpochIsKept() {
    // the development labels contradict the training labels, so later epochs score worse
    SequenceDataset<Label> train =
        Data.dataset(List.of(Data.sentence("a/X", "b/Y", "c/Z"), Data.sentence("c/Z", "b/Y")));
    SequenceDataset<Label> dev = Data.dataset(List.of(Data.sentence("a/Z", "b/X", "c/Y")));
    LstmTaggerTrainerBuilder options = Data.smallTrainer().batchSize(1).dropout(0).seed(4);
    try (LstmTaggerModel kept =
        options
            .epochs(12)
            .build()
            .train(TrainingRequest.on(train).dev(dev).listener(TrainingListener.silent()))) {
      List<Double> accuracies =
          kept.history().stream().map(e -> e.devScore().orElseThrow()).toList();
      double best = accuracies.stream().mapToDouble(a -> a).max().orElseThrow();
      assertThat(accuracies).last().isNotEqualTo(best);
      assertThat(accuracy(kept, dev)).isEqualTo(best);
    }
  }

  private static double accuracy(LstmTaggerModel model, SequenceDataset<Label> data) {
    int correct = 0;
    int steps = 0;
    for (SequenceExample<Label> example : data) {
      List<String> predicted = Data.labels(model.predict(example));
      for (int step = 0; step < example.size(); step++, steps++) {
        correct += predicted.get(step).equals(example.get(step).getOutput().getLabel()) ? 1 : 0;
      }
    }
    return (double) correct / steps;
  }

  @Test
  void unseenDevelopmentLabelIsAMistakeAndMissingLabelIsNotScored() {
    SequenceDataset<Label> train =
        Data.dataset(
            List.of(
                Data.sentence("the/O", "is/O", "that/O"),
                Data.sentence("gorilla/Monkey", "angry/Status"),
                Data.sentence("the/O", "is/O")));
    SequenceDataset<Label> dev =
        Data.dataset(
            List.of(
                Data.sentence("the/O", "is/O", "that/Verb"),
                Data.sentence("the/O", "is/" + Label.UNKNOWN)));
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .epochs(30)
            .build()
            .train(TrainingRequest.on(train).dev(dev).listener(TrainingListener.silent()))) {
      assertThat(model.history()).last().satisfies(e -> assertThat(e.devScore()).hasValue(0.75));
      assertThat(model.getOutputIDInfo().getDomain()).hasSize(3);
    }
  }
}

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.Any;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.Feature;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel.Subsequence;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.fixture.Data;

class LstmTaggerModelTest {
  private static final SequenceDataset<Label> GORILLAS =
      SequenceDataGenerator.generateGorillaDataset(5);
  private static final SequenceExample<Label> GORILLA = SequenceDataGenerator.generateGorillaA();

  private static LstmTaggerModel model;

  @BeforeAll
  static void train() {
    model = Data.smallTrainer().epochs(20).build().train(GORILLAS);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void predictionHoldsAllProbabilities() {
    List<Prediction<Label>> predictions = model.predict(GORILLA);
    assertThat(predictions).hasSize(GORILLA.size());
    for (int step = 0; step < GORILLA.size(); step++) {
      Prediction<Label> prediction = predictions.get(step);
      Map<String, Label> scores = prediction.getOutputScores();
      assertThat(prediction.hasProbabilities()).isTrue();
      assertThat(prediction.getExample()).isSameAs(GORILLA.get(step));
      assertThat(scores).containsOnlyKeys("O", "Monkey", "Status");
      assertThat(scores.values().stream().mapToDouble(Label::getScore).sum())
          .isCloseTo(1, within(1e-6));
      assertThat(prediction.getOutput()).isSameAs(scores.get(prediction.getOutput().getLabel()));
      assertThat(scores.values())
          .allMatch(label -> label.getScore() <= prediction.getOutput().getScore());
    }
    assertThat(Data.labels(predictions)).isEqualTo(Data.labels(GORILLA));
  }

  @Test
  void predictionCountsKnownFeatures() {
    SequenceExample<Label> mixed = new SequenceExample<>();
    mixed.addExample(Data.step("O", new Feature("A", 1), new Feature("new", 1)));
    mixed.addExample(Data.step("O", new Feature("new", 1)));
    mixed.addExample(Data.step("O", new Feature("A", 1), new Feature("B", 2)));
    assertThat(model.predict(mixed))
        .extracting(Prediction::getNumActiveFeatures)
        .containsExactly(1, 0, 2);
    assertThat(model.predict(mixed))
        .extracting(Prediction::getExampleSize)
        .containsExactly(2, 1, 2);
  }

  @Test
  void stepsWithoutAKnownFeatureMapToTheUnknownEmbedding() {
    List<Double> unknown = Data.probabilities(model.predict(Data.sentence("new/O", "newer/O")));
    assertThat(Data.probabilities(model.predict(SequenceDataGenerator.generateInvalidExample())))
        .isEqualTo(unknown);
    assertThat(
            Data.probabilities(model.predict(SequenceDataGenerator.generateOtherInvalidExample())))
        .isEqualTo(unknown);
  }

  @Test
  void featureOrderDoesNotAffectPredictions() {
    SequenceExample<Label> one = new SequenceExample<>();
    SequenceExample<Label> other = new SequenceExample<>();
    Feature a = new Feature("A", 0.1);
    Feature b = new Feature("B", -0.7);
    Feature c = new Feature("C", 3.3);
    one.addExample(Data.step("O", a, b, c));
    other.addExample(Data.step("O", c, a, b));
    assertThat(Data.probabilities(model.predict(one)))
        .isEqualTo(Data.probabilities(model.predict(other)));
  }

  @Test
  void batchPredictionsKeepTheOrder() {
    List<SequenceExample<Label>> examples =
        List.of(GORILLA, Data.sentence("W=is/O"), SequenceDataGenerator.generateGorillaB());
    assertThat(model.predict(examples))
        .extracting(Data::probabilities)
        .containsExactly(
            Data.probabilities(model.predict(examples.get(0))),
            Data.probabilities(model.predict(examples.get(1))),
            Data.probabilities(model.predict(examples.get(2))));
    assertThat(model.predict(GORILLAS))
        .hasSize(GORILLAS.size())
        .element(3)
        .extracting(Data::probabilities)
        .isEqualTo(Data.probabilities(model.predict(GORILLAS.getExample(3))));
    assertThat(model.predict(List.<SequenceExample<Label>>of())).isEmpty();
  }

  @Test
  void predictionsKeepTheOrderAcrossChunks() {
    List<SequenceExample<Label>> many = Collections.nCopies(1023, Data.sentence("W=is/O"));
    List<SequenceExample<Label>> all = new ArrayList<>(many);
    all.add(GORILLA);
    all.add(SequenceDataGenerator.generateGorillaB());
    List<List<Prediction<Label>>> predictions = model.predict(all);
    assertThat(predictions).hasSize(1025);
    assertThat(predictions.get(1023)).hasSize(5);
    assertThat(predictions.get(1024)).hasSize(6);
  }

  @Test
  void emptySequenceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.predict(SequenceDataGenerator.generateEmptyExample()))
        .withMessage(
            "sequence example: expected at least one step, got none; leave out empty sequences");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.predict(List.of(GORILLA, new SequenceExample<>())));
  }

  @Test
  void nanValueIsRefused() {
    SequenceExample<Label> example = new SequenceExample<>();
    example.addExample(Data.step("O", new Feature("A", Double.NaN)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.predict(example))
        .withMessageContaining("feature 'A' at step 0: expected a value that is a finite");
  }

  @Test
  void sequenceOf5000StepsIsPredicted() {
    SequenceExample<Label> longest = new SequenceExample<>();
    for (int step = 0; step < 5000; step++) {
      longest.addExample(GORILLA.get(step % GORILLA.size()));
    }
    assertThat(model.predict(longest)).hasSize(5000);
  }

  @Test
  void softmaxSpanScoreIsTheProductOfStepProbabilities() {
    List<Prediction<Label>> predictions = model.predict(GORILLA);
    double first = predictions.get(1).getOutput().getScore();
    double second = predictions.get(2).getOutput().getScore();
    assertThat(
            model.scoreSubsequences(
                GORILLA, predictions, List.of(new Subsequence(1, 3), new Subsequence(2, 3))))
        .containsExactly(first * second, second);
  }

  @Test
  void spanOutsideTheExampleIsRefused() {
    List<Prediction<Label>> predictions = model.predict(GORILLA);
    for (int[] span : new int[][] {{-1, 2}, {2, 2}, {3, 1}, {4, 6}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  model.scoreSubsequences(
                      GORILLA, predictions, List.of(new Subsequence(span[0], span[1]))))
          .withMessage(
              "span: expected some of the steps from 0 to 4, got from %d to before %d; is it of another example?"
                  .formatted(span[0], span[1]));
    }
  }

  @Test
  void topFeaturesAreEmpty() {
    assertThat(model.getTopFeatures(-1)).isEmpty();
  }

  @Test
  void closedModelRefusesToPredictAndStillSaves() {
    LstmTaggerModel closed = LstmTaggerModel.deserializeFromProto(1, className(), data());
    assertThat(closed.predict(GORILLA)).hasSize(5);
    closed.close();
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> closed.predict(GORILLA))
        .withMessage(
            "LSTM tagger: this model was closed and cannot predict; load or train it again");
    assertThatIllegalStateException().isThrownBy(() -> closed.predict(List.of(GORILLA)));
    assertThatIllegalStateException().isThrownBy(() -> closed.predict(GORILLAS));
    assertThat(closed.serialize()).isEqualTo(model.serialize());

    LstmTaggerModel unused = LstmTaggerModel.deserializeFromProto(1, className(), data());
    unused.close();
    assertThatIllegalStateException().isThrownBy(() -> unused.predict(GORILLA));
  }

  private static String className() {
    return model.serialize().getClassName();
  }

  private static Any data() {
    return model.serialize().getSerializedData();
  }

  @Test
  void javaSerializationIsRefused() throws Exception {
    try (ObjectOutputStream stream = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatExceptionOfType(NotSerializableException.class)
          .isThrownBy(() -> stream.writeObject(model))
          .withMessage(
              "org.tributary.tribuo.LstmTaggerModel: java.io serialization is not supported; use"
                  + " save or serializeToFile, which write Tribuo's protobuf format");
    }
    try (ObjectInputStream stream = new ObjectInputStream(forged())) {
      assertThatExceptionOfType(InvalidObjectException.class)
          .isThrownBy(stream::readObject)
          .withMessage(
              "org.tributary.tribuo.LstmTaggerModel: java.io serialization is not supported; use"
                  + " load, which reads Tribuo's protobuf format");
    }
  }

  /** Returns a forged stream of a model: its class descriptor without fields. */
  private static ByteArrayInputStream forged() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
      out.writeShort(ObjectStreamConstants.STREAM_VERSION);
      out.writeByte(ObjectStreamConstants.TC_OBJECT);
      out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
      out.writeUTF(LstmTaggerModel.class.getName());
      out.writeLong(ObjectStreamClass.lookup(LstmTaggerModel.class).getSerialVersionUID());
      out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE | ObjectStreamConstants.SC_WRITE_METHOD);
      out.writeShort(0);
      out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
      out.writeByte(ObjectStreamConstants.TC_NULL);
      out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}

package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.hash.HashCodeHasher;
import org.tribuo.hash.HashedFeatureMap;
import org.tribuo.hash.Hasher;
import org.tribuo.hash.MessageDigestHasher;
import org.tribuo.hash.ModHashCodeHasher;
import org.tribuo.impl.ListExample;
import org.tribuo.protos.core.SequenceDatasetProto;
import org.tribuo.sequence.HashingSequenceTrainer;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.fixture.Data;

/** Training data: weights, labels, feature values and hashed features. */
class TrainingDataTest {
  private static final String NO_STEP =
      "sequence example: expected at least one step, got none; leave out empty sequences";

  /** Refuses unpaired surrogates, such as a one-char prefix of an emoji. */
  @ParameterizedTest
  @ValueSource(strings = {"p1=\ud83d/X", "\ude00/X", "a/\ud83dB"})
  void unpairedSurrogatesAreRefusedBeforeTraining(String step) {
    SequenceDataset<Label> data =
        Data.dataset(List.of(Data.sentence("word=\ud83d\ude00/Y"), Data.sentence(step)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(data))
        .withMessageStartingWith("training data: expected complete characters, got ")
        .withMessageContaining(step.startsWith("a/") ? "label '\ud83dB'" : "feature '")
        .withMessageContaining(step.startsWith("\ude00") ? "\\ude00" : "\\ud83d");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void exampleWeightScalesTheLoss(int batchSize) {
    SequenceExample<Label> often = Data.sentence("a/X");
    SequenceExample<Label> seldom = Data.sentence("a/Y");
    often.setWeight(9);
    seldom.setWeight(1);
    LstmTaggerTrainer trainer =
        Data.smallTrainer()
            .hiddenSize(4)
            .forwardOnly()
            .batchSize(batchSize)
            .epochs(150)
            .dropout(0)
            .unknownRate(0)
            .gradientClip(0)
            .learningRate(0.04)
            .finalLearningRate(1e-5)
            .build();
    try (LstmTaggerModel model = trainer.train(Data.dataset(List.of(often, seldom)))) {
      double x = model.predict(often).get(0).getOutputScores().get("X").getScore();
      assertThat(x).isCloseTo(0.9, within(0.02));
    }
  }

  @Test
  void zeroWeightExampleIsSkipped() {
    SequenceExample<Label> none = Data.sentence("a/Y", "b/Y");
    none.setWeight(0);
    LstmTaggerTrainer trainer = Data.smallTrainer().epochs(20).build();
    SequenceDataset<Label> data = Data.dataset(List.of(Data.sentence("a/X", "b/X"), none));
    try (LstmTaggerModel model = trainer.train(data)) {
      assertThat(Data.labels(model.predict(none))).containsExactly("X", "X");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(Data.dataset(List.of(none))))
        .withMessage(
            "training data: expected at least one sequence with a weight above 0, got none");
  }

  @ParameterizedTest
  @ValueSource(floats = {-1f, Float.NaN, Float.POSITIVE_INFINITY})
  void invalidWeightIsRefused(float weight) {
    SequenceExample<Label> sequence = Data.sentence("a/X");
    sequence.setWeight(weight);
    SequenceDataset<Label> data = Data.dataset(List.of(sequence));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(data))
        .withMessage(
            "sequence example: expected a finite weight of at least 0, got %s".formatted(weight));
  }

  @Test
  void unlabelledStepIsRefused() {
    SequenceDataset<Label> data =
        Data.dataset(List.of(Data.sentence("a/X", "b/" + Label.UNKNOWN, "c/" + Label.UNKNOWN)));
    LstmTaggerTrainer trainer = Data.smallTrainer().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(data))
        .withMessage(
            "training data: expected a label at every step, got 2 steps without one; label them or"
                + " leave their sequences out");
    assertThat(trainer.getInvocationCount()).isZero();
  }

  @Test
  void labelNamedUnknownIsRefused() {
    SequenceExample<Label> sequence = Data.sentence("a/X");
    sequence.addExample(new ListExample<>(new Label(Label.UNKNOWN), List.of(new Feature("b", 1))));
    SequenceDataset<Label> data = Data.dataset(List.of(sequence));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(data))
        .withMessage(
            "training data: expected a label of the label domain at every step, got none at step 1"
                + " of a sequence of 2");
  }

  @Test
  void emptyTrainingDataIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(Data.dataset(List.of())))
        .withMessageContaining("expected at least one sequence");
  }

  @Test
  void emptySequenceIsRefused() {
    SequenceDataset<Label> data = Mockito.spy(Data.dataset(List.of(Data.sentence("a/X"))));
    List<SequenceExample<Label>> empty = List.of(new SequenceExample<Label>());
    Mockito.doAnswer(call -> empty.iterator()).when(data).iterator();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().auxiliaryTasks(List.of(), 1).build().train(data))
        .withMessage(NO_STEP);
  }

  @Test
  void unlabelledDevelopmentDataIsRefused() {
    SequenceDataset<Label> train = Data.dataset(List.of(Data.sentence("a/X")));
    SequenceDataset<Label> dev =
        Data.dataset(List.of(Data.sentence("a/" + Label.UNKNOWN, "b/" + Label.UNKNOWN)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Data.smallTrainer()
                    .build()
                    .train(TrainingRequest.on(train).dev(dev).listener(TrainingListener.silent())))
        .withMessage(
            "development data: expected at least one labelled step to score on, got none in 1"
                + " sequences");
  }

  /** Such as words of another column: every epoch would have the score 0. */
  @Test
  void developmentDataOfOtherLabelsAreRefused() {
    SequenceDataset<Label> train = Data.dataset(List.of(Data.sentence("a/X", "b/Y")));
    SequenceDataset<Label> dev =
        Data.dataset(List.of(Data.sentence("a/" + Label.UNKNOWN, "b/Z"), Data.sentence("a/W")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(TrainingRequest.on(train).dev(dev)))
        .withMessage(
            "development data: expected labels that the tagger can predict, [X, Y], got others for 100.0 % of the tokens: [W, Z]; are they of another label column, tag set or scheme? choose the label column of the training data for both");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e39, -1e39, Double.NEGATIVE_INFINITY})
  void valueOutsideFloatRangeIsRefused(double value) {
    SequenceExample<Label> sequence = Data.sentence("a/X");
    sequence.addExample(Data.step("X", new Feature("size", value)));
    SequenceDataset<Label> data = Data.dataset(List.of(sequence));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.smallTrainer().build().train(data))
        .withMessage(
            ("feature 'size' at step 1: expected a value that is a finite 32-bit number, got %s;"
                    + " scale the feature or leave it out")
                .formatted(value));
  }

  @Test
  void divergingTrainingStops() {
    SequenceDataset<Label> data =
        Data.dataset(List.of(Data.sentence("a/X", "b/Y"), Data.sentence("b/X", "a/Y")));
    LstmTaggerTrainer trainer =
        Data.smallTrainer().learningRate(1e38).finalLearningRate(1e38).epochs(5).build();
    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> trainer.train(data))
        .withMessageStartingWith("training: the loss became");
  }

  @Test
  void featureValuesDistinguishLabels() {
    List<SequenceExample<Label>> sequences = new ArrayList<>();
    for (double size = -2; size <= 2; size += 0.25) {
      String label = size < 0 ? "small" : "large";
      sequences.add(new SequenceExample<>(List.of(Data.step(label, new Feature("size", size)))));
    }
    LstmTaggerTrainer trainer = Data.smallTrainer().forwardOnly().epochs(30).dropout(0).build();
    try (LstmTaggerModel model = trainer.train(Data.dataset(sequences))) {
      assertThat(predicted(model, new Feature("size", -1.1))).isEqualTo("small");
      assertThat(predicted(model, new Feature("size", 1.1))).isEqualTo("large");
    }
  }

  private static String predicted(LstmTaggerModel model, Feature feature) {
    return Data.labels(
            model.predict(new SequenceExample<>(List.of(Data.step(Label.UNKNOWN, feature)))))
        .get(0);
  }

  @Test
  void hashedFeaturesTrainAndLoadWithTheirSalt() {
    SequenceDataset<Label> data =
        Data.dataset(List.of(Data.sentence("a/X", "b/Y", "c/Z"), Data.sentence("c/Z", "a/X")));
    LstmTaggerTrainer trainer = Data.smallTrainer().epochs(40).build();
    String salt = "pepper and salt";
    HashingSequenceTrainer<Label> hashing =
        new HashingSequenceTrainer<>(trainer, new ModHashCodeHasher(1000, salt));
    try (LstmTaggerModel model = (LstmTaggerModel) hashing.train(data);
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      ((HashedFeatureMap) read.getFeatureIDMap()).setSalt(salt);
      for (SequenceExample<Label> sequence : data) {
        assertThat(Data.labels(model.predict(sequence))).isEqualTo(Data.labels(sequence));
        assertThat(Data.probabilities(read.predict(sequence)))
            .isEqualTo(Data.probabilities(model.predict(sequence)));
      }
    }
  }

  static List<Hasher> hashers() {
    return List.of(
        new HashCodeHasher("pepper and salt"),
        new ModHashCodeHasher(1000, "pepper and salt"),
        new MessageDigestHasher("SHA-256", "pepper and salt"));
  }

  @ParameterizedTest
  @MethodSource("hashers")
  void modelWithHashedNamesNeedsItsSaltToPredict(Hasher hasher) {
    SequenceExample<Label> example = Data.sentence("a/X", "b/Y");
    try (LstmTaggerModel model =
            (LstmTaggerModel)
                new HashingSequenceTrainer<>(Data.smallTrainer().build(), hasher)
                    .train(Data.dataset(List.of(example)));
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> read.predict(example))
          .withMessage(
              "feature domain: expected the salt that its names were hashed with, got none, because stored models do not contain it; call ((HashedFeatureMap) model.getFeatureIDMap()).setSalt with the salt of the training");
      ((HashedFeatureMap) read.getFeatureIDMap()).setSalt("pepper and salt");
      assertThat(Data.probabilities(read.predict(example)))
          .isEqualTo(Data.probabilities(model.predict(example)));
    }
  }

  @Test
  void trainingDoesNotModifyItsData() {
    SequenceDataset<Label> train = Data.dataset(Data.random(10, 5, 1));
    SequenceDataset<Label> dev = Data.dataset(Data.random(5, 5, 2));
    SequenceDatasetProto trainBefore = train.serialize();
    SequenceDatasetProto devBefore = dev.serialize();
    Data.smallTrainer()
        .build()
        .train(TrainingRequest.on(train).dev(dev).listener(TrainingListener.silent()))
        .close();
    assertThat(train.serialize()).isEqualTo(trainBefore);
    assertThat(dev.serialize()).isEqualTo(devBefore);
  }
}

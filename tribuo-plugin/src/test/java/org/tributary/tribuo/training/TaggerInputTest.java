package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.tributary.tribuo.fixture.SamplePipeline.DATA;
import static org.tributary.tribuo.fixture.SamplePipeline.probabilities;
import static org.tributary.tribuo.fixture.SamplePipeline.sequence;
import static org.tributary.tribuo.fixture.SamplePipeline.train;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.hash.ModHashCodeHasher;
import org.tribuo.sequence.HashingSequenceTrainer;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.test.Helpers;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.internal.Settings;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.SamplePipeline.Fixed;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.NumberFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.protos.ParameterProto;

/** Configured inputs: resolved, trained, stored and loaded. */
class TaggerInputTest {
  @Test
  void everyInputKindTrainsAndPredictsTheSameAfterLoading() {
    try (LstmTaggerModel model =
            train(
                30,
                new EmbeddedFeatures("word", 6),
                new EmbeddedFeatures("shape", 3),
                CharacterFeatures.lstm(5),
                CharacterFeatures.lstm(4).pooling(CharacterPooling.MAX),
                new NumberFeatures("sensor", 4),
                new PretrainedVectors(new Fixed(), Keep.ALL, Trainability.FROZEN));
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      assertThat(Stored.proto(model).getDefinitionMap())
          .containsEntry(
              "inputs", "[\"word\",\"shape\",\"char\",\"char2\",\"sensor\",\"vector\",\"other\"]")
          .containsEntry("input.shape.group", "shape")
          .containsEntry("input.char.pooling", "last")
          .containsEntry("input.char2.pooling", "max")
          .doesNotContainKey("input.other.group");
      assertThat(read.serialize().toByteString()).isEqualTo(model.serialize().toByteString());
      SequenceExample<Label> unseen = sequence("the/D", "Mouse/N", "barked/V");
      for (SequenceExample<Label> example : List.of(DATA.getExample(1), unseen)) {
        assertThat(Data.probabilities(read.predict(example)))
            .isEqualTo(Data.probabilities(model.predict(example)));
      }
      assertThat(Data.labels(model.predict(DATA.getExample(1))))
          .isEqualTo(Data.labels(DATA.getExample(1)));
    }
  }

  @Test
  void charactersOfUnseenWordsAreRead() {
    try (LstmTaggerModel model =
        train(new EmbeddedFeatures("word", 4), CharacterFeatures.cnn(7, 2, 3).size(5))) {
      assertThat(Stored.proto(model).getDefinitionMap())
          .containsEntry("input.char.size", "5")
          .containsEntry("input.char.cnn", "7")
          .containsEntry("input.char.widths", "[\"2\",\"3\"]");
      assertThat(probabilities(model, "dax")).isNotEqualTo(probabilities(model, "daxs"));
      assertThat(probabilities(model, "dax")).isEqualTo(probabilities(model, "dax"));
    }
  }

  @Test
  void remainderTableExcludesGroupsOfOtherInputs() {
    try (LstmTaggerModel model =
        train(
            CharacterFeatures.lstm(5),
            new PretrainedVectors(new Fixed(), Keep.ALL, Trainability.FROZEN),
            new NumberFeatures("sensor"))) {
      assertThat(Stored.proto(model).getParametersList())
          .filteredOn(p -> p.getName().equals("other_emb.weight"))
          .singleElement()
          .satisfies(p -> assertThat(p.getShapeList()).containsExactly(4L, 10L)); // bias, shapes
    }
  }

  @Test
  void defaultInputsAreOneTablePerGroupAndOneForTheRest() {
    try (LstmTaggerModel model = Data.smallTrainer().epochs(1).build().train(DATA)) {
      assertThat(Stored.proto(model).getParametersList())
          .extracting(ParameterProto::getName)
          .startsWith("word_emb.weight", "shape_emb.weight", "char_emb.weight")
          .contains("char_lstm.weight_ih_l0", "other_emb.weight")
          .doesNotContain("lower_emb.weight");
      assertThat(Stored.proto(model).getParameters(1).getShapeList()).containsExactly(3L, 12L);
      assertThat(Stored.proto(model).getParametersList())
          .filteredOn(p -> p.getName().equals("other_emb.weight"))
          .singleElement()
          .satisfies(p -> assertThat(p.getShapeList()).containsExactly(4L, 10L));
    }
  }

  @Test
  void inputNamesStayUniqueWhenGroupNamesCollide() {
    List<SequenceExample<Label>> sequences = new ArrayList<>();
    for (String word : List.of("dog", "mouse")) {
      List<Feature> features = new ArrayList<>();
      for (String group : List.of("word", "lower", "other", "char", "char2", "vector")) {
        features.add(new Feature(group + "=" + word, 1));
      }
      features.add(new Feature("bias", 1));
      sequences.add(
          new SequenceExample<>(List.of(Data.step(word, features.toArray(Feature[]::new)))));
    }
    List<TaggerInput> inputs =
        List.of(
            CharacterFeatures.lstm(3),
            CharacterFeatures.cnn(3, 2),
            new PretrainedVectors(new Fixed(), Keep.ALL, Trainability.FROZEN),
            new PretrainedVectors(new Fixed(), Keep.TRAINING_WORDS, Trainability.TRAINABLE),
            new WordForms(4),
            new EmbeddedFeatures("other", 3),
            new EmbeddedFeatures("char", 3),
            new NumberFeatures("char2"),
            new EmbeddedFeatures("vector", 3));
    SequenceDataset<Label> data = Data.dataset(sequences);
    try (LstmTaggerModel model = Data.smallTrainer().epochs(30).inputs(inputs).build().train(data);
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      assertThat(Settings.of(Stored.proto(model).getDefinitionMap()).list("inputs"))
          .containsExactly(
              "char3", "char4", "vector2", "vector3", "word", "lower", "other", "char", "char2",
              "vector", "other2");
      for (SequenceExample<Label> sequence : data) {
        assertThat(Data.labels(model.predict(sequence))).isEqualTo(Data.labels(sequence));
        assertThat(Data.probabilities(read.predict(sequence)))
            .isEqualTo(Data.probabilities(model.predict(sequence)));
      }
    }
  }

  @Test
  void absentGroupsAndHashedDomainsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(new EmbeddedFeatures("lower", 3)))
        .withMessage(
            "inputs: expected features whose names begin with 'lower=' or 'lower@' in the training data, got none; their groups are [sensor, shape, word]");
    HashingSequenceTrainer<Label> hashing =
        new HashingSequenceTrainer<>(
            Data.smallTrainer().inputs(List.of(new CharacterFeatures())).build(),
            new ModHashCodeHasher(999, "salt and pepper"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hashing.train(DATA))
        .withMessage(
            "inputs: expected features with names to read the group 'word' from, got a domain of hashed names; train without hashing, or configure no inputs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(new EmbeddedFeatures("word", 3), new NumberFeatures("word")))
        .withMessage("inputs: expected each name once, got [word, word, other]");
  }

  @Test
  void outOfRangeOptionsAreRefusedByName() {
    assertRefused(() -> new WordForms(0), "wordSize");
    assertRefused(() -> new EmbeddedFeatures("a=", 3), "group");
    assertRefused(() -> new EmbeddedFeatures("a", 0), "size");
    assertRefused(() -> CharacterFeatures.lstm(0), "hiddenSize");
    assertRefused(() -> CharacterFeatures.lstm(3).pooling(null), "pooling");
    assertRefused(() -> CharacterFeatures.cnn(0, 3), "filters");
    assertRefused(() -> CharacterFeatures.cnn(3, 2, 0), "widths");
    assertRefused(() -> CharacterFeatures.cnn(3), "widths");
    assertRefused(() -> CharacterFeatures.lstm(3).size(0), "size");
    assertRefused(() -> new NumberFeatures("a", -1), "projection");
    assertRefused(() -> new PretrainedVectors(null), "source");
  }

  private static void assertRefused(ThrowingCallable call, String field) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageStartingWith(field + ": expected ");
  }

  @Test
  void configurationRoundTripsWithEveryInput() {
    Helpers.testConfigurableRoundtrip(
        Data.smallTrainer()
            .wordDropout(0)
            .inputs(
                List.of(
                    new WordForms(6),
                    new EmbeddedFeatures("bias", 6),
                    CharacterFeatures.cnn(9, 2, 3).size(7),
                    CharacterFeatures.lstm(9).pooling(CharacterPooling.MAX),
                    new NumberFeatures("sensor", 4),
                    new PretrainedVectors(new Fixed(), Keep.ALL, Trainability.TRAINABLE)))
            .build());
  }
}

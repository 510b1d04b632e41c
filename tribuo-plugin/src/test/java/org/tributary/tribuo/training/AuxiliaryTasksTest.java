package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.head.LabelSet;
import org.tributary.internal.training.AuxiliaryColumns;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.LogRecords;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.internal.model.MetadataTasks;
import org.tributary.tribuo.internal.model.TrainingLog;

class AuxiliaryTasksTest {

  private static SequenceExample<Label> sentence(String... xpos) {
    SequenceExample<Label> sentence = Data.sentence("dogs/NOUN", "bark/VERB");
    for (int step = 0; step < xpos.length; step++) {
      sentence.get(step).setMetadataValue("xpos", xpos[step]);
      sentence.get(step).setMetadataValue("same", "x");
      sentence.get(step).setMetadataValue("label", sentence.get(step).getOutput().getLabel());
    }
    return sentence;
  }

  @Test
  void metadataValuesBecomeLabelColumns() {
    AuxiliaryColumns<SequenceExample<Label>> found =
        new MetadataTasks(List.of("xpos", "same", "label", "absent"), 0.5, 2_000)
            .in(List.of(sentence("NNS", "VBP"), sentence("NN", "VBP")), Data.NO_LOG);
    assertThat(found.keys()).containsExactly("xpos");
    assertThat(found.values().get(0)).containsExactly("NN", "NNS", "VBP");
    assertThat(found.add(Tagger.define()).columns())
        .extracting(LabelColumn::name)
        .containsExactly("tag", "xpos");
    assertThat(found.add(List.of(LabelSet.ofSize(2)))).hasSize(2);
    LabelledSequence read =
        found.add(new LabelledSequence(FeatureSequence.ofWords(0, 1), 0, 1), sentence("NNS", "JJ"));
    assertThat(read.label(1, 0)).isEqualTo(1);
    assertThat(read.label(1, 1))
        .as("a value absent from the training data")
        .isEqualTo(LabelledSequence.NONE);
    LabelledSequence without =
        found.add(new LabelledSequence(FeatureSequence.ofWords(0, 1), 0, 1), sentence());
    assertThat(without.label(1, 0)).isEqualTo(LabelledSequence.NONE);
  }

  @Test
  void modelKeepsTheMainHeadOnly() {
    LstmTaggerTrainer trainer =
        Data.smallTrainer().lockedDropout(0.1).auxiliaryTasks(List.of("xpos"), 0.5).build();
    List<SequenceExample<Label>> sentences = List.of(sentence("NNS", "VBP"), sentence("NN", "VB"));
    try (LstmTaggerModel model = trainer.train(Data.dataset(sentences))) {
      assertThat(Stored.proto(model).getParametersList())
          .extracting(p -> p.getName())
          .contains("hidden2tag.weight")
          .noneMatch(name -> name.contains("xpos"));
    }
    LstmTaggerTrainer alone = Data.smallTrainer().lockedDropout(0.1).build();
    try (LstmTaggerModel with = trainer.train(Data.dataset(sentences));
        LstmTaggerModel without = alone.train(Data.dataset(sentences))) {
      assertThat(Stored.proto(with).getParametersList())
          .as("the auxiliary task changes the encoder")
          .isNotEqualTo(Stored.proto(without).getParametersList());
    }
  }

  private static SequenceExample<Label> annotated(String key, String... values) {
    SequenceExample<Label> sentence = Data.sentence("dogs/NOUN", "bark/VERB", "loudly/ADV");
    for (int step = 0; step < values.length; step++) {
      sentence.get(step).setMetadataValue(key, values[step]);
    }
    return sentence;
  }

  private static AuxiliaryColumns<SequenceExample<Label>> found(
      List<String> keys, SequenceExample<Label> sentence) {
    return new MetadataTasks(keys, 0.2, 2).in(List.of(sentence), new TrainingLog(1));
  }

  @Test
  void defaultTasksReadConlluMetadataOnly() {
    List<String> defaults = MetadataTasks.DEFAULT_KEYS;
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class)) {
      assertThat(found(defaults, annotated("head", "yes", "no")).values())
          .as("another source's metadata of the same name")
          .isEmpty();
      assertThat(log.messages()).isEmpty();
      AuxiliaryColumns<SequenceExample<Label>> heads =
          found(defaults, annotated("conllu.head", "yes", "no", "_"));
      assertThat(heads.keys()).containsExactly("conllu.head");
      assertThat(heads.values()).containsExactly(List.of("no", "yes"));
      assertThat(log.messages()).containsExactly("INFO Auxiliary tasks: conllu.head (2 labels)");
      LabelledSequence read =
          heads.add(
              new LabelledSequence(FeatureSequence.ofWords(0, 1, 0), 0, 1, 0),
              annotated("conllu.head", "yes", "no", "_"));
      assertThat(read.label(1, 0)).isEqualTo(1);
      assertThat(read.label(1, 2)).as("_ is no label").isEqualTo(LabelledSequence.NONE);
    }
  }

  @Test
  void underscoreIsALabelOfOtherSources() {
    assertThat(found(List.of("pos"), annotated("pos", "_", "x")).values())
        .containsExactly(List.of("_", "x"));
  }

  @Test
  void tooManyValuesSkipADefaultTaskAndRefuseANamedOne() {
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class)) {
      SequenceExample<Label> fine = annotated("conllu.feats", "a", "b", "c");
      assertThat(found(MetadataTasks.DEFAULT_KEYS, fine).values()).isEmpty();
      assertThat(log.messages())
          .containsExactly(
              "WARNING auxiliaryTasks: skipped 'conllu.feats', since it has 3 distinct values in the"
                  + " training data and maxAuxiliaryLabels is 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> found(List.of("conllu.feats"), fine))
          .withMessage(
              "auxiliaryTasks: expected at most 2 distinct values of 'conllu.feats' in the training"
                  + " data, got 3; leave the key out, or raise maxAuxiliaryLabels");
    }
  }

  @Test
  void namedTaskThatTheDataLackIsLogged() {
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class)) {
      assertThat(found(List.of("pos"), annotated("xpos", "a", "b")).values()).isEmpty();
      assertThat(log.messages())
          .containsExactly(
              "WARNING auxiliaryTasks: skipped 'pos', since a task needs at least 2 distinct values"
                  + " and the training data's metadata have 0 under this key");
    }
  }

  @Test
  void columnNamesAreUniqueWhateverTheKeysAre() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String key : List.of("conllu.upos", "upos", "tag", "part of speech", "1")) {
      values.put(key, List.of("a", "b"));
    }
    assertThat(
            AuxiliaryColumns.<String>of(values, 1, (e, s, k) -> Optional.empty())
                .add(Tagger.define())
                .columns())
        .extracting(LabelColumn::name)
        .containsExactly("tag", "upos", "upos_2", "tag_2", "part_of_speech", "task1");
  }
}

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.head.LabelSet;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;

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
    AuxiliaryTasks.Found found =
        new AuxiliaryTasks(List.of("xpos", "same", "label", "absent"), 0.5)
            .in(List.of(sentence("NNS", "VBP"), sentence("NN", "VBP")));
    assertThat(found.values()).containsOnlyKeys("xpos");
    assertThat(found.values().get("xpos")).containsExactly("NN", "NNS", "VBP");
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
}

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.test.Helpers;

class LstmTaggerTrainerTest {
  private static final SequenceDataset<Label> GORILLAS =
      SequenceDataGenerator.generateGorillaDataset(5);

  @Test
  void gorillaDataIsLearntCompletely() {
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder()
            .hiddenSize(20)
            .embeddingSize(10)
            .epochs(30)
            .batchSize(2)
            .learningRate(0.02)
            .build();
    try (LstmTaggerModel model = trainer.train(GORILLAS)) {
      assertThat(new LabelSequenceEvaluator().evaluate(model, GORILLAS).accuracy()).isEqualTo(1);
      Helpers.testSequenceModelProtoSerialization(model, Label.class, GORILLAS);
    }
    Helpers.testConfigurableRoundtrip(trainer);
  }

  @Test
  void anEmptySequenceIsRefused() {
    LstmTaggerTrainer trainer = LstmTaggerTrainer.builder().epochs(1).build();
    try (LstmTaggerModel model = trainer.train(GORILLAS)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.predict(SequenceDataGenerator.generateEmptyExample()))
          .withMessageContaining("expected at least one step, got none");
    }
  }
}

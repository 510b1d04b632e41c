package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.fixture.Data;

/** Properties of models with random sizes, features, values and lengths. */
class AnyShapeTest {
  @Property(tries = 3)
  void probabilitiesAreTheSameAloneInABatchAndAfterLoading(
      @ForAll @IntRange(min = 1, max = 40) int hiddenSize,
      @ForAll @IntRange(min = 1, max = 30) int embeddingSize,
      @ForAll @IntRange(min = 1, max = 70) int maxSteps,
      @ForAll long seed) {
    List<SequenceExample<Label>> sequences = Data.random(70, maxSteps, seed);
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder()
            .hiddenSize(hiddenSize)
            .embeddingSize(embeddingSize)
            .epochs(1)
            .seed(seed)
            .build();
    try (LstmTaggerModel any = trainer.train(Data.dataset(sequences));
        LstmTaggerModel read =
            LstmTaggerModel.deserializeFromProto(
                LstmTaggerModel.CURRENT_VERSION,
                any.serialize().getClassName(),
                any.serialize().getSerializedData())) {
      List<List<Double>> single =
          sequences.stream().map(s -> Data.probabilities(any.predict(s))).toList();
      assertThat(any.predict(sequences)).map(Data::probabilities).isEqualTo(single);
      assertThat(read.predict(sequences)).map(Data::probabilities).isEqualTo(single);
      assertThat(read.serialize()).isEqualTo(any.serialize());
    }
  }
}

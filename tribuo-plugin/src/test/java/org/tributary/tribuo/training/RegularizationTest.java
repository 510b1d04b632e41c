package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.config.AdamWOptimizer;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.protos.ParameterProto;

/** Effect of each training option on the trained weights. */
class RegularizationTest {
  private static final List<SequenceExample<Label>> SENTENCES =
      List.of(
          Data.sentence("dogs/NOUN", "bark/VERB"),
          Data.sentence("the/DET", "dogs/NOUN", "sleep/VERB"),
          Data.sentence("cats/NOUN", "see/VERB", "the/DET", "dogs/NOUN"));

  private static LstmTaggerTrainerBuilder smallTrainer() {
    return Data.smallTrainer().hiddenSize(8).forwardOnly();
  }

  private record Option(String name, UnaryOperator<LstmTaggerTrainerBuilder> set) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Option> options() {
    return Stream.of(
        new Option("lockedDropout", b -> b.lockedDropout(0.4)),
        new Option("recurrentDropout", b -> b.recurrentDropout(0.4)),
        new Option("wordDropout", b -> b.wordDropout(0.4)),
        new Option(
            "learningRateSchedule", b -> b.learningRateSchedule(LearningRateSchedule.COSINE)),
        new Option("warmUp", b -> b.warmUp(0.3)),
        new Option("averageDecay", b -> b.averageDecay(0.9)),
        new Option("averageLastEpochs", b -> b.averageLastEpochs(0.5)),
        new Option("batchWords", b -> b.batchWords(5)),
        new Option("embeddingStandardDeviation", b -> b.embeddingStandardDeviation(0.5)),
        new Option("constant rate", b -> b.learningRateSchedule(LearningRateSchedule.CONSTANT)),
        new Option("AdamW", b -> b.optimizer(new AdamWOptimizer(0.5))),
        new Option("SGD", b -> b.optimizer(new SgdOptimizer(0.5))));
  }

  private static List<ParameterProto> without;

  @BeforeAll
  static void trainWithoutOption() {
    without = parameters(smallTrainer());
  }

  /** An option of one training has no effect on the next. */
  @AfterAll
  static void defaultsTrainTheSameAfterwards() {
    assertThat(parameters(smallTrainer())).as("repeated with the defaults").isEqualTo(without);
  }

  @ParameterizedTest
  @MethodSource("options")
  void optionChangesTheTrainedWeights(Option option) {
    assertThat(parameters(option.set().apply(smallTrainer()))).isNotEqualTo(without);
  }

  /** Trains for enough steps for an average over a quarter of them. */
  private static List<ParameterProto> parameters(LstmTaggerTrainerBuilder builder) {
    try (LstmTaggerModel model = builder.epochs(20).build().train(Data.dataset(SENTENCES))) {
      return Stored.proto(model).getParametersList();
    }
  }
}

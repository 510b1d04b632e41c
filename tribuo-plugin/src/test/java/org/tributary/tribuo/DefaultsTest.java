package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.CaseSelection;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.StopAfterEpoch;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.ResolvedInputs;

/** The trainer's default configuration: core's, which also learns small data. */
class DefaultsTest {
  private static final SequenceDataset<Label> GORILLAS =
      SequenceDataGenerator.generateGorillaDataset(5);

  /** The epochs after which a training of 334 stops; if every case runs, all of them. */
  private static final int EPOCHS = CaseSelection.count(80, 334);

  private final LstmTaggerTrainer defaults = LstmTaggerTrainer.builder().build();

  @Test
  void trainingOptionsAreCores() {
    assertThat(defaults.training()).isEqualTo(TrainingOptions.defaults());
    assertThat(LstmTaggerTrainer.builder().learningRate(0.4).build().training())
        .isEqualTo(TrainingOptions.defaults().learningRate(0.4));
  }

  @Test
  void definitionIsCores() {
    TaggerDefinition core = Tagger.define();
    List<Integer> vocabularies = core.inputs().all().stream().map(input -> 5).toList();
    LabelSet spans = LabelSet.of(List.of("O", "B-PER", "I-PER"));
    for (LabelSet labels :
        List.of(LabelSet.ofSize(2), LabelSet.ofSize(32), LabelSet.ofSize(33), spans)) {
      TaggerSizes sizes = new TaggerSizes(vocabularies, List.of(labels));
      TaggerDefinition plugin =
          defaults.definition(core.inputs(), labels, List.of(List.of("B-PER", "I-PER")));
      assertThat(plugin.head(Head.softmax())).isEqualTo(core.resolved(sizes).head(Head.softmax()));
      assertThat(plugin.columns().get(0).head())
          .isEqualTo(labels.equals(spans) ? Head.crf(TagScheme.BIO) : Head.softmax());
    }
  }

  /** Copies of the data and seeds; by default those of Tribuo's SeqTrainTest. */
  static List<Arguments> copiesAndSeeds() {
    return CaseSelection.everyNth(
        4,
        List.of(Arguments.of(1, 1), Arguments.of(5, 1), Arguments.of(5, 2), Arguments.of(20, 3)));
  }

  /** By default the training stops after a fourth of its epochs. */
  @ParameterizedTest
  @MethodSource("copiesAndSeeds")
  void gorillasAreLearned(int copies, long seed) {
    SequenceDataset<Label> train = SequenceDataGenerator.generateGorillaDataset(copies);
    LstmTaggerTrainer trainer = LstmTaggerTrainer.builder().seed(seed).build();
    try (LstmTaggerModel model =
        trainer.train(TrainingRequest.on(train).listener(new StopAfterEpoch(EPOCHS)))) {
      assertThat(new LabelSequenceEvaluator().evaluate(model, GORILLAS).accuracy()).isEqualTo(1);
    }
  }

  /** The same data and seed give the same losses without the plugin. */
  @Test
  void firstInvocationTrainsWithTheSeedItself() {
    LstmTaggerTrainer trainer = Data.smallTrainer().seed(9).build();
    ResolvedInputs inputs = TrainerInputs.of(trainer, GORILLAS.getFeatureIDMap()).resolved();
    ExampleEncoder encoder =
        new ExampleEncoder(GORILLAS.getFeatureIDMap(), GORILLAS.getOutputIDInfo(), inputs);
    TaggerDefinition definition =
        trainer.definition(inputs.inputs(), encoder.sizes().columns().get(0), List.of());
    List<LabelledSequence> sequences =
        encoder.training(GORILLAS, trainer.auxiliaryTasks().in(GORILLAS, trainer.log()));
    TaggerFitter core =
        new TaggerFitter(
            definition, encoder.sizes(), trainer.training(), encoder.frequencies(sequences));
    TaggerFitter.Trained trained = core.train(sequences, List.of(), TrainingListener.silent());
    double expected = trained.history().get(1).meanLoss();
    try (LstmTaggerModel first = trainer.train(GORILLAS);
        LstmTaggerModel second = trainer.train(GORILLAS)) {
      assertThat(first.history().get(1).loss()).isEqualTo(expected);
      assertThat(second.history().get(1).loss()).isNotEqualTo(expected);
    }
  }
}

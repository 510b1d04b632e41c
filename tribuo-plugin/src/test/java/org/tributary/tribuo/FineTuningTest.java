package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.protos.core.SequenceModelProto;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.param.ParameterValues;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.Preset;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.LogRecords;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.provenance.RunProvenance;

/** Training that starts from the weights of another model. */
class FineTuningTest {
  private static final WordFormFeatureExtractor EXTRACTOR = new WordFormFeatureExtractor();

  private static final SequenceDataset<Label> SENTENCES =
      Data.dataset(
          List.of(
              Data.sentence("the/DET", "dog/NN", "ate/V", "the/DET", "apple/NN"),
              Data.sentence("everybody/NN", "read/V", "that/DET", "book/NN")));

  private static final SequenceDataset<Label> OTHERS =
      Data.dataset(List.of(Data.sentence("book/V", "a/DET", "dog/NN")));

  /** So small a learning rate leaves float32 weights as they are. */
  private static final LstmTaggerTrainer STANDING = constant(1e-30).epochs(1).build();

  private static LstmTaggerTrainerBuilder constant(double rate) {
    return LstmTaggerTrainer.builder()
        .lockedDropout(0)
        .unknownRate(0)
        .averageDecay(0)
        .batchSize(1)
        .epochs(15)
        .learningRateSchedule(LearningRateSchedule.CONSTANT)
        .learningRate(rate)
        .loggingInterval(0);
  }

  private static LstmTaggerTrainerBuilder small(long seed) {
    return constant(0.03).embeddingSize(6).hiddenSize(6).layers(1).seed(seed);
  }

  private static SequenceModelProto base;

  @BeforeAll
  static void trainBase() {
    try (LstmTaggerModel model = small(1).build().train(SENTENCES)) {
      base = model.serialize();
    }
  }

  /** Returns a copy of the base model. */
  private static LstmTaggerModel base() {
    return (LstmTaggerModel) LstmTaggerModel.deserialize(base);
  }

  private static List<String> predicted(LstmTaggerModel model, SequenceDataset<Label> data) {
    return data.getData().stream().flatMap(e -> Data.labels(model.predict(e)).stream()).toList();
  }

  private static List<String> gold(SequenceDataset<Label> data) {
    return data.getData().stream().flatMap(e -> Data.labels(e).stream()).toList();
  }

  @Test
  void trainingStartsAtTheWeightsOfTheBaseAndLearnsTheNewData() {
    try (LstmTaggerModel base = base();
        LstmTaggerModel same =
            STANDING.train(TrainingRequest.on(OTHERS).dev(SENTENCES).from(base));
        LstmTaggerModel tuned =
            constant(0.03).build().train(TrainingRequest.on(OTHERS).from(base))) {
      assertThat(same.history().get(0).devScore()).hasValue(1);
      assertThat(same.parametersSha256()).isEqualTo(base.parametersSha256());
      assertThat(predicted(same, SENTENCES)).isEqualTo(gold(SENTENCES));
      assertThat(predicted(base, OTHERS)).isNotEqualTo(gold(OTHERS));
      assertThat(predicted(tuned, OTHERS)).isEqualTo(gold(OTHERS));
      assertThat(tuned.getFeatureIDMap().size()).isEqualTo(base.getFeatureIDMap().size());
      assertThat(tuned.getOutputIDInfo().getDomain()).isEqualTo(base.getOutputIDInfo().getDomain());
    }
  }

  @Test
  void loadedClosedModelIsABaseAndItsProvenanceIsKept(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("base.tribuo");
    try (LstmTaggerModel base = base()) {
      base.save(file);
    }
    LstmTaggerModel loaded = LstmTaggerModel.load(file);
    loaded.close();
    Path tunedFile = folder.resolve("tuned.tribuo");
    try (LstmTaggerModel tuned = STANDING.train(TrainingRequest.on(OTHERS).from(loaded));
        LstmTaggerModel again = STANDING.train(TrainingRequest.on(OTHERS).from(tuned))) {
      again.save(tunedFile);
    }
    try (LstmTaggerModel tuned = LstmTaggerModel.load(tunedFile)) {
      Map<String, ?> run = tuned.getProvenance().getInstanceProvenance().getMap();
      assertThat(run.get(RunProvenance.BASE_PARAMETERS).toString())
          .isEqualTo("SHA-256[" + loaded.parametersSha256() + "]");
      var first = RunProvenance.base(tuned.getProvenance()).flatMap(RunProvenance::base);
      assertThat(first).hasValue(loaded.getProvenance());
      assertThat(tuned.tagger(EXTRACTOR).metadata().provenance())
          .containsKey("instance-values.base-model.trained-at");
    }
  }

  @Test
  void unknownLabelsAreRefused() {
    SequenceDataset<Label> foreign =
        Data.dataset(List.of(Data.sentence("oh/UH", "yes/ADV", "dog/NN")));
    try (LstmTaggerModel base = base()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> STANDING.train(TrainingRequest.on(foreign).from(base)))
          .withMessage(
              "base model: expected its labels [DET, NN, V] in the training data, got [ADV, UH] too; leave out the sequences with other labels, or train a new model on all data");
      STANDING.train(TrainingRequest.on(OTHERS).dev(foreign).from(base)).close();
    }
    assertThatNullPointerException()
        .isThrownBy(() -> TrainingRequest.on(OTHERS).from(null))
        .withMessage("base model: expected one to start from, got null");
  }

  @Test
  void networkOptionsFollowTheBaseOrEqualIt() {
    LstmTaggerTrainer trainer =
        small(1)
            .cell(TaggerCell.GRU)
            .layers(1)
            .connection(TaggerSkipConnection.NONE)
            .forwardOnly()
            .epochs(1)
            .inputs(List.of(new WordForms(6)))
            .crf()
            .build();
    try (LstmTaggerModel base = trainer.train(SENTENCES);
        LstmTaggerModel second = STANDING.train(TrainingRequest.on(OTHERS).from(base));
        LstmTaggerModel third = trainer.train(TrainingRequest.on(OTHERS).from(second))) {
      assertThat(third.weights().definition()).isEqualTo(base.weights().definition());
      LstmTaggerTrainer other =
          small(1)
              .cell(TaggerCell.RNN)
              .hiddenSize(7)
              .layers(3)
              .connection(TaggerSkipConnection.HIGHWAY)
              .embeddingSize(8)
              .wordGroup("token")
              .head(TaggerHead.CRF, Optional.of(TagScheme.BIO))
              .build();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.train(TrainingRequest.on(OTHERS).from(second)))
          .withMessage(
              "base model: expected a trainer of its network, got embeddingSize 8 (base model: 6), wordGroup token (base model: word), cell RNN (base model: GRU), hiddenSize 7 (base model: 6), layers 3 (base model: 1), connection HIGHWAY (base model: NONE), scheme BIO (base model: none); leave these options at their defaults, which follow the base model, or train a new model");
      LstmTaggerTrainer inputs = constant(1).inputs(List.of(new CharacterFeatures())).build();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> inputs.train(TrainingRequest.on(OTHERS).from(base)))
          .withMessageContaining("got inputs [")
          .withMessageContaining("CharacterFeatures");
    }
  }

  /** A new setting of the network must not be ignored either. */
  @Test
  void everySettingOfTheNetworkIsCompared() {
    try (LstmTaggerModel base = base()) {
      for (TaggerSetting setting : LstmTaggerTrainer.settings()) {
        if (setting.isOfNetwork()) {
          Object value = otherThan(setting.get(small(1).build()), setting);
          LstmTaggerTrainer other = LstmTaggerTrainer.builder().set(setting.name(), value).build();
          assertThatIllegalArgumentException()
              .as(setting.name())
              .isThrownBy(() -> other.train(TrainingRequest.on(OTHERS).from(base)))
              .withMessageContaining("got %s ".formatted(setting.name()));
        }
      }
    }
  }

  private static Object otherThan(Object value, TaggerSetting setting) {
    Object[] choices = setting.type().getEnumConstants();
    if (choices != null) {
      int index = value == null ? 0 : List.of(choices).indexOf(value) + 1;
      Object next = choices[index % choices.length];
      return next == setting.defaultValue().orElse(null) || next == TaggerHead.SOFTMAX
          ? choices[(index + 1) % choices.length]
          : next;
    }
    if (value instanceof Boolean given) {
      return !given;
    }
    if (value instanceof Integer given) {
      return given + 1;
    }
    if (value instanceof Double given) {
      return given + 0.5;
    }
    return value instanceof String ? "other" : List.of(new CharacterFeatures());
  }

  /** A preset fits a base of its sizes, whether or not the base was trained with it. */
  @Test
  void presetOfTheBaseIsAccepted() {
    LstmTaggerTrainerBuilder one = constant(0.03).epochs(1);
    LstmTaggerTrainer fast = one.preset(Preset.FAST).build();
    LstmTaggerTrainer equal =
        one.hiddenSize(100).layers(1).inputs(List.of(new WordForms(64))).build();
    for (LstmTaggerTrainer trainer : List.of(fast, equal)) {
      try (LstmTaggerModel base = trainer.train(SENTENCES);
          LstmTaggerModel tuned = fast.train(TrainingRequest.on(OTHERS).from(base))) {
        assertThat(tuned.weights().definition().encoder())
            .isEqualTo(base.weights().definition().encoder());
      }
    }
    try (LstmTaggerModel base = base()) {
      for (Preset preset : List.of(Preset.FAST, Preset.ACCURATE)) {
        LstmTaggerTrainer other = one.preset(preset).build();
        assertThatIllegalArgumentException()
            .isThrownBy(() -> other.train(TrainingRequest.on(OTHERS).from(base)))
            .withMessageContaining(
                "got preset %s (base model: 1 layers of hidden size 6, without characters);"
                    .formatted(preset));
      }
    }
  }

  @Test
  void softmaxBaseRefusesACrfAndABidirectionalOneAForwardTrainer() {
    try (LstmTaggerModel base = base()) {
      LstmTaggerTrainer other = constant(1).crf().forwardOnly().build();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.train(TrainingRequest.on(OTHERS).from(base)))
          .withMessageContaining(
              "got bidirectional false (base model: true), head CRF (base model: SOFTMAX);");
    }
  }

  @Test
  void checkpointOfAnotherBaseIsRefused(@TempDir Path folder) {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run.checkpoint"));
    try (LstmTaggerModel base = base();
        LstmTaggerModel other = small(2).build().train(SENTENCES)) {
      TrainingRequest request = TrainingRequest.on(OTHERS).checkpoints(checkpoints).invocation(0);
      STANDING.train(request.from(base)).close();
      assertThatThrownBy(() -> STANDING.train(request.from(other)))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("initial weights");
      STANDING.train(request.from(base)).close();
    }
  }

  @Test
  void dataWithOtherFeaturesAreReported() {
    List<SequenceExample<Label>> foreign = new ArrayList<>();
    for (int k = 0; k < 60; k++) {
      foreign.add(Data.sentence("foreign" + k + "/NN", "strange" + k + "/V"));
    }
    try (LogRecords log = LogRecords.of(LstmTaggerModel.class);
        LstmTaggerModel base = base()) {
      STANDING.train(TrainingRequest.on(Data.dataset(foreign)).from(base)).close();
      assertThat(log.messages()).hasSize(1);
    }
  }

  /** Words that the base has not seen count as occurrences of the unknown word in both. */
  @Test
  void weightsEqualThoseOfCoreToTheBit() {
    List<TaggedSentence> first = sentences(10, 1, "the dog book Berlin run a");
    List<TaggedSentence> second = sentences(10, 2, "the zebra book bookings Paris a naïve");
    TrainingOptions options =
        TrainingOptions.defaults()
            .epochs(2)
            .batchSize(2)
            .schedule(Schedule.constant(0.02))
            .average(WeightAverage.none())
            .unknownRate(1);
    LstmTaggerTrainerBuilder trainer =
        constant(0.02).forwardOnly().hiddenSize(6).layers(1).epochs(2).batchSize(2).unknownRate(1);
    TrainingListener silent = TrainingListener.silent();
    try (LstmTaggerModel base = trainer.lockedDropout(0.5).build().train(dataset(first));
        WordTagger coreBase = base.toWordTagger();
        LstmTaggerModel tuned =
            trainer
                .lockedDropout(0.2)
                .recurrentDropout(0.1)
                .auxiliaryTasks(List.of("length"), 0.3)
                .build()
                .train(TrainingRequest.on(dataset(second)).from(base));
        WordTagger core =
            TaggerTrainer.train(
                coreBase,
                coreBase
                    .definition()
                    .lockedDropout(0.2)
                    .encoder(coreBase.definition().encoder().recurrentDropout(0.1))
                    .auxiliaryTask("length", 0.3),
                second,
                List.of(),
                options,
                silent)) {
      ParameterValues expected = core.parameters();
      ParameterValues actual = tuned.weights().parameters();
      assertThat(actual.names()).containsExactlyElementsOf(expected.names());
      for (String name : expected.names()) {
        assertThat(actual.values(name)).as(name).isEqualTo(expected.values(name));
      }
      assertThat(tuned.parametersSha256()).isNotEqualTo(base.parametersSha256());
    }
  }

  private static List<TaggedSentence> sentences(int count, long seed, String words) {
    Random random = new Random(seed);
    List<String> all = List.of(words.split(" "));
    return IntStream.range(0, count)
        .mapToObj(
            k -> {
              List<String> tokens =
                  IntStream.range(0, 1 + random.nextInt(6))
                      .mapToObj(i -> all.get(random.nextInt(all.size())))
                      .toList();
              return new TaggedSentence(
                      tokens, tokens.stream().map(t -> t.length() > 3 ? "LONG" : "SHORT").toList())
                  .withColumn(
                      "length", tokens.stream().map(t -> Integer.toString(t.length())).toList());
            })
        .toList();
  }

  private static SequenceDataset<Label> dataset(List<TaggedSentence> sentences) {
    return new MutableSequenceDataset<>(new TokenListDataSource("sentences", sentences, EXTRACTOR));
  }
}

package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.train.tagger.Teachers;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.EqualTaggers;
import org.tributary.tribuo.fixture.RandomSentences;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.provenance.RunProvenance;
import org.tributary.tribuo.reproduction.IrreproducibleException;
import org.tributary.tribuo.reproduction.RecoveredTraining;

/** Students of teachers, on labelled and raw sentences. */
class DistillationTest {
  private static final List<String> PARTS = List.of("NOUN", "VERB", "DET", "PUNCT", "ADJ", "X");
  private static final List<TaggedSentence> TRAIN = RandomSentences.sentences(16, 7, PARTS);
  private static final List<TaggedSentence> DEV = RandomSentences.sentences(9, 8, PARTS);
  private static final List<List<String>> RAW =
      RandomSentences.sentences(11, 9, PARTS).stream().map(TaggedSentence::tokens).toList();

  private static final TaggerDefinition TEACHER =
      Tagger.define().words(8).encoder(i -> Recurrent.rnn(i).hidden(8));

  private static WordTagger softmax;
  private static WordTagger crf;

  /** The teachers' labels: the second lacks X and knows Y. */
  @BeforeAll
  static void trainTeachers() {
    softmax = TaggerTrainer.train(TEACHER, TRAIN, options());
    crf =
        TaggerTrainer.train(
            TEACHER.crf(),
            RandomSentences.sentences(16, 3, List.of("NOUN", "VERB", "DET", "PUNCT", "Y")),
            options());
  }

  @AfterAll
  static void closeTeachers() {
    softmax.close();
    crf.close();
  }

  private static Teachers teachers() {
    Map<String, Tagger> named = new LinkedHashMap<>();
    named.put("a", softmax);
    named.put("b", crf);
    return Teachers.of(named).weight(0.7);
  }

  @Test
  void softmaxStudentsOfCoreAndTribuoAreEqualWithRawSentencesAndAuxiliaryTask() {
    Teachers teachers = teachers();
    List<TaggedSentence> sentences = new ArrayList<>(teachers.teach(TRAIN));
    sentences.addAll(teachers.label(RAW));
    EqualTaggers.requireEqual(
        sentences,
        DEV,
        base().auxiliaryTask("xpos", 0.3),
        options(),
        trainer(t -> t.auxiliaryTasks(List.of("xpos"), 0.3)),
        request().teachers(teachers).raw(RAW, EqualTaggers.EXTRACTOR));
  }

  @Test
  void crfStudentsOfCoreAndTribuoAreEqual() {
    List<TaggedSentence> train = RandomSentences.spans(16, 9);
    List<TaggedSentence> dev = RandomSentences.spans(9, 10);
    try (WordTagger teacher = TaggerTrainer.train(TEACHER, train, options())) {
      Teachers teachers = Teachers.of(List.of(teacher));
      EqualTaggers.requireEqual(
          teachers.teach(train),
          dev,
          base().crf(TagScheme.BIO),
          options(),
          trainer(t -> t.crf(TagScheme.BIO)),
          TrainingRequest.on(EqualTaggers.dataset(train))
              .dev(EqualTaggers.dataset(dev))
              .teachers(teachers));
    }
  }

  /** Spans of raw sentences neither choose the head nor break the scheme: O follows I in none. */
  @Test
  void rawSentencesOfSpansNeedNotConformToTheScheme() {
    List<TaggedSentence> train = RandomSentences.spans(16, 9);
    List<TaggedSentence> other = new ArrayList<>();
    for (TaggedSentence sentence : RandomSentences.spans(16, 19)) {
      other.add(
          new TaggedSentence(
              sentence.tokens(),
              sentence.labels().stream().map(l -> l.equals("O") ? "I-PER" : l).toList()));
    }
    try (WordTagger teacher = TaggerTrainer.train(TEACHER.softmax(), other, options().epochs(8))) {
      Teachers teachers = Teachers.of(List.of(teacher));
      List<TaggedSentence> sentences = new ArrayList<>(teachers.teach(train));
      sentences.addAll(teachers.label(RAW));
      EqualTaggers.requireEqual(
          sentences,
          RandomSentences.spans(9, 10),
          base(),
          options(),
          trainer(t -> t),
          TrainingRequest.on(EqualTaggers.dataset(train))
              .dev(EqualTaggers.dataset(RandomSentences.spans(9, 10)))
              .teachers(teachers)
              .raw(RAW, EqualTaggers.EXTRACTOR));
    }
  }

  @Test
  void provenanceRecordsTeachersWeightAndRawSentencesAndIsNotReproducible() {
    List<Integer> tagged = new ArrayList<>();
    TrainingRequest request =
        request()
            .teachers(teachers().progress((sentences, total) -> tagged.add(sentences)))
            .raw(RAW, EqualTaggers.EXTRACTOR);
    LstmTaggerTrainer trainer = wordTrainer();
    try (LstmTaggerModel first = trainer.train(request);
        LstmTaggerModel second = trainer.train(request.invocation(0));
        LstmTaggerModel without = trainer.train(request().invocation(0))) {
      assertThat(tagged).as("tagged once").containsExactly(0, 16, 0, 11);
      assertThat(second.parametersSha256()).isEqualTo(first.parametersSha256());
      assertThat(without.parametersSha256()).isNotEqualTo(first.parametersSha256());
      Map<String, ?> run = first.getProvenance().getInstanceProvenance().getMap();
      assertThat(run.get(RunProvenance.TEACHERS).toString())
          .isEqualTo(
              "a (SHA-256 %s), b (SHA-256 %s)"
                  .formatted(
                      softmax.parametersSha256().orElseThrow(),
                      crf.parametersSha256().orElseThrow()));
      assertThat(run.get(RunProvenance.TEACHER_WEIGHT).toString()).isEqualTo("0.7");
      assertThat(run.get(RunProvenance.RAW_SENTENCES).toString()).isEqualTo("11");
      assertThat(run).containsKeys(RunProvenance.RAW_HASH, RunProvenance.SOFT_LABELS);
      assertThat(without.getProvenance().getInstanceProvenance().getMap())
          .doesNotContainKeys(RunProvenance.TEACHERS, RunProvenance.RAW_SENTENCES);
      assertThat(first.getProvenance().getDatasetProvenance().getNumExamples())
          .isEqualTo(TRAIN.size());
      assertThatThrownBy(() -> RecoveredTraining.of(first.getProvenance()).recover())
          .isInstanceOf(IrreproducibleException.class)
          .hasMessageStartingWith(
              "teachers: expected a training on labels alone, got one on the distributions of a (SHA-256 ")
          .hasMessageEndingWith(
              "), which the model does not store; repeat the training with the same teachers");
    }
  }

  @Test
  void fineTuningLearnsFromTeachersAndRawSentences() {
    try (LstmTaggerModel model = wordTrainer().train(request())) {
      TrainingRequest tuned = request().from(model).teachers(teachers());
      LstmTaggerTrainer trainer = LstmTaggerTrainer.builder().epochs(1).build();
      try (LstmTaggerModel labelled = trainer.train(tuned.invocation(0));
          LstmTaggerModel both =
              trainer.train(tuned.raw(RAW, EqualTaggers.EXTRACTOR).invocation(0))) {
        assertThat(EqualTaggers.labels(both.getOutputIDInfo()))
            .as("Y is no label of the base")
            .isEqualTo(EqualTaggers.labels(model.getOutputIDInfo()))
            .doesNotContain("Y");
        assertThat(both.parametersSha256()).isNotEqualTo(labelled.parametersSha256());
      }
    }
  }

  @Test
  void checkpointOfOtherTeachersIsRefused(@TempDir Path folder) {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run"));
    LstmTaggerTrainer trainer = wordTrainer();
    TrainingRequest request = request().checkpoints(checkpoints).invocation(0);
    trainer.train(request.teachers(teachers())).close();
    trainer.train(request.teachers(teachers())).close(); // resumes
    for (TrainingRequest other :
        List.of(
            request.teachers(teachers().weight(0.6)),
            request.teachers(Teachers.of(List.of(crf)).weight(0.7)),
            request)) {
      assertThatThrownBy(() -> trainer.train(other))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("this is another run's; expected training data: ");
    }
  }

  @Test
  void wrongDataAndBaseAreRefusedBeforeTheTeachersTag() {
    List<Integer> tagged = new ArrayList<>();
    Teachers teachers = teachers().progress((sentences, total) -> tagged.add(sentences));
    LstmTaggerTrainer trainer = wordTrainer();
    SequenceDataset<Label> recorded =
        new MutableSequenceDataset<>(
            new TokenListDataSource("a test", TRAIN, EqualTaggers.EXTRACTOR));
    TrainingRequest request =
        TrainingRequest.on(recorded).teachers(teachers).raw(RAW, EqualTaggers.EXTRACTOR);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(request.dev(recordedByAnotherExtractor())))
        .withMessageContaining("extractor");
    SequenceDataset<Label> spans = EqualTaggers.dataset(RandomSentences.spans(9, 10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(request().teachers(teachers).dev(spans)))
        .withMessageStartingWith("development data");
    try (LstmTaggerModel base = wordTrainer().train(TrainingRequest.on(spans))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.train(request.from(base)))
          .withMessageStartingWith("base model: expected its labels ");
    }
    assertThat(tagged).isEmpty();
  }

  @Test
  void wrongRequestsAreRefused() {
    LstmTaggerTrainer trainer = wordTrainer();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(request().raw(RAW, EqualTaggers.EXTRACTOR)))
        .withMessage(
            "raw sentences: expected teachers, whose labels they get, got none; call teachers(Teachers.of(...))");
    TrainingRequest textless =
        TrainingRequest.on(Data.dataset(List.of(Data.sentence("a/X", "b/Y")))).teachers(teachers());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(textless))
        .withMessage(
            "teachers: expected the text of each word as metadata \"token\" of the training data, got none at step 1 of sequence 1; read the data by a source of Tributary, or make the sequences by TokenSequences");
    List<TaggedSentence> spans = RandomSentences.spans(16, 9);
    TrainingRequest onSpans = TrainingRequest.on(EqualTaggers.dataset(spans));
    try (WordTagger teacher = TaggerTrainer.train(TEACHER.softmax(), spans, options())) {
      LstmTaggerTrainer constrained = trainer(t -> t.crf(TagScheme.BIO).constrainTraining());
      TrainingRequest request = onSpans.teachers(Teachers.of(List.of(teacher)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> constrained.train(request))
          .withMessage(
              "soft targets: expected a head that learns from them, softmax or a CRF whose training is not constrained, got CrfHead[scheme=Optional[BIO], constrainsTraining=true]; choose another head, or leave the teachers out");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(onSpans.teachers(teachers())))
        .withMessage(
            "a: expected a teacher with some of the labels [B-LOC, B-PER, I-LOC, I-PER, O] of the training data, got only others: [ADJ, DET, NOUN, PUNCT, VERB, X]; choose a teacher of the same task");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer.train(
                    TrainingRequest.on(recordedByAnotherExtractor())
                        .teachers(teachers())
                        .raw(RAW, EqualTaggers.EXTRACTOR)))
        .withMessageStartingWith("raw sentences: expected the extractor of the training data ")
        .withMessageEndingWith("; pass the extractor that the training data were read with");
  }

  private static SequenceDataset<Label> recordedByAnotherExtractor() {
    return new MutableSequenceDataset<>(
        new TokenListDataSource("a test", TRAIN, new WordFeatureExtractor()));
  }

  private static TrainingRequest request() {
    return TrainingRequest.on(EqualTaggers.dataset(TRAIN)).dev(EqualTaggers.dataset(DEV));
  }

  private static LstmTaggerTrainer trainer(UnaryOperator<LstmTaggerTrainerBuilder> settings) {
    return settings
        .apply(
            Data.smallTrainer()
                .hiddenSize(8)
                .forwardOnly()
                .dropout(0.2)
                .inputs(List.of(new WordForms(64)))
                .unknownRate(1)
                .seed(42))
        .build();
  }

  private static LstmTaggerTrainer wordTrainer() {
    return trainer(t -> t.inputs(List.of(new EmbeddedFeatures("word", 8))));
  }

  private static TaggerDefinition base() {
    return Tagger.define()
        .wordForms()
        .encoder(input -> Recurrent.lstm(input).hidden(8))
        .dropout(0.2)
        .lockedDropout(0)
        .withoutAuxiliaryTasks();
  }

  private static TrainingOptions options() {
    return TrainingOptions.defaults()
        .epochs(2)
        .batchSize(2)
        .schedule(Schedule.linear(0.02, 0.005))
        .average(WeightAverage.none())
        .unknownRate(1)
        .seed(42);
  }
}

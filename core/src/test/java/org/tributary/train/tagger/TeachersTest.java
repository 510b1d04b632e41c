package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.SoftLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;

/** Soft labels of several teachers, and students that learn from them. */
class TeachersTest {
  private static final List<String> WORDS = List.of("red", "green", "blue");

  /** A teacher that gives each word the same distribution over its labels. */
  private record ConstantTagger(List<String> labels, List<Float> distribution) implements Tagger {
    @Override
    public List<Tagging> tagAll(List<List<String>> sentences) {
      return sentences.stream().map(this::tagging).toList();
    }

    private Tagging tagging(List<String> tokens) {
      float[] values = new float[tokens.size() * distribution.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = distribution.get(k % distribution.size());
      }
      LabelDistributions distributions = LabelDistributions.of(values, distribution.size());
      int[] best = IntStream.range(0, tokens.size()).map(distributions::best).toArray();
      return Tagging.of(tokens, labels, DecodedSequence.of(best, distributions));
    }

    @Override
    public Optional<TagScheme> scheme() {
      return Optional.empty();
    }

    @Override
    public TaggerMetadata metadata() {
      return new TaggerMetadata("constant", Optional.empty(), Map.of(), Map.of(), Map.of());
    }

    @Override
    public TaggerCache cache() {
      return TaggerCache.of(List.of());
    }

    @Override
    public void close() {}
  }

  private static final ConstantTagger FIRST =
      new ConstantTagger(List.of("A", "B"), List.of(0.8f, 0.2f));
  private static final ConstantTagger SECOND =
      new ConstantTagger(List.of("C", "B", "D"), List.of(0.5f, 0.3f, 0.2f));

  @Test
  void meansAreOverTheLabelsOfAllTeachersByName() {
    Teachers teachers = Teachers.of(List.of(FIRST, SECOND));
    assertThat(teachers.labels()).containsExactly("A", "B", "C", "D");
    TaggedSentence labelled = new TaggedSentence(WORDS, List.of("B", "B", "A"));
    TaggedSentence taught = teachers.teach(List.of(labelled)).get(0);
    assertThat(taught.labels()).isEqualTo(labelled.labels());
    SoftLabels soft = taught.softLabels().orElseThrow();
    assertThat(soft.weight()).isEqualTo(0.5);
    assertThat(soft.origin()).isEqualTo("teacher 1, teacher 2");
    float[] expected = {0.4f, 0.25f, 0.25f, 0.1f};
    for (int token = 0; token < 3; token++) {
      for (int label = 0; label < 4; label++) {
        assertThat(soft.distributions().probability(token, label))
            .isCloseTo(expected[label], within(1e-6f));
      }
    }
  }

  @Test
  void rawSentencesGetTheMostProbableLabelOfTheMean() {
    Teachers teachers = Teachers.of(List.of(FIRST, SECOND)).weight(0.3);
    TaggedSentence raw = teachers.label(List.of(WORDS)).get(0);
    assertThat(raw.tokens()).isEqualTo(WORDS);
    assertThat(raw.labels()).containsExactly("A", "A", "A");
    assertThat(raw.softLabels().orElseThrow().weight()).isEqualTo(1);
  }

  @Test
  void labelsThatTheStudentLacksAreLeftOutAndTheRestIsNormalized() {
    SoftLabels soft =
        new SoftLabels(
            List.of("A", "B", "C"),
            LabelDistributions.of(new float[] {0.4f, 0.4f, 0.2f, 0.3f, 0.1f, 0.6f}, 3),
            1,
            "test");
    LabelDistributions over = soft.over(List.of("B", "X", "A"));
    assertThat(over.probability(0, 0)).isCloseTo(0.5f, within(1e-6f));
    assertThat(over.probability(0, 1)).isZero();
    assertThat(over.probability(0, 2)).isCloseTo(0.5f, within(1e-6f));
    for (int label = 0; label < 3; label++) {
      assertThat(over.probability(1, label)).as("most is lost").isCloseTo(1 / 3f, within(1e-6f));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> soft.over(List.of("X", "Y")))
        .withMessage(
            "soft labels: expected some of the labels [X, Y] of the training data, got only others: [A, B, C]; are the teachers of another task?");
  }

  @Test
  void teachersTagInBatchesInOrderAndReportThem() {
    List<List<String>> sentences =
        IntStream.range(0, 9_000).mapToObj(k -> List.of("w" + k)).toList();
    List<String> reports = new ArrayList<>();
    List<TaggedSentence> labelled =
        Teachers.of(List.of(FIRST))
            .progress((done, total) -> reports.add(done + "/" + total))
            .label(sentences);
    assertThat(labelled).extracting(TaggedSentence::tokens).isEqualTo(sentences);
    assertThat(reports).containsExactly("0/9000", "4096/9000", "8192/9000", "9000/9000");
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Teachers.of(List.of()))
        .withMessage("teachers: expected at least one tagger, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Teachers.of(List.of(FIRST)).weight(1.5))
        .withMessage("teachers' weight: expected a number above 0 and at most 1, got 1.5");
    Map<String, Tagger> named = new LinkedHashMap<>();
    named.put("good", FIRST);
    named.put("bad", SECOND);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Teachers.of(named)
                    .teach(List.of(new TaggedSentence(WORDS, List.of("A", "A", "A")))))
        .withMessage(
            "bad: expected a teacher with some of the labels [A] of the training data, got only others: [B, C, D]; choose a teacher of the same task");
    LabelDistributions two = LabelDistributions.of(new float[] {1, 0, 0, 1}, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SoftLabels(List.of("A"), two, 1, "test"))
        .withMessage("soft labels: expected the distinct names of 2 labels, got [A]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SoftLabels(List.of("A", "A"), two, 1, "test"))
        .withMessage("soft labels: expected the distinct names of 2 labels, got [A, A]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TaggedSentence(WORDS, WORDS)
                    .withSoftLabels(new SoftLabels(List.of("A", "B"), two, 1, "test")))
        .withMessage("soft labels: expected 3 distributions, one per token, got 2");
  }

  private static final TaggerDefinition STUDENT =
      SmallTraining.define()
          .words(6)
          .encoder(input -> Recurrent.lstm(input).hidden(6).bidirectional());

  /** A student of weight 1 learns the distribution, whatever the labels say. */
  @Test
  void studentsOfBothHeadsLearnTheDistributionInPlaceOfTheLabels() {
    TaggedSentence sentence = new TaggedSentence(WORDS, List.of("B", "B", "A"));
    Teachers teachers = Teachers.of(List.of(FIRST)).weight(1);
    TrainingOptions options = SmallTraining.options().epochs(150).unknownRate(0);
    for (TaggerDefinition definition : List.of(STUDENT.softmax(), STUDENT.crf())) {
      try (WordTagger student =
          TaggerTrainer.train(definition, teachers.teach(List.of(sentence)), options)) {
        Tagging tagging = student.tag(WORDS);
        assertThat(tagging.labels()).containsExactly("A", "A", "A");
        for (int token = 0; token < 3; token++) {
          assertThat(tagging.probability(token)).isCloseTo(0.8, within(0.02));
        }
      }
    }
  }

  /** With weight 1/2, label A of probability 0.8 and label B have the target 0.9 and 0.6. */
  @Test
  void labelAndDistributionCountByTheirWeights() {
    TaggedSentence sentence = new TaggedSentence(WORDS, List.of("A", "B", "A"));
    TrainingOptions options = SmallTraining.options().epochs(300).unknownRate(0);
    try (WordTagger student =
        TaggerTrainer.train(
            STUDENT.softmax(), Teachers.of(List.of(FIRST)).teach(List.of(sentence)), options)) {
      Tagging tagging = student.tag(WORDS);
      assertThat(tagging.distribution(0).get("A")).isCloseTo(0.9, within(0.03));
      assertThat(tagging.distribution(1).get("B")).isCloseTo(0.6, within(0.05));
    }
  }

  @Test
  void rawSentencesAreLearnedAndAreNoValuesOfAuxiliaryTasks() {
    List<TaggedSentence> labelled =
        List.of(
            new TaggedSentence(WORDS, List.of("A", "B", "A"))
                .withColumn(TaggedSentence.UPOS, List.of("A", "B", "A"))
                .withColumn(TaggedSentence.XPOS, List.of("x", "y", "y")));
    List<TaggedSentence> all =
        Stream.concat(
                labelled.stream(),
                Teachers.of(List.of(FIRST)).label(List.of(List.of("violet", "red"))).stream())
            .toList();
    assertThat(AuxiliaryTasks.of(Tagger.define(), all).keys())
        .as("the column that equals the labels is no task")
        .containsExactly(TaggedSentence.XPOS);
    try (WordTagger student = TaggerTrainer.train(STUDENT, all, SmallTraining.options())) {
      assertThat(student.vocabularies().get(0).symbols()).contains("violet", "blue");
      assertThat(student.information())
          .containsEntry("training.sentences", "2")
          .containsEntry("teachers", "teacher 1")
          .containsEntry("teachers.raw.sentences", "1")
          .containsKey("teachers.soft-labels.sha256");
    }
  }

  @Test
  void informationHasTheTeachersWeightsAndIsStored(@TempDir Path folder) throws IOException {
    List<TaggedSentence> sentences = List.of(new TaggedSentence(WORDS, List.of("A", "B", "A")));
    TrainingOptions options = SmallTraining.options().epochs(2);
    try (WordTagger teacher = TaggerTrainer.train(STUDENT, sentences, options)) {
      Teachers teachers = Teachers.of(Map.of("t", teacher));
      try (WordTagger student = TaggerTrainer.train(STUDENT, teachers.teach(sentences), options);
          WordTagger weighted =
              TaggerTrainer.train(STUDENT, teachers.weight(0.7).teach(sentences), options);
          WordTagger alone = TaggerTrainer.train(STUDENT, sentences, options)) {
        Path file = folder.resolve("student");
        student.save(file);
        try (WordTagger loaded = WordTagger.load(file)) {
          assertThat(loaded.metadata().provenance())
              .containsEntry(
                  "teachers", "t (SHA-256 " + teacher.parametersSha256().orElseThrow() + ")")
              .containsEntry("teachers.raw.sentences", "0");
        }
        assertThat(weighted.information().get("teachers.soft-labels.sha256"))
            .isNotEqualTo(student.information().get("teachers.soft-labels.sha256"));
        assertThat(alone.information()).doesNotContainKey("teachers");
        assertThat(alone.parametersSha256()).isEqualTo(teacher.parametersSha256());
        assertThat(student.parametersSha256()).isNotEqualTo(teacher.parametersSha256());
      }
    }
  }

  /** The labels of the data are A and B, so that the student can learn the whole distribution. */
  @Test
  void lossOfAStudentApproachesTheEntropyOfItsTeacher() {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            losses.add(report.meanLoss());
          }
        };
    TaggerTrainer.train(
            STUDENT.softmax(),
            Teachers.of(List.of(FIRST))
                .weight(1)
                .teach(List.of(new TaggedSentence(WORDS, List.of("A", "B", "A")))),
            List.of(),
            SmallTraining.options().epochs(400).unknownRate(0),
            listener)
        .close();
    double entropy = -0.8 * Math.log(0.8) - 0.2 * Math.log(0.2);
    assertThat(losses.get(losses.size() - 1)).isCloseTo(entropy, within(5e-3));
  }
}

package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.LogRecords;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.provenance.RunProvenance;

class DevMeasureTest {
  private static final SequenceDataset<Label> SPANS =
      Data.dataset(
          List.of(
              Data.sentence("Ann/B-PER", "Lee/I-PER", "ran/O", "Rome/B-LOC"),
              Data.sentence("Bob/B-PER", "sat/O")));
  private static final SequenceDataset<Label> TAGS =
      Data.dataset(List.of(Data.sentence("Ann/NOUN", "ran/VERB")));

  private static DevScore score(
      DevMeasure measure, ImmutableOutputInfo<Label> labels, SequenceDataset<Label> dev) {
    return measure.resolve(labels, dev, Data.NO_LOG).score(labels, dev);
  }

  private static int[] ids(ImmutableOutputInfo<Label> labels, String... names) {
    return Stream.of(names).mapToInt(name -> labels.getID(new Label(name))).toArray();
  }

  /** Returns sequences of as many steps as those of {@code predicted}. */
  private static List<LabelledSequence> sequences(List<int[]> predicted) {
    return predicted.stream()
        .map(
            labels ->
                new LabelledSequence(
                    FeatureSequence.ofWords(new int[labels.length]), new int[labels.length]))
        .toList();
  }

  @Test
  void spanF1CountsWholeSpansIncludingUnseenTypes() {
    ImmutableOutputInfo<Label> labels = SPANS.getOutputIDInfo();
    SequenceDataset<Label> dev =
        Data.dataset(
            List.of(
                Data.sentence("Ann/B-PER", "Lee/I-PER", "ran/O", "Rome/B-LOC"),
                Data.sentence("Bob/B-PER", "sat/B-NEW")));
    DevScore score = score(DevMeasure.AUTO, labels, dev);
    // correct: Rome, Bob; gold: Ann Lee, Rome, Bob, sat; predicted: Ann, Lee, Rome, Bob
    List<int[]> predicted =
        List.of(ids(labels, "B-PER", "B-PER", "O", "B-LOC"), ids(labels, "B-PER", "O"));
    assertThat(score.of(sequences(predicted), predicted).orElseThrow())
        .isCloseTo(2.0 * 2 / (4 + 4), within(1e-12));
    List<int[]> nothing = List.of(ids(labels, "O", "O", "O", "O"), ids(labels, "O", "O"));
    assertThat(score.of(sequences(nothing), nothing)).hasValue(0);
  }

  @Test
  void autoSelectsTheMeasureByTheLabels() {
    ImmutableOutputInfo<Label> spans = SPANS.getOutputIDInfo();
    ImmutableOutputInfo<Label> tags = TAGS.getOutputIDInfo();
    assertThat(score(DevMeasure.AUTO, spans, SPANS).name()).isEqualTo("F1 of spans");
    assertThat(score(DevMeasure.AUTO, tags, TAGS).name()).isEqualTo("accuracy");
    assertThat(score(DevMeasure.AUTO, spans, TAGS).name()).isEqualTo("accuracy");
    assertThat(score(DevMeasure.ACCURACY, spans, SPANS).name()).isEqualTo("accuracy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> score(DevMeasure.SPAN_F1, tags, TAGS))
        .withMessage(
            "devMeasure: expected labels of spans for SPAN_F1, such as B-PER, got 'NOUN'; use"
                + " ACCURACY");
  }

  private static final String NONE = "/" + Label.UNKNOWN;

  @Test
  void autoSkipsSequencesWithAnUnlabelledStep() {
    ImmutableOutputInfo<Label> labels = SPANS.getOutputIDInfo();
    SequenceDataset<Label> dev =
        Data.dataset(
            List.of(
                Data.sentence("Ann/B-PER", "Lee" + NONE, "Rome/B-LOC"),
                Data.sentence("Bob/B-PER", "sat/O"),
                Data.sentence("Kim/B-PER", "sat/O")));
    DevScore score = score(DevMeasure.AUTO, labels, dev);
    assertThat(score.name()).isEqualTo("F1 of spans");
    // correct: Bob; gold: Bob, Kim; predicted: Bob; the first sequence is skipped
    List<int[]> predicted =
        List.of(
            ids(labels, "B-PER", "B-PER", "O"), ids(labels, "B-PER", "O"), ids(labels, "O", "O"));
    assertThat(score.of(sequences(predicted), predicted).orElseThrow())
        .isCloseTo(2.0 * 1 / (2 + 1), within(1e-12));
    assertThat(score(DevMeasure.ACCURACY, labels, dev).name()).isEqualTo("accuracy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> score(DevMeasure.SPAN_F1, labels, dev))
        .withMessage(
            "devMeasure: expected a label at every step of the development data for SPAN_F1, got none at step 1 of sequence 0, counted from 0; label it, leave the sequence out, or use AUTO, which does");
  }

  @Test
  void firstUnlabelledStepIsReported() {
    SequenceDataset<Label> dev =
        Data.dataset(
            List.of(
                Data.sentence("Bob/B-PER", "sat/O"),
                Data.sentence("Ann/B-PER", "ran/O", "Lee" + NONE, "Kim" + NONE),
                Data.sentence("Tom" + NONE)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> score(DevMeasure.SPAN_F1, SPANS.getOutputIDInfo(), dev))
        .withMessageContaining("got none at step 2 of sequence 1, counted from 0;");
  }

  /** No sequence is fully labelled, so accuracy on single labels applies. */
  @Test
  void autoFallsBackToAccuracyWithoutFullyLabelledSequences() {
    SequenceDataset<Label> dev =
        Data.dataset(List.of(Data.sentence("Ann/B-PER", "ran" + NONE), Data.sentence("x" + NONE)));
    assertThat(score(DevMeasure.AUTO, SPANS.getOutputIDInfo(), dev).name()).isEqualTo("accuracy");
  }

  /** Ann is a person in the training data: if her sequence were scored, F1 could not reach 1. */
  @Test
  void spanTaggerTrainsWithPartiallyLabelledDevelopmentData() {
    SequenceDataset<Label> dev =
        Data.dataset(
            List.of(Data.sentence("Ann/O", "Lee" + NONE), Data.sentence("Bob/B-PER", "sat/O")));
    LstmTaggerTrainerBuilder options = Data.smallTrainer().epochs(25);
    try (LstmTaggerModel model =
        options
            .build()
            .train(TrainingRequest.on(SPANS).dev(dev).listener(TrainingListener.silent()))) {
      assertThat(model.history())
          .last()
          .satisfies(epoch -> assertThat(epoch.devScore()).hasValue(1));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                options
                    .devMeasure(DevMeasure.SPAN_F1)
                    .build()
                    .train(TrainingRequest.on(SPANS).dev(dev).listener(TrainingListener.silent())))
        .withMessageContaining("got none at step 1 of sequence 0");
  }

  /** With accuracy the scores would be multiples of 1/6. */
  @Test
  void spanTaggerIsSelectedBySpanF1() {
    try (LstmTaggerModel model =
        Data.smallTrainer()
            .epochs(25)
            .build()
            .train(TrainingRequest.on(SPANS).dev(SPANS).listener(TrainingListener.silent()))) {
      assertThat(model.history())
          .last()
          .satisfies(epoch -> assertThat(epoch.devScore()).hasValue(1));
      assertThat(model.history())
          .anySatisfy(
              epoch ->
                  assertThat(6 * epoch.devScore().orElseThrow() % 1)
                      .isGreaterThan(0.01)
                      .isLessThan(0.99));
    }
  }

  /** A stray label must not turn span F1 into accuracy unnoticed. */
  @Test
  void strayLabelIsLoggedAndRecorded() {
    SequenceDataset<Label> stray =
        Data.dataset(List.of(Data.sentence("Ann/B-PER", "ran/OTHER"), Data.sentence("Bob/O")));
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class);
        LstmTaggerModel model =
            Data.smallTrainer().build().train(TrainingRequest.on(SPANS).dev(stray))) {
      assertThat(log.messages())
          .containsExactly(
              "WARNING development data: expected labels that the tagger can predict, [B-LOC, B-PER,"
                  + " I-PER, O], got others for 50.0 % of the tokens in spans: [OTHER]; each counts"
                  + " as a mistake: do both have the same tag set?",
              "WARNING devMeasure: AUTO selects the best epoch by accuracy instead of span F1, since"
                  + " the label 'OTHER' is not a span label such as B-PER; correct it, or choose"
                  + " ACCURACY");
      assertThat(Stored.runValue(model, RunProvenance.DEV_MEASURE)).isEqualTo("ACCURACY");
    }
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class);
        LstmTaggerModel model =
            Data.smallTrainer().build().train(TrainingRequest.on(SPANS).dev(SPANS))) {
      assertThat(log.messages()).isEmpty();
      assertThat(Stored.runValue(model, RunProvenance.DEV_MEASURE)).isEqualTo("SPAN_F1");
    }
  }

  @Test
  void developmentDataWithoutAFullyLabelledSequenceAreLogged() {
    SequenceDataset<Label> dev = Data.dataset(List.of(Data.sentence("Ann/B-PER", "ran" + NONE)));
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class)) {
      DevMeasure.AUTO.resolve(SPANS.getOutputIDInfo(), dev, Data.NO_LOG);
      assertThat(log.messages())
          .containsExactly(
              "WARNING devMeasure: AUTO selects the best epoch by accuracy instead of span F1, since"
                  + " no sequence of the development data has a label at every step; label some completely, or choose ACCURACY");
    }
  }
}

package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.feature.Frequencies;
import org.tributary.internal.training.DevLabels;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.LogMessages;
import org.tributary.train.TrainingListener;

/** Development data whose labels the training data do not have. */
class DevLabelsTest {
  private static final String CURE =
      "; are they of another label column, tag set or scheme? choose the label column of the training data for both";
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(4)
          .encoder(input -> Recurrent.lstm(input).hidden(3).bidirectional());

  private static List<String> labels(int known, int others, String name) {
    List<String> labels = new ArrayList<>(Collections.nCopies(known, "N"));
    labels.addAll(Collections.nCopies(others, name));
    return labels;
  }

  private static TaggedSentence sentence(List<String> labels) {
    return new TaggedSentence(Collections.nCopies(labels.size(), "word"), labels);
  }

  private static void train(List<String> train, List<String> dev) {
    TaggerTrainer.train(
            DEFINITION,
            List.of(sentence(train)),
            List.of(sentence(dev)),
            SmallTraining.options().epochs(1),
            TrainingListener.silent())
        .close();
  }

  /** A common name, such as that of punctuation, does not make two tag sets one. */
  @Test
  void fewerThanATenthOfKnownLabelsIsRefused() {
    List<String> dev = labels(9, 90, "NN");
    dev.add("VB");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(labels(5, 5, "V"), dev))
        .withMessage(
            "development sentences: expected labels that the tagger can predict, [N, V], got others for 91.0 % of the tokens: [NN, VB]"
                + CURE);
  }

  @Test
  void otherLabelsAboveATenthAreLogged() {
    for (int known : new int[] {10, 89, 90}) {
      try (LogMessages log = LogMessages.of(WordTagger.class)) {
        train(labels(5, 5, "V"), labels(known, 100 - known, "NN"));
        String warning =
            "WARNING development sentences: expected labels that the tagger can predict, [N, V], got others for %d.0 %% of the tokens: [NN]; each counts as a mistake: do both have the same tag set?"
                .formatted(100 - known);
        assertThat(log.all()).isEqualTo(known == 90 ? List.of() : List.of(warning));
      }
    }
  }

  @Test
  void labelOfNoSpanIsNotCounted() {
    List<String> train = List.of("O", "B-PER", "I-PER", "O");
    List<String> places = new ArrayList<>(Collections.nCopies(98, "O"));
    train(train, places);
    places.addAll(Collections.nCopies(10, "B-LOC"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(train, places))
        .withMessage(
            "development sentences: expected labels that the tagger can predict, [B-PER, I-PER, O], got others for 100.0 % of the tokens in spans: [B-LOC]"
                + CURE);
  }

  /** A small part that was held out may have one span, of a type that the rest lacks. */
  @Test
  void fewSpansOfAnotherTypeAreLogged() {
    List<List<String>> gold = List.of(List.of("O", "B-LOC", "I-LOC"));
    assertThat(DevLabels.check("dev", List.of("B-PER", "O"), gold)).isPresent();
    List<List<String>> tags = List.of(List.of("LOC", "I-LOC"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DevLabels.check("dev", List.of("B-PER", "O"), tags));
  }

  @Test
  void stepsWithoutALabelAreNotCounted() {
    List<List<String>> gold = List.of(List.of("", "", "", "", "", "", "", "", "", "", "N"));
    assertThat(DevLabels.check("dev", List.of("N"), gold)).isEmpty();
    assertThat(DevLabels.check("dev", List.of("N"), List.of(List.of("")))).isEmpty();
  }

  @Test
  void longListsOfLabelsAreCut() {
    List<String> many = new ArrayList<>();
    for (int k = 10; k < 22; k++) {
      many.add("L" + k);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DevLabels.check("dev", many, List.of(List.of("X", "Y", "Y"))))
        .withMessageContaining(
            "[L10, L11, L12, L13, L14, L15, L16, L17, L18, L19] and 2 more, got others for 100.0 %"
                + " of the tokens: [Y, X];");
  }

  @Test
  void unseenIndicesAreRefused() {
    TaggerFitter fitter =
        new TaggerFitter(
            DEFINITION,
            new TaggerSizes(7, 3),
            SmallTraining.options().epochs(1),
            List.of(Frequencies.of(new int[] {1, 1, 1, 1, 1, 1, 1}, 0)));
    LabelledSequence train = new LabelledSequence(FeatureSequence.ofWords(1, 2), 0, 2);
    int unseen = LabelledSequence.UNSEEN;
    LabelledSequence dev = new LabelledSequence(FeatureSequence.ofWords(1, 2), unseen, unseen);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fitter.train(List.of(train), List.of(dev), TrainingListener.silent()))
        .withMessage(
            "development sequences: expected labels that the tagger can predict, [0, 1, 2], got others for 100.0 % of the tokens: [LabelledSequence.UNSEEN]"
                + CURE);
  }
}

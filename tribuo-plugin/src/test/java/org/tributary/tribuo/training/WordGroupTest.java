package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.LogRecords;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.provenance.RunProvenance;

/** Inputs that read words from the features of other pipelines. */
class WordGroupTest {

  /** Returns sentences whose features are the prefixes, each followed by the word. */
  private static SequenceDataset<Label> data(String... prefixes) {
    List<SequenceExample<Label>> sequences = new ArrayList<>();
    for (List<String> words : List.of(List.of("dogs", "walk"), List.of("cats", "talk"))) {
      List<Example<Label>> steps = new ArrayList<>();
      for (String word : words) {
        List<Feature> features = new ArrayList<>();
        for (String prefix : prefixes) {
          features.add(new Feature(prefix + word, 1));
        }
        steps.add(Data.step(word.endsWith("s") ? "N" : "V", features.toArray(Feature[]::new)));
      }
      sequences.add(new SequenceExample<>(steps));
    }
    return Data.dataset(sequences);
  }

  private static LstmTaggerTrainerBuilder small() {
    return Data.smallTrainer().hiddenSize(2).forwardOnly().epochs(1);
  }

  private static String inputs(LstmTaggerTrainerBuilder options, SequenceDataset<Label> data) {
    try (LstmTaggerModel model = options.build().train(data)) {
      return Stored.runValue(model, RunProvenance.INPUTS).replaceAll(", size \\d+", "");
    }
  }

  @Test
  void trainerReadsCharactersOfTheGroupItIsTold() {
    // a, c, d, g, k, l, o, s, t, w and the unknown character
    assertThat(inputs(small().wordGroup("token"), data("token=", "pos=")))
        .isEqualTo("token (5 entries), char (11 entries), other (5 entries)");
    assertThat(
            inputs(
                small().inputs(List.of(new WordForms(3), CharacterFeatures.lstm(3).group("w"))),
                data("w=")))
        .startsWith("char (11 entries)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inputs(small().wordGroup("form"), data("token=")))
        .withMessage(
            "inputs: expected features whose names begin with 'form=' or 'form@' in the training"
                + " data, got none; their groups are [token]");
  }

  @Test
  void dataWithoutWordsAreLogged() {
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class)) {
      assertThat(inputs(small().loggingInterval(999), data("token=")))
          .isEqualTo("word (5 entries)");
      assertThat(log.messages().get(0))
          .isEqualTo(
              "INFO Inputs: no characters, since the training data have no feature named 'word=…' or"
                  + " 'word@…'; if words are in one of the groups [token], name it as wordGroup;"
                  + " features are read as they are");
    }
  }

  /** Tribuo's columnar processors write the name of a field, @ and its value. */
  @Test
  void columnarFeaturesHaveGroups() {
    assertThat(inputs(small(), data("word@", "lower@", "pos@")))
        .isEqualTo("word (5 entries), lower (5 entries), char (11 entries), other (5 entries)");
    assertThat(inputs(small().inputs(List.of(new EmbeddedFeatures("pos", 3))), data("pos@")))
        .isEqualTo("pos (5 entries)");
  }

  /** An extractor of the user's own may take affixes of chosen lengths. */
  @Test
  void affixLengthsMayHaveGaps() {
    assertThat(
            inputs(
                small(),
                data("suffix3=", "suffix10=", "suffix2=", "prefix4=", "suffix=", "suffix02=")))
        .isEqualTo(
            "prefix4 (5 entries), suffix2 (5 entries), suffix3 (5 entries), suffix10 (5 entries),"
                + " other (9 entries)");
  }

  @Test
  void wordGroupThatIsLowerHasOneTable() {
    assertThat(inputs(small().wordGroup("lower"), data("lower=")))
        .isEqualTo("lower (5 entries), char (11 entries)");
  }
}

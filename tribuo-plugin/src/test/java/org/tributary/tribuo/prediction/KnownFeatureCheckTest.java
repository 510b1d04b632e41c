package org.tributary.tribuo.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.fixture.Data;

/** A model warns once of features that it does not know. */
class KnownFeatureCheckTest {
  private static final SequenceExample<Label> KNOWN = Data.sentence("a/X", "b/Y");
  private static final SequenceExample<Label> UNKNOWN = Data.sentence("w=a/X", "w=b/Y");
  private static final Logger LOGGER = Logger.getLogger(LstmTaggerModel.class.getName());

  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          warnings.add(MessageFormat.format(entry.getMessage(), entry.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private LstmTaggerModel model;

  @BeforeEach
  void train() {
    model = Data.smallTrainer().epochs(1).build().train(Data.dataset(List.of(KNOWN)));
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void close() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
    model.close();
  }

  @Test
  void taggerOfForeignWordsDoesNotWarn() {
    List<String> foreign = List.of("foreign", "words");
    model.tagger(new WordFeatureExtractor()).tagAll(Collections.nCopies(60, foreign));
    assertThat(warnings).isEmpty();
  }

  @Test
  void unknownFeaturesAreReportedOnceFromOneHundredStepsOn() {
    model.predict(Collections.nCopies(49, UNKNOWN));
    assertThat(warnings).isEmpty();
    model.predict(UNKNOWN);
    assertThat(warnings)
        .containsExactly(
            "lstm-tagger: expected features of the training data, got none of the first 100 steps with a known one; predictions will be poor: extract features as in training, or tag tokens with LstmTaggerModel.tagger, which does");
    model.predict(Collections.nCopies(600, UNKNOWN));
    assertThat(warnings).hasSize(1);
  }

  @Test
  void fewKnownFeaturesAreReported() {
    List<SequenceExample<Label>> examples = new ArrayList<>(Collections.nCopies(50, UNKNOWN));
    examples.add(KNOWN);
    model.predict(examples);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("got 2 of the first 102 steps with a known one");
  }

  @Test
  void knownFeaturesAreNotReported() {
    List<SequenceExample<Label>> examples = new ArrayList<>(Collections.nCopies(450, UNKNOWN));
    examples.addAll(0, Collections.nCopies(50, KNOWN)); // a tenth
    model.predict(examples);
    model.predict(Collections.nCopies(600, UNKNOWN)); // after the first 1,000 steps
    assertThat(warnings).isEmpty();
  }
}

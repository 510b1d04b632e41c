package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.text.ConlluColumn;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.conllu.ConlluDataSource;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.LogRecords;

/** Development data whose labels the training data do not have. */
class DevLabelsTest {
  private static final String REMEDY =
      "; are they of another label column, tag set or scheme? choose the label column of the training data for both";

  @TempDir private Path folder;

  private static SequenceDataset<Label> data(String... steps) {
    return Data.dataset(List.of(Data.sentence(steps)));
  }

  private static SequenceDataset<Label> dev(int known, int others) {
    List<SequenceExample<Label>> sentences = new ArrayList<>();
    for (int k = 0; k < known + others; k++) {
      sentences.add(Data.sentence(k < known ? "a/X" : "a/NN"));
    }
    return Data.dataset(sentences);
  }

  private static void train(SequenceDataset<Label> train, SequenceDataset<Label> dev) {
    LstmTaggerTrainer trainer = Data.smallTrainer().epochs(1).build();
    trainer.train(TrainingRequest.on(train).dev(dev)).close();
  }

  @Test
  void fewerThanATenthOfKnownLabelsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(data("a/X", "b/Y"), dev(9, 91)))
        .withMessage(
            "development data: expected labels that the tagger can predict, [X, Y], got others for 91.0 % of the tokens: [NN]"
                + REMEDY);
  }

  @Test
  void otherLabelsAboveATenthAreLogged() {
    try (LogRecords log = LogRecords.of(LstmTaggerTrainer.class)) {
      train(data("a/X", "b/Y"), dev(90, 10));
      assertThat(log.messages()).noneMatch(message -> message.contains("got others"));
      train(data("a/X", "b/Y"), dev(10, 90));
      assertThat(log.messages())
          .contains(
              "WARNING development data: expected labels that the tagger can predict, [X, Y], got others for 90.0 % of the tokens: [NN]; each counts as a mistake: do both have the same tag set?");
    }
  }

  /** The columns UPOS and XPOS have SYM and X in common. */
  @Test
  void devSourceOfAnotherColumnOrExtractorIsRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("same.conllu"), "1\tx\tx\tNOUN\tNOUN\t_\t0\troot\t_\t_\n\n");
    SequenceDataset<Label> train =
        new MutableSequenceDataset<>(
            new ConlluDataSource(file, ConlluColumn.UPOS, new WordFeatureExtractor()));
    LstmTaggerTrainerBuilder trainer = Data.smallTrainer().wordGroup("word").epochs(1);
    LstmTaggerTrainer column =
        trainer
            .devSource(new ConlluDataSource(file, ConlluColumn.XPOS, new WordFeatureExtractor()))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> column.train(train).close())
        .withMessage(
            "development data: expected the labels of the column UPOS, as in the training data, got those of XPOS; set the column of devSource to it");
    LstmTaggerTrainer extractor =
        trainer
            .devSource(
                new ConlluDataSource(file, ConlluColumn.UPOS, new WordFormFeatureExtractor(2, 1)))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> extractor.train(train).close())
        .withMessageStartingWith(
            "development data: expected features of the training data's extractor WordFeatureExtractor")
        .withMessageContaining("got those of WordFormFeatureExtractor");
  }

  @Test
  void devSourceOfOtherLabelsIsRefusedByItsFile() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < 24; k++) {
      text.append(
          "1\t$\t$\t%s\t%s\t_\t0\troot\t_\t_\n\n"
              .formatted(k > 0 ? "NOUN" : "SYM", k > 0 ? "NN" : "SYM"));
    }
    Path file = Files.writeString(folder.resolve("both.conllu"), text);
    Path other =
        Files.writeString(folder.resolve("other.conllu"), text.toString().replace("NOUN", "NN"));
    WordFeatureExtractor words = new WordFeatureExtractor();
    SequenceDataset<Label> train =
        new MutableSequenceDataset<>(new ConlluDataSource(file, ConlluColumn.UPOS, words));
    LstmTaggerTrainer trainer =
        Data.smallTrainer()
            .wordGroup("word")
            .epochs(1)
            .devSource(new ConlluDataSource(other, ConlluColumn.UPOS, words))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(train).close())
        .withMessage(
            "development data %s: expected labels that the tagger can predict, [NOUN, SYM], got others for 95.8 %% of the tokens: [NN]%s"
                .formatted(other, REMEDY));
    try (LstmTaggerModel base = Data.smallTrainer().epochs(1).build().train(train)) {
      TrainingRequest tuning = TrainingRequest.on(train).from(base).dev(dev(0, 3));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.train(tuning).close())
          .withMessageStartingWith(
              "development data: expected labels that the tagger can predict, ");
    }
  }
}

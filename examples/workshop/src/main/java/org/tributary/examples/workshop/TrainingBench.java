package org.tributary.examples.workshop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times the training of a tagger, and its tagging. */
@Command(
    name = "tagger",
    description =
        "Time the training epochs of a UPOS tagger on CoNLL-U files and its tagging: one sentence"
            + " at a time, and all in batches. The tagger has a common architecture that other"
            + " libraries can match: the lower-cased word (100), a character BiLSTM with max"
            + " pooling (32, 2 x 64), two BiLSTM layers (2 x 200), dropout 0.4, batches of 32,"
            + " Adam.",
    footer = {
      "",
      "Examples:",
      "  bench tagger --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu --epochs 3",
    })
final class TrainingBench extends Bench.Benchmark {
  private static final LabelledFile.Columns UPOS =
      new LabelledFile.Columns(
          LabelledFile.Format.CONLLU, new LabelColumnChoice.Named(ConlluColumn.UPOS), 1);

  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = "Training sentences, CoNLL-U.")
  private Path train;

  @Option(
      names = "--dev",
      required = true,
      paramLabel = "FILE",
      description = "Development sentences to tag, CoNLL-U.")
  private Path dev;

  @Option(
      names = "--hidden-size",
      paramLabel = "N",
      defaultValue = "200",
      description = "Hidden size per direction. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Passes over the training file. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  private LabelledFile trainFile;
  private LabelledFile devFile;

  @Override
  void check() throws IOException {
    requirePositive("--hidden-size", hidden);
    requirePositive("--epochs", epochs);
    trainFile = LabelledFile.read(train, UPOS, new LowerCasedWords());
    devFile = LabelledFile.read(dev, UPOS, new LowerCasedWords());
  }

  @Override
  void run() {
    say("train  " + trainFile);
    say("dev    " + devFile);
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder()
            .epochs(epochs)
            .hiddenSize(hidden)
            .inputs(
                List.of(
                    new EmbeddedFeatures(LowerCasedWords.GROUP, 100),
                    CharacterFeatures.lstm(64).size(32).pooling(CharacterPooling.MAX)))
            .layers(2)
            .dropout(0.4)
            .lockedDropout(0)
            .unknownRate(0.25)
            .averageDecay(0)
            .learningRateSchedule(LearningRateSchedule.LINEAR)
            .auxiliaryTasks(List.of(), 1)
            .seed(1)
            .build();
    List<Double> seconds = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            seconds.add(report.seconds());
          }
        };
    try (AnyTagger tagger =
        AnyTagger.trained(trainer, trainFile, devFile, listener, new LowerCasedWords())) {
      TaggerScore score = TaggerScore.of(tagger, devFile, trainFile);
      AnyTagger.Speed speed = AnyTagger.Speed.of(tagger, score.words());
      row(
          new Row()
              .with("accuracy", score.accuracy())
              .with("wordsPerSecond", speed.fresh())
              .with("sentenceMedianMs", speed.medianMs())
              .with("sentenceP99Ms", speed.p99Ms())
              .with("epochSeconds", seconds));
    }
  }
}

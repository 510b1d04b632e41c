package org.tributary.examples.workshop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.feature.CharacterPooling;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Benchmarks of training. */
final class TrainingBench {
  private TrainingBench() {}

  /** Times training steps by vocabulary size. */
  @Command(
      name = "vocabulary",
      description =
          "Time a tagger's training step (embedding of 100, 2 x 200, batches of 32) for several"
              + " vocabulary sizes, in alternating rounds, on sentences of 25 random words. A step reads"
              + " and updates only the embeddings of its own words.",
      footer = {
        "",
        "A million words need 3 GB of native memory, and 2 GB of Java heap during startup.",
        "",
        "Examples:",
        "  bench vocabulary --json vocabulary.json",
        "  bench vocabulary --words 1000,50000 --steps 20"
      })
  static final class Vocabulary extends Bench.Benchmark {
    private static final int WORDS_PER_SENTENCE = 25;
    private static final int LABELS = 17;
    private static final int WARM_UP_STEPS = 10;
    private static final int ROUNDS = 4;
    private static final int BATCH = 32;

    @Option(
        names = "--words",
        paramLabel = "N",
        split = ",",
        defaultValue = "10000,100000,1000000",
        description = "Vocabulary sizes in words, separated by ','. Default: ${DEFAULT-VALUE}.")
    private List<Integer> words;

    @Option(
        names = "--steps",
        paramLabel = "N",
        defaultValue = "100",
        description =
            "Timed steps per vocabulary, rounded up to a multiple of the four rounds. Default:"
                + " ${DEFAULT-VALUE}.")
    private int steps;

    @Override
    void check() {
      words.forEach(n -> requirePositive("--words", n));
      requirePositive("--steps", steps);
    }

    @Override
    void run() {
      List<DoubleSupplier> trainings = new ArrayList<>();
      words.forEach(n -> trainings.add(() -> stepMs(n)));
      Rounds rounds = Rounds.of(Rounds.areBrief() ? 1 : ROUNDS, 0, trainings);
      for (int k = 0; k < words.size(); k++) {
        row(
            new Row()
                .with("words", words.get(k))
                .with("stepMs", rounds.median(k))
                .with("stepMsQuartiles", Rounds.quartiles(rounds.values()[k]))
                .with("ratioToFirst", rounds.median(k) / rounds.median(0)));
      }
    }

    /**
     * Returns the median ms of a step. Words are drawn uniformly, so nearly every embedding row
     * that a batch reads is a CPU cache miss.
     */
    private double stepMs(int vocabulary) {
      TaggerDefinition definition =
          org.tributary.tagger.Tagger.define()
              .words(100)
              .encoder(input -> Recurrent.lstm(input).hidden(200).bidirectional())
              .dropout(0.4)
              .lockedDropout(0);
      int timed = (steps - 1) / ROUNDS + 1;
      SplittableRandom random = new SplittableRandom(1);
      List<LabelledSequence> sentences =
          Stream.generate(
                  () ->
                      new LabelledSequence(
                          FeatureSequence.ofWords(
                              random.ints(WORDS_PER_SENTENCE, 0, vocabulary).toArray()),
                          random.ints(WORDS_PER_SENTENCE, 0, LABELS).toArray()))
              .limit((long) (WARM_UP_STEPS + timed) * BATCH)
              .toList();
      int[] counts = new int[vocabulary];
      Arrays.fill(counts, 5);
      TrainingOptions options =
          TrainingOptions.defaults()
              .epochs(1)
              .batchSize(BATCH)
              .average(WeightAverage.none())
              .unknownRate(0.25);
      List<Long> ends = new ArrayList<>();
      TrainingListener timer =
          new TrainingListener() {
            @Override
            public void stepFinished(StepReport report) {
              ends.add(System.nanoTime());
            }
          };
      new TaggerFitter(definition, new TaggerSizes(vocabulary, LABELS), options, counts, 0)
          .train(sentences, List.of(), timer);
      double[] ms = new double[timed];
      Arrays.setAll(ms, k -> (ends.get(WARM_UP_STEPS + k) - ends.get(WARM_UP_STEPS + k - 1)) / 1e6);
      return Rounds.median(ms);
    }
  }

  /** Times the training of a tagger, and its tagging. */
  @Command(
      name = "tagger",
      description =
          "Time the training epochs of a UPOS tagger on CoNLL-U files and its tagging: one sentence at"
              + " a time, and all in batches. The tagger has a common architecture that other libraries"
              + " can match: the lower-cased word (100), a character BiLSTM with max pooling (32, 2 x 64),"
              + " two BiLSTM layers (2 x 200), dropout 0.4, batches of 32, Adam.",
      footer = {
        "",
        "Examples:",
        "  bench tagger --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu --epochs 3",
      })
  static final class Tagger extends Bench.Benchmark {
    private static final LabelledFile.Columns UPOS =
        new LabelledFile.Columns(LabelledFile.Format.CONLLU, new LabelColumnChoice("upos"), 1);

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
        AnyTagger.Speed speed = AnyTagger.Speed.of(List.of(tagger), score.words()).get(0);
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
}

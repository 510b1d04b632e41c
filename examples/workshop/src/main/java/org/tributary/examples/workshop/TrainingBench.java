package org.tributary.examples.workshop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.text.conllu.ConlluColumn;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Benchmarks of training. */
final class TrainingBench {
  private TrainingBench() {}

  /** Times training steps by vocabulary size. */
  @Command(
      name = "vocabulary",
      description =
          "Time a tagger's training step for several vocabulary sizes, in alternating rounds, on"
              + " sentences of 25 random words. A step reads and updates only the embeddings of its own"
              + " words, so its time should not depend on the vocabulary size.",
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

    @Option(
        names = "--words",
        paramLabel = "N",
        split = ",",
        defaultValue = "10000,100000,1000000",
        description = "Vocabulary sizes in words, separated by ','. Default: ${DEFAULT-VALUE}.")
    private List<Integer> words;

    @Option(
        names = "--embedding-size",
        paramLabel = "N",
        defaultValue = "100",
        description = "Size of the word embedding. Default: ${DEFAULT-VALUE}.")
    private int embedding;

    @Option(
        names = "--hidden-size",
        paramLabel = "N",
        defaultValue = "200",
        description = "Hidden size per direction. Default: ${DEFAULT-VALUE}.")
    private int hidden;

    @Option(
        names = "--batch-size",
        paramLabel = "N",
        defaultValue = "32",
        description = "Sentences per training step. Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(
        names = "--steps",
        paramLabel = "N",
        defaultValue = "100",
        description = "Timed steps per vocabulary, over all rounds. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Override
    void check() {
      words.forEach(n -> requirePositive("--words", n));
      requirePositive("--embedding-size", embedding);
      requirePositive("--hidden-size", hidden);
      requirePositive("--batch-size", batchSize);
      requirePositive("--steps", steps);
    }

    @Override
    void run() {
      fact("embedding", embedding);
      fact("hidden", hidden);
      fact("batchSize", batchSize);
      List<DoubleSupplier> trainings = new ArrayList<>();
      words.forEach(n -> trainings.add(() -> stepMs(n)));
      Rounds rounds = Rounds.of(Rounds.areBrief() ? 1 : ROUNDS, 0, trainings);
      for (int k = 0; k < words.size(); k++) {
        row(
            columns(
                "words",
                words.get(k),
                "stepMs",
                rounds.median(k),
                "stepMsQuartiles",
                Rounds.quartiles(rounds.values()[k]),
                "overSmallest",
                rounds.median(k) / rounds.median(0)));
      }
    }

    /**
     * Returns the median ms of a step. Words are drawn uniformly, so nearly every embedding row
     * that a batch reads is a CPU cache miss.
     */
    private double stepMs(int vocabulary) {
      TaggerDefinition definition =
          org.tributary.tagger.Tagger.define()
              .words(embedding)
              .encoder(input -> Recurrent.lstm(input).hidden(hidden).bidirectional())
              .dropout(0.4)
              .lockedDropout(0);
      int timed = Math.max(1, steps / ROUNDS);
      SplittableRandom random = new SplittableRandom(1);
      List<LabelledSequence> sentences =
          Stream.generate(
                  () ->
                      new LabelledSequence(
                          FeatureSequence.ofWords(
                              random.ints(WORDS_PER_SENTENCE, 0, vocabulary).toArray()),
                          random.ints(WORDS_PER_SENTENCE, 0, LABELS).toArray()))
              .limit((long) (WARM_UP_STEPS + timed) * batchSize)
              .toList();
      int[] counts = new int[vocabulary];
      Arrays.fill(counts, 5);
      TrainingOptions options =
          TrainingOptions.defaults()
              .epochs(1)
              .batchSize(batchSize)
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
      Arrays.setAll(
          ms, k -> (ends.get(WARM_UP_STEPS + k) - ends.get(WARM_UP_STEPS + k - 1)) / 1e6);
      return Rounds.median(ms);
    }
  }

  /** Times training and tagging beside a script. */
  @Command(
      name = "tagger",
      description =
          "Time the training epochs of a UPOS tagger on CoNLL-U files and its tagging: one sentence at"
              + " a time, and all in batches. Tributary's tagger has a common architecture that a peer"
              + " script can match: lower-cased words, a character BiLSTM with max pooling, two BiLSTM"
              + " layers. The script runs first.",
      footer = {
        "",
        "The script's arguments are the train file, the dev file and the number of epochs. It prints",
        "one line per epoch, such as: epoch 1 dev UPOS 94.12 train 22s tag 25000 tok/s",
        "",
        "Examples:",
        "  bench tagger --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu",
        "  bench tagger --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu \\",
        "      --epochs 3 --peer-script torch_tagger.py --json tagger.json"
      })
  static final class Tagger extends Bench.Benchmark {
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
        description = "Hidden size per direction of Tributary's LSTM. Default: ${DEFAULT-VALUE}.")
    private int hidden;

    @Option(
        names = "--epochs",
        paramLabel = "N",
        defaultValue = "1",
        description = "Passes over the training file, for both taggers. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Mixin private PeerScript.Options peer;

    private LstmTaggerTrainer trainer;
    private Optional<PeerScript> script;
    private LabelledFile trainFile;
    private LabelledFile devFile;

    @Override
    void check() throws IOException {
      requirePositive("--epochs", epochs);
      try {
        trainer =
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
      } catch (IllegalArgumentException e) {
        throw new ParameterException(command.commandLine(), e.getMessage(), e);
      }
      script = peer.script();
      trainFile = LabelledFile.read(train, UPOS, new LowerCasedWords());
      devFile = LabelledFile.read(dev, UPOS, new LowerCasedWords());
    }

    @Override
    void run() {
      String ours =
          "the lower-cased word (100) and its characters (32, BiLSTM of 2 x 64, maximum), 2 BiLSTM layers of 2 x %d, dropout 0.4, batches of 32, Adam"
              .formatted(hidden);
      say("train  " + trainFile);
      say("dev    " + devFile);
      say("ours   " + ours);
      fact("ours", ours);
      fact("epochs", epochs);
      // first, because the script may fail
      List<PeerScript.Epoch> theirs =
          script.map(s -> s.run(train, dev, epochs, this::say)).orElse(List.of());
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
        row("Tributary LSTM", seconds, score.accuracy(), speed.fresh(), speed);
      }
      if (!theirs.isEmpty()) {
        row(
            script.get().name(),
            theirs.stream().map(PeerScript.Epoch::seconds).toList(),
            theirs.get(theirs.size() - 1).accuracy(),
            PeerScript.wordsPerSecond(theirs),
            null);
      }
    }

    private void row(
        String tagger,
        List<Double> seconds,
        double accuracy,
        double wordsPerSecond,
        AnyTagger.Speed speed) {
      row(
          columns(
              "tagger",
              tagger,
              "epochSecondsMedian",
              Rounds.median(seconds.stream().mapToDouble(s -> s).toArray()),
              "accuracy",
              accuracy,
              "wordsPerSecond",
              wordsPerSecond,
              "sentenceMedianMs",
              speed == null ? null : speed.medianMs(),
              "sentenceP99Ms",
              speed == null ? null : speed.p99Ms(),
              "epochSeconds",
              seconds));
    }
  }
}

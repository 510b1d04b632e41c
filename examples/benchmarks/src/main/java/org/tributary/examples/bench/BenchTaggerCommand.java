package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.tagger.LowerCasedWords;
import org.tributary.examples.bench.tagger.PeerScript;
import org.tributary.examples.bench.tagger.TaggerBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LabelledFile.Format;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code tagger} command: times training and tagging against a script. */
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
      "      --epochs 3 --peer-script torch_tagger.py --json tagger.json --figure tagger.png"
    })
final class BenchTaggerCommand implements Callable<Integer> {
  private static final Columns UPOS =
      new Columns(Format.CONLLU, new LabelColumnChoice.Named(ConlluColumn.UPOS), 1);
  private static final int CHARACTER_HIDDEN_SIZE = 64;
  private static final int LAYERS = 2;

  private final Console console;

  @Spec private CommandSpec command;

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

  @Mixin private PeerOptions peer;
  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchTaggerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    new Numbers(command).requirePositive("--epochs", epochs);
    TaggerBench.Configuration ours = ours();
    runtime.check();
    files.check();
    Optional<PeerScript> script = peer.script();
    LabelledFile trainFile = LabelledFile.read(train, UPOS, ours.extractor());
    LabelledFile devFile = LabelledFile.read(dev, UPOS, ours.extractor());
    runtime.apply();
    console.say("train  %s", trainFile);
    console.say("dev    %s", devFile);
    console.say("ours   %s", ours.description());
    TaggerBench.Data data = new TaggerBench.Data(trainFile, devFile);
    files.write(new TaggerBench(data, ours, script, epochs).run(line -> console.say("%s", line)));
    return 0;
  }

  /** Returns the tagger of lower-cased words and characters with two BiLSTM layers. */
  private TaggerBench.Configuration ours() {
    try {
      List<TaggerInput> inputs =
          List.of(
              new EmbeddedFeatures(LowerCasedWords.GROUP, 100),
              CharacterFeatures.lstm(CHARACTER_HIDDEN_SIZE).size(32).pooling(CharacterPooling.MAX));
      LstmTaggerTrainer trainer =
          LstmTaggerTrainer.builder()
              .epochs(epochs)
              .hiddenSize(hidden)
              .inputs(inputs)
              .layers(LAYERS)
              .dropout(0.4)
              .lockedDropout(0)
              .unknownRate(0.25)
              .averageDecay(0)
              .learningRateSchedule(LearningRateSchedule.LINEAR)
              .auxiliaryTasks(List.of(), 1)
              .seed(1)
              .build();
      return new TaggerBench.Configuration(
          trainer,
          new LowerCasedWords(),
          "the lower-cased word (100) and its characters (32, BiLSTM of 2 x %d, maximum), %d BiLSTM layers of 2 x %d, dropout 0.4, batches of 32, Adam"
              .formatted(CHARACTER_HIDDEN_SIZE, LAYERS, hidden));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}

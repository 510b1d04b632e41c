package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.tributary.examples.console.Console;
import org.tributary.examples.figures.Figures;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.Training;
import org.tributary.train.Checkpoints;
import org.tributary.train.SeedStudy;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a tagger on a file and saves it. */
@Command(
    name = "train",
    description =
        "Train a tagger on labelled sentences and save it. After each epoch it is scored on the dev"
            + " file, by F1 where the labels are of spans and else by accuracy, and the best epoch's"
            + " weights are kept. The model appears at its place whole"
            + " or not at all.",
    footer = {
      "",
      "Examples:",
      "  tributary train --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu \\",
      "      --column upos --model ewt-upos.tagger",
      "  tributary train --train wnut17train.conll --dev emerging.dev.conll \\",
      "      --column 2 --model wnut.tagger --epochs 20 --hidden 100 --seeds 5"
    })
final class TrainCommand implements Callable<Integer> {

  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofMinutes(5);

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = "Sentences to learn from, plain or gzip.")
  private Path train;

  @Option(
      names = "--dev",
      required = true,
      paramLabel = "FILE",
      description = "Sentences to choose the best epoch by, plain or gzip.")
  private Path dev;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Where to save the model; its folder must exist.")
  private Path model;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Train N times, with N seeds from --seed on; tell mean and deviation and save the best"
              + " model. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--checkpoints",
      paramLabel = "FILE",
      description =
          "Write down here where the run stands, every five minutes and after each epoch; the same"
              + " command takes up a run that was stopped, and ends with the same model.")
  private Path checkpoints;

  @Mixin private InputOptions inputs;
  @Mixin private DataOptions data;
  @Mixin private TrainerOptions training;
  @Mixin private RuntimeOptions runtime;

  TrainCommand(Console console) {
    this.console = console;
  }

  private Optional<Checkpoints> checkpoints(long seed) {
    if (checkpoints == null) {
      return Optional.empty();
    }
    Path file =
        seeds == 1
            ? checkpoints
            : checkpoints.resolveSibling(checkpoints.getFileName() + ".seed" + seed);
    return Optional.of(Checkpoints.in(file).every(BETWEEN_CHECKPOINTS));
  }

  @Override
  public Integer call() throws IOException {
    Columns columns = data.columns();
    List<TaggerInput> read = inputs.inputs(training);
    new Numbers(command).requirePositive("--seeds", seeds);
    List<Long> numbers =
        LongStream.range(training.seed(), training.seed() + seeds).boxed().toList();
    training.trainer(read, numbers.get(0)); // what is wrong with the options is said at once
    runtime.check();
    OutputFile output = OutputFile.at(model);
    LabelledFile trainFile = LabelledFile.read(train, columns, inputs.extractor());
    LabelledFile devFile = LabelledFile.read(dev, columns, inputs.extractor());
    devFile.requireLabelsOf(trainFile);
    runtime.apply();
    console.say("%s, %s", training, inputs);
    SeedStudy study =
        Training.run(
            numbers,
            seed -> training.trainer(read, seed),
            this::checkpoints,
            trainFile,
            devFile,
            console,
            tagger -> tagger.save(output.path()));
    if (seeds > 1) {
      console.say("dev    %s", study);
    }
    console.say("saved  %s (%s)", model, Figures.bytes(Files.size(output.path())));
    return 0;
  }
}

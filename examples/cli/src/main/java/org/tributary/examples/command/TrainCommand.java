package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.Training;
import org.tributary.examples.text.NumberFormats;
import org.tributary.train.CheckpointFile;
import org.tributary.train.Checkpoints;
import org.tributary.train.GridSearch;
import org.tributary.train.ParameterGrid;
import org.tributary.tribuo.data.ConlluColumn;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
      "      --column 2 --model wnut.tagger --epochs 20 --hidden 100 --seeds 5",
      "  tributary train --train wnut17train.conll --dev emerging.dev.conll \\",
      "      --column 2 --model wnut.tagger --grid hidden=100,200 --grid layers=1,2"
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
  @Mixin private GridOptions grid;
  @Mixin private RuntimeOptions runtime;

  TrainCommand(Console console) {
    this.console = console;
  }

  /** What is trained with every seed. */
  private record Tried(String name, TrainerOptions options, List<TaggerInput> inputs) {}

  private Optional<Checkpoints> checkpoints(Tried tried, long seed) {
    if (checkpoints == null) {
      return Optional.empty();
    }
    String point = tried.name().isEmpty() ? "" : "." + tried.name().replaceAll("[^\\w=.-]+", "-");
    String suffix = point + (seeds == 1 ? "" : ".seed" + seed);
    Path file = checkpoints.resolveSibling(checkpoints.getFileName() + suffix);
    return Optional.of(Checkpoints.in(file).every(BETWEEN_CHECKPOINTS));
  }

  @Override
  public Integer call() throws IOException {
    Columns columns = data.columns();
    List<Long> numbers = numbers();
    ParameterGrid<Tried> tried = tried(numbers.get(0));
    runtime.check();
    requireOtherFiles();
    OutputFile output = OutputFile.at(model);
    if (checkpoints != null) {
      new CheckpointFile(checkpoints).requireWritable();
    }
    LabelledFile trainFile = LabelledFile.read(train, columns, inputs.extractor());
    LabelledFile devFile = LabelledFile.read(dev, columns, inputs.extractor());
    Optional<String> unseenLabelNote = devFile.unseenLabelNote(trainFile);
    runtime.apply();
    console.say("%s, %s", training, inputs);
    Training run = new Training(trainFile, devFile, console, tagger -> tagger.save(output.path()));
    unseenLabelNote.ifPresent(note -> console.say("note   %s: %s", dev, note));
    long missingLabelCount = trainFile.missingLabelCount();
    boolean usual = columns.labels().equals(new LabelColumnChoice.Named(ConlluColumn.FEATS));
    if (missingLabelCount > 0 && !usual) {
      console.say(
          "note   %s: %s of its words have _ for a label, which is learned like any other",
          train, NumberFormats.count(missingLabelCount));
    }
    GridSearch<Tried> search =
        GridSearch.over(tried, numbers, (setting, seed) -> score(run, setting, seed));
    tell(search);
    console.say("saved  %s (%s)", model, NumberFormats.bytes(Files.size(output.path())));
    return 0;
  }

  /** What is written is none of what is read, and not two things at once. */
  private void requireOtherFiles() throws IOException {
    OtherFile written = new OtherFile(command, "--model", model);
    requireNotRead(written);
    if (checkpoints != null) {
      OtherFile kept = new OtherFile(command, "--checkpoints", checkpoints);
      requireNotRead(kept);
      kept.than("--model", model);
    }
  }

  private void requireNotRead(OtherFile written) throws IOException {
    written.than("--train", train);
    written.than("--dev", dev);
    if (inputs.vectors().isPresent()) {
      written.than("--vectors", inputs.vectors().get());
    }
  }

  private List<Long> numbers() {
    new Numbers(command).requirePositive("--seeds", seeds);
    long first = training.seed();
    if (first > Long.MAX_VALUE - (seeds - 1)) {
      throw new ParameterException(
          command.commandLine(),
          "--seeds: expected seeds up to %d, got %d from %d on"
              .formatted(Long.MAX_VALUE, seeds, first));
    }
    return LongStream.rangeClosed(first, first + (seeds - 1)).boxed().toList();
  }

  /** What is wrong with the options is said at once. */
  private ParameterGrid<Tried> tried(long seed) {
    List<ParameterGrid.Point<Tried>> points = new ArrayList<>();
    for (ParameterGrid.Point<TrainerOptions> point : grid.of(training).points()) {
      try {
        List<TaggerInput> read = inputs.inputs(point.setting());
        point.setting().trainer(read, seed);
        Tried tried = new Tried(point.name(), point.setting(), read);
        points.add(new ParameterGrid.Point<>(point.choices(), tried));
      } catch (ParameterException e) { // perhaps of another command line, that of a point
        throw new ParameterException(command.commandLine(), e.getMessage(), e);
      }
    }
    return new ParameterGrid<>(points);
  }

  private double score(Training run, Tried tried, long seed) {
    if (grid.isGiven()) {
      console.say("grid   %s", tried.name());
    }
    if (seeds > 1) {
      console.say("seed   %d", seed);
    }
    return run.score(tried.options().trainer(tried.inputs(), seed), checkpoints(tried, seed));
  }

  private void tell(GridSearch<Tried> search) {
    if (grid.isGiven()) {
      search.rows().stream()
          .sorted(Comparator.comparingDouble(row -> -row.study().mean()))
          .forEach(row -> console.say("dev    %s  %s", row.study(), row.point().name()));
    } else if (seeds > 1) {
      console.say("dev    %s", search.rows().get(0).study());
    }
  }
}

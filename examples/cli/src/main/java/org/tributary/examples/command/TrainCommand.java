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
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.job.Training;
import org.tributary.examples.option.BaseModelOption;
import org.tributary.examples.option.DataOptions;
import org.tributary.examples.option.GridOptions;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.InputOptions;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.OutputOption;
import org.tributary.examples.option.QuietOption;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.option.TrainerOptions;
import org.tributary.examples.text.NumberFormats;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.train.Checkpoints;
import org.tributary.train.search.GridSearch;
import org.tributary.train.search.ParameterGrid;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code train} command: trains a tagger and saves it. */
@Command(
    name = "train",
    customSynopsis = {
      "tributary train --train FILE [--dev FILE] --column COLUMN --model FILE",
      "                       [OPTIONS]"
    },
    description =
        "Train a tagger on labelled sentences and save it. Each epoch is scored on the dev file, by"
            + " span F1 for span labels, else by accuracy; the weights of the best epoch are saved."
            + " The model file is written atomically.",
    footer = {
      "",
      "Examples:",
      "  tributary train --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu \\",
      "      --column upos --model ewt-upos.tribuo",
      "  tributary train --train wnut17train.conll --dev emerging.dev.conll --column 2 \\",
      "      --model wnut.tribuo --crf --scheme bio --seeds 5",
      "  tributary train --train wnut17train.conll --dev emerging.dev.conll --column 2 \\",
      "      --model wnut.tribuo --grid hidden-size=100,200 --grid layers=1,2",
      "  tributary train --from ewt-upos.tribuo --train mine.conllu --column upos \\",
      "      --dev mine-dev.conllu --model mine-upos.tribuo --lr 0.0005 --epochs 10"
    })
final class TrainCommand implements Callable<Integer>, GroupedOptions {

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofMinutes(5);

  private final Console console;
  private Console progress;

  @Spec private CommandSpec command;

  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = "Training sentences, plain or gzip.")
  private Path train;

  @Option(
      names = "--dev",
      required = true,
      paramLabel = "FILE",
      description = "Development sentences, plain or gzip; the best epoch is chosen on them.")
  private Path dev;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Output model, written atomically; its folder must exist.")
  private Path model;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of runs with consecutive seeds from --seed; prints mean and standard deviation and"
              + " saves the best model. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Checkpoint file, written every five minutes and after each epoch; the same command"
              + " resumes from it and ends with the same model. Default: none.")
  private Path checkpoints;

  @Mixin private BaseModelOption from;
  @Mixin private InputOptions inputs;
  @Mixin private DataOptions data;
  @Mixin private TrainerOptions training;
  @Mixin private GridOptions grid;
  @Mixin private RuntimeOptions runtime;
  @Mixin private QuietOption quiet;

  TrainCommand(Console console) {
    this.console = console;
    this.progress = console;
  }

  /** One grid point: its name, options and inputs. */
  private record NamedPoint(String name, TrainerOptions options, List<TaggerInput> inputs) {}

  private Optional<Checkpoints> checkpointsOf(NamedPoint point, long seed) {
    if (checkpoints == null) {
      return Optional.empty();
    }
    String pointSuffix =
        point.name().isEmpty() ? "" : "." + point.name().replaceAll("[^\\w=.-]+", "-");
    String suffix = pointSuffix + (seeds == 1 ? "" : ".seed" + seed);
    Path file = checkpoints.resolveSibling(checkpoints.getFileName() + suffix);
    return Optional.of(Checkpoints.in(file).every(CHECKPOINT_INTERVAL));
  }

  @Override
  public List<OptionGroup> commonOptions() {
    return TrainHelp.COMMON;
  }

  @Override
  public List<OptionGroup> advancedOptions() {
    return TrainHelp.ADVANCED;
  }

  @Override
  public Integer call() throws IOException {
    progress = quiet.progress(console);
    from.check(grid);
    Columns columns = data.columns();
    List<Long> seedValues = seedValues();
    ParameterGrid<NamedPoint> gridPoints = gridPoints(seedValues.get(0));
    runtime.check();
    requireDistinctFiles();
    OutputFile output = OutputFile.at(model);
    if (checkpoints != null) {
      Checkpoints.in(checkpoints).requireWritable();
    }
    Optional<LstmTaggerModel> base = from.load();
    try {
      train(base, columns, gridPoints, seedValues, output);
    } finally {
      base.ifPresent(LstmTaggerModel::close);
    }
    progress.say("saved  %s (%s)", model, NumberFormats.bytes(Files.size(output.path())));
    return 0;
  }

  private void train(
      Optional<LstmTaggerModel> base,
      Columns columns,
      ParameterGrid<NamedPoint> gridPoints,
      List<Long> seedValues,
      OutputFile output)
      throws IOException {
    TokenFeatureExtractor extractor =
        base.map(b -> ModelFacts.extractor(from.file().orElseThrow(), b))
            .orElseGet(inputs::extractor);
    LabelledFile trainFile = LabelledFile.read(train, columns, extractor);
    LabelledFile devFile = LabelledFile.read(dev, columns, extractor);
    Optional<String> unseenLabelNote =
        base.isPresent()
            ? devFile.unseenLabelNote(
                ModelFacts.labels(base.get()),
                "the base model",
                from.file().orElseThrow().toString())
            : devFile.unseenLabelNote(trainFile);
    runtime.apply();
    if (base.isPresent()) {
      progress.say("from   %s", from.file().orElseThrow());
      progress.say("%s", training.withoutNetwork());
    } else {
      progress.say("%s, %s", training, inputs);
    }
    Training run = new Training(trainFile, devFile, progress, tagger -> tagger.save(output.path()));
    base.ifPresent(run::startFrom);
    unseenLabelNote.ifPresent(note -> console.say("note   %s: %s", dev, note));
    long missingLabelCount = trainFile.missingLabelCount();
    boolean mayBeEmpty = columns.labels().equals(new LabelColumnChoice.Named(ConlluColumn.FEATS));
    if (missingLabelCount > 0 && !mayBeEmpty) {
      console.say(
          "note   %s: %s of its words have the label _, which is learned like any other",
          train, NumberFormats.count(missingLabelCount));
    }
    printSummary(GridSearch.over(gridPoints, seedValues, (point, seed) -> score(run, point, seed)));
  }

  /** Checks that the output files differ from the input files and from each other. */
  private void requireDistinctFiles() throws IOException {
    OutputOption modelOutput = new OutputOption(command, "--model", model);
    requireNotAnInput(modelOutput);
    if (checkpoints != null) {
      OutputOption checkpointOutput = new OutputOption(command, "--checkpoint", checkpoints);
      requireNotAnInput(checkpointOutput);
      checkpointOutput.requireDistinctFrom("--model", model);
    }
  }

  private void requireNotAnInput(OutputOption output) throws IOException {
    output.requireDistinctFrom("--train", train);
    output.requireDistinctFrom("--dev", dev);
    if (from.file().isPresent()) {
      output.requireDistinctFrom("--from", from.file().get());
    }
    if (inputs.vectors().isPresent()) {
      output.requireDistinctFrom("--vectors", inputs.vectors().get());
    }
  }

  private List<Long> seedValues() {
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

  /**
   * Builds every grid point, and a trainer for each, so that wrong options fail before the work.
   */
  private ParameterGrid<NamedPoint> gridPoints(long seed) {
    List<ParameterGrid.Point<NamedPoint>> points = new ArrayList<>();
    for (ParameterGrid.Point<TrainerOptions> point : grid.of(training).points()) {
      try {
        List<TaggerInput> taggerInputs =
            from.file().isPresent() ? List.of() : inputs.inputs(point.setting());
        point.setting().trainer(taggerInputs, seed);
        NamedPoint named = new NamedPoint(point.name(), point.setting(), taggerInputs);
        points.add(new ParameterGrid.Point<>(point.choices(), named));
      } catch (ParameterException e) { // its command line may be the grid point's
        throw new ParameterException(command.commandLine(), e.getMessage(), e);
      }
    }
    return new ParameterGrid<>(points);
  }

  private double score(Training run, NamedPoint point, long seed) {
    if (grid.isPresent()) {
      progress.say("grid   %s", point.name());
    }
    if (seeds > 1) {
      progress.say("seed   %d", seed);
    }
    return run.score(point.options().trainer(point.inputs(), seed), checkpointsOf(point, seed));
  }

  private void printSummary(GridSearch<NamedPoint> search) {
    if (grid.isPresent()) {
      search.rows().stream()
          .sorted(Comparator.comparingDouble(row -> -row.study().mean()))
          .forEach(row -> progress.say("dev    %s  %s", row.study(), row.point().name()));
    } else if (seeds > 1) {
      progress.say("dev    %s", search.rows().get(0).study());
    }
  }
}

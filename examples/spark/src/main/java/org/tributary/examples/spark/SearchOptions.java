package org.tributary.examples.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.TrainingFiles;
import org.tributary.examples.option.DataOptions;
import org.tributary.examples.option.DevOptions;
import org.tributary.examples.option.SeedsOption;
import org.tributary.examples.option.training.GridOptions;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.train.search.ParameterGrid;
import org.tributary.tribuo.LstmTaggerTrainer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.Spec;

/** The options of {@code train} that a search has, read by the driver and again by each task. */
final class SearchOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = "Training sentences, plain or gzip.")
  private Path train;

  @Mixin private SeedsOption seeds;
  @Mixin private DevOptions dev;
  @Mixin private InputOptions inputs;
  @Mixin private DataOptions data;
  @Mixin private TrainerOptions training;
  @Mixin private GridOptions grid;

  /** Returns the points of the grid; each has been checked. */
  public ParameterGrid<TrainerOptions> points() {
    dev.check();
    data.columns();
    ParameterGrid<TrainerOptions> points = grid.of(training);
    for (ParameterGrid.Point<TrainerOptions> point : points.points()) {
      try {
        trainer(point.setting(), training.seed());
      } catch (ParameterException e) { // its command line is the grid point's
        String place = grid.isPresent() ? "--grid %s: ".formatted(point.name()) : "";
        throw new ParameterException(command.commandLine(), place + e.getMessage(), e);
      }
    }
    return points;
  }

  public List<Long> seedValues() {
    return seeds.from(training.seed());
  }

  public boolean hasGrid() {
    return grid.isPresent();
  }

  public LstmTaggerTrainer trainer(TrainerOptions point, long seed) {
    return point.trainer(inputs.inputs(point), seed);
  }

  /** Reads the sentences. Held-out sentences are chosen by {@code --seed}, the same for all. */
  public TrainingFiles files() throws IOException {
    Columns columns = data.columns();
    return dev.file().isPresent()
        ? TrainingFiles.read(train, dev.file(), columns, inputs.extractor())
        : TrainingFiles.holdOut(train, columns, inputs.extractor(), dev.share(), training.seed());
  }

  /** Returns the files that an output must not overwrite, by option. */
  public Map<String, Path> protectedFiles() {
    Map<String, Path> files = new LinkedHashMap<>(inputFiles());
    inputs.gazetteer().ifPresent(file -> files.put("--gazetteer", file));
    return files;
  }

  /** Returns the files that the tasks receive, by option. */
  public Map<String, Path> inputFiles() {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("--train", train);
    dev.file().ifPresent(file -> files.put("--dev", file));
    inputs.vectors().ifPresent(file -> files.put("--vectors", file));
    return files;
  }

  /** Returns the matched options as arguments, without the files that tasks receive. */
  public List<String> arguments() {
    CommandSpec own = CommandSpec.forAnnotatedObject(new SearchOptions());
    ParseResult parsed = command.commandLine().getParseResult();
    List<String> arguments = new ArrayList<>();
    Set<String> seen = new HashSet<>(); // a repeated option is matched several times
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      if (own.findOption(name) == null || inputFiles().containsKey(name) || !seen.add(name)) {
        continue;
      }
      if (option.arity().max() == 0) { // a flag, possibly set with =false
        arguments.add(name + "=" + option.getValue());
      } else if (option.getValue() instanceof Path file) { // executors have other working folders
        arguments.add(name + "=" + file.toAbsolutePath());
      } else if (option.splitRegex().isEmpty()) {
        option.originalStringValues().forEach(value -> arguments.add(name + "=" + value));
      } else {
        arguments.add(name + "=" + String.join(",", option.originalStringValues()));
      }
    }
    return arguments;
  }
}

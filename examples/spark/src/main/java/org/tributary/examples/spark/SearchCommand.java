package org.tributary.examples.spark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.tributary.examples.command.AppCommand;
import org.tributary.examples.command.TrainHelp;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.SeedScores;
import org.tributary.examples.job.TaggerFormat;
import org.tributary.examples.job.TrainingFiles;
import org.tributary.examples.option.DataOptions;
import org.tributary.examples.option.DevOptions;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.SeedsOption;
import org.tributary.examples.option.SettingNames;
import org.tributary.examples.option.training.GridOptions;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.examples.option.training.TrainingNotes;
import org.tributary.train.GridSearch;
import org.tributary.train.ParameterGrid;
import org.tributary.train.SeedStudy;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code search} command: the trainings of a grid and its seeds as tasks. */
@Command(
    name = "search",
    customSynopsis = {
      "tributary-spark search --train FILE [--dev FILE] --column COLUMN",
      "                              --model FILE --grid OPTION=V,V... [--seeds N]",
      "                              [OPTIONS]"
    },
    description = {
      "Train every point of a grid with every seed on Spark, and save the best model.",
      "Options for data, inputs, network and training act as in tributary train, with the same"
          + " scores and weights. Lost trainings are repeated, failed ones reported."
    },
    footer = {
      "",
      "Example:",
      "  tributary-spark search --train en_ewt-ud-train.conllu --column upos \\",
      "      --dev en_ewt-ud-dev.conllu --model ewt-upos.tribuo \\",
      "      --grid hidden-size=100,200 --grid layers=1,2 --seeds 3"
    })
final class SearchCommand extends AppCommand implements GroupedOptions {
  private static final String[] COMMON = {
    "--train",
    "--dev",
    "--column",
    "--model",
    "--grid",
    "--seeds",
    "--results",
    "--preset",
    "--epochs",
    "--crf",
    "--seed",
    "--master",
    "--conf",
    "--help"
  };

  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = "Training sentences, plain or gzip.")
  private Path train;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Output model of Tribuo, written atomically; its folder must exist.")
  private Path model;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "All trainings as JSON lines: grid point, seed, dev score, provenance. Default: none.")
  private Path results;

  @Mixin private SeedsOption seeds;
  @Mixin private DevOptions dev;
  @Mixin private InputOptions inputs;
  @Mixin private DataOptions data;
  @Mixin private TrainerOptions training;
  @Mixin private GridOptions grid;
  @Mixin private ClusterOptions cluster;

  @Override
  public List<OptionGroup> commonOptions() {
    return List.of(OptionGroup.of("Options", COMMON));
  }

  /** Returns the groups of {@code train}, with those of its options that a search has. */
  @Override
  public List<OptionGroup> advancedOptions() {
    return TrainHelp.ADVANCED.stream()
        .map(
            group ->
                new OptionGroup(
                    group.heading(),
                    group.names().stream()
                        .filter(name -> command.findOption(name) != null)
                        .filter(name -> !List.of(COMMON).contains(name))
                        .toList()))
        .filter(group -> !group.names().isEmpty())
        .toList();
  }

  @Override
  public Integer call() throws IOException {
    List<ParameterGrid.Point<TrainerOptions>> points = points();
    List<Long> seedValues = seeds.from(training.seed());
    requireDistinctFiles();
    if (TaggerFormat.ofName(model).orElse(TaggerFormat.TRIBUO) != TaggerFormat.TRIBUO) {
      throw wrongUsage(
          "--model: expected a name that ends in .tribuo, got %s; search for a .tribuo file and convert it: tributary convert"
              .formatted(model));
    }
    OutputFile output = OutputFile.at(model);
    Optional<OutputFile> resultsOutput = Optional.empty();
    if (results != null) {
      resultsOutput = Optional.of(OutputFile.at(results));
    }
    checkSentences(); // wrong ones fail here, not in every task
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : inputFiles().entrySet()) {
      bytes.put(file.getKey(), Files.readAllBytes(file.getValue()));
      names.put(file.getKey(), file.getValue().toAbsolutePath().normalize().toString());
    }
    try (ClusterOptions.ClusterSession session = cluster.open()) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(session.spark().sparkContext());
      Broadcast<Map<String, byte[]>> files = context.broadcast(bytes);
      List<ConfigurationData> extractor = SearchTask.configuration(extractor().getProvenance());
      List<SearchTask> tasks = new ArrayList<>();
      for (int point = 0; point < points.size(); point++) {
        for (long seed : seedValues) {
          LstmTaggerTrainer trainer = trainer(points.get(point).setting(), seed);
          tasks.add(
              new SearchTask(
                  point,
                  seed,
                  SearchTask.configuration(trainer.getProvenance()),
                  extractor,
                  sentences(),
                  files,
                  names));
        }
      }
      console.say(
          "search %d training%s on %s",
          tasks.size(), tasks.size() == 1 ? "" : "s", session.spark().sparkContext().master());
      // models stay with the executors, on disk; one that is lost is trained again
      JavaRDD<SearchTask.Trained> trained =
          context
              .parallelize(tasks, tasks.size())
              .map(SearchTask::train)
              .persist(StorageLevel.DISK_ONLY());
      List<SearchTask.Finished> finished = trained.map(SearchTask.Trained::finished).collect();
      String lines = report(points, seedValues, finished);
      if (resultsOutput.isPresent()) {
        resultsOutput.get().write(path -> Files.writeString(path, lines));
      }
      int best = best(finished);
      byte[] weights =
          trained
              .zipWithIndex()
              .filter(indexed -> indexed._2() == best)
              .map(indexed -> indexed._1().model())
              .first();
      inputs.copyBeside(output.path());
      output.write(path -> Files.write(path, weights));
      trained.unpersist(true);
      files.destroy();
      session.complete();
    }
    console.say(
        "saved  %s (%s)%s", model, NumberFormats.bytes(Files.size(model)), inputs.savedBeside());
    return 0;
  }

  /** Checks the sentences and prints notes on them, as {@code train} does. */
  private void checkSentences() throws IOException {
    TrainingFiles files = sentences().read(train, dev.file(), extractor());
    files.requireSharedLabel();
    inputs.requirePhrasesIn(files.train());
    List<String> notes = new ArrayList<>(files.notes(data.columns(), Optional.empty()));
    LabelledFile sentences = files.train();
    notes.addAll(
        new TrainingNotes(training, grid)
            .on(sentences.labels(), sentences.sentences().size(), true));
    notes.forEach(note -> console.say("note   %s", note));
  }

  /** Returns the points of the grid; each has been checked. */
  List<ParameterGrid.Point<TrainerOptions>> points() {
    dev.check(true);
    data.columns();
    return grid.points(
        training,
        point -> {
          trainer(point, training.seed());
          return point;
        });
  }

  LstmTaggerTrainer trainer(TrainerOptions point, long seed) {
    return point.trainer(inputs.inputs(point), seed);
  }

  TokenFeatureExtractor extractor() {
    return inputs.extractor();
  }

  /** Returns the choice of the sentences, the same for all trainings. */
  TrainingFiles.Choice sentences() {
    return new TrainingFiles.Choice(data.columns(), dev.share(), training.seed());
  }

  /** Returns the files that the tasks receive and no output may overwrite, by option. */
  private Map<String, Path> inputFiles() {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("--train", train);
    dev.file().ifPresent(file -> files.put("--dev", file));
    files.putAll(inputs.files());
    return files;
  }

  private void requireDistinctFiles() throws IOException {
    if (results != null) {
      requireOwnFile("--results", results);
      inputs.requireUnread("--results", results);
    }
    requireOwnFile("--model", model);
    inputs.requireUnread("--model", model);
  }

  /**
   * Returns the index of the best training, the first of equal ones, as {@code train} does.
   *
   * @throws JobException if every training failed
   */
  public static int best(List<SearchTask.Finished> finished) {
    int best = -1;
    for (int k = 0; k < finished.size(); k++) {
      boolean better = best < 0 || finished.get(k).score() > finished.get(best).score();
      if (!finished.get(k).failed() && better) {
        best = k;
      }
    }
    if (best < 0) {
      throw new JobException("search: every training failed: " + finished.get(0).failure());
    }
    return best;
  }

  /** Prints the trainings and returns them as JSON lines. */
  private String report(
      List<ParameterGrid.Point<TrainerOptions>> points,
      List<Long> seedValues,
      List<SearchTask.Finished> finished) {
    Map<Integer, List<Double>> scores = new HashMap<>();
    StringBuilder lines = new StringBuilder();
    for (SearchTask.Finished each : finished) {
      ParameterGrid.Point<TrainerOptions> point = points.get(each.point());
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      ObjectNode choices = line.putObject("grid");
      point.choices().forEach((name, value) -> choices.put(name, value.toString()));
      line.put("seed", each.seed());
      if (each.failed()) {
        String failure = SettingNames.translate(command.commandLine(), each.failure());
        console.say("failed  seed %d  %s: %s", each.seed(), point.name(), failure);
        line.put("failure", failure);
      } else {
        console.say(
            "dev    %s  seed %d  %s",
            NumberFormats.percent(each.score()), each.seed(), point.name());
        line.put("devScore", each.score()).put("provenance", each.provenance());
        scores.computeIfAbsent(each.point(), p -> new ArrayList<>()).add(each.score());
      }
      lines.append(line).append('\n');
    }
    if (grid.isPresent()) {
      List<GridSearch.Row<TrainerOptions>> rows = new ArrayList<>();
      for (int k = 0; k < points.size(); k++) {
        List<Double> all = scores.getOrDefault(k, List.of());
        if (all.size() == seedValues.size()) { // every seed of the point
          rows.add(new GridSearch.Row<>(points.get(k), new SeedStudy(seedValues, all)));
        }
      }
      SeedScores.ranking(rows).forEach(line -> console.say("%s", line));
    }
    return lines.toString();
  }
}

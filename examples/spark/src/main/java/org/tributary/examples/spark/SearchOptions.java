package org.tributary.examples.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.TrainingFiles;
import org.tributary.examples.option.DataOptions;
import org.tributary.examples.option.DevOptions;
import org.tributary.examples.option.MixinOptions;
import org.tributary.examples.option.SeedsOption;
import org.tributary.examples.option.training.GridOptions;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.train.ParameterGrid;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code train} that a search has, whose trainers and files the tasks receive. */
final class SearchOptions extends MixinOptions {
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
  ParameterGrid<TrainerOptions> points() {
    dev.check(true);
    data.columns();
    return grid.of(training, point -> trainer(point, training.seed()));
  }

  List<Long> seedValues() {
    return seeds.from(training.seed());
  }

  boolean hasGrid() {
    return grid.isPresent();
  }

  LstmTaggerTrainer trainer(TrainerOptions point, long seed) {
    return point.trainer(inputs.inputs(point), seed);
  }

  /**
   * The choice of the sentences in a training file.
   *
   * @param columns the format and the columns of words and labels
   * @param share the share that is held out without a dev file
   * @param seed the seed of that choice, the same for all trainings
   */
  record Sentences(Columns columns, double share, long seed) implements Serializable {
    TrainingFiles read(Path train, Optional<Path> dev, TokenFeatureExtractor extractor)
        throws IOException {
      return dev.isPresent()
          ? TrainingFiles.read(train, dev, columns, extractor)
          : TrainingFiles.holdOut(train, columns, extractor, share, seed);
    }
  }

  Sentences sentences() {
    return new Sentences(data.columns(), dev.share(), training.seed());
  }

  TokenFeatureExtractor extractor() {
    return inputs.extractor();
  }

  /** Reads the sentences. */
  TrainingFiles files() throws IOException {
    return sentences().read(train, dev.file(), extractor());
  }

  /** Returns the files that the tasks receive and no output may overwrite, by option. */
  Map<String, Path> inputFiles() {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("--train", train);
    dev.file().ifPresent(file -> files.put("--dev", file));
    files.putAll(inputs.files());
    return files;
  }

  /** Copies the files of token vectors beside the model. */
  void copyBeside(Path model) throws IOException {
    inputs.copyBeside(model);
  }

  /** Returns what is beside the saved model, for the line that tells of it; may be empty. */
  String savedBeside() throws IOException {
    return inputs.savedBeside();
  }
}

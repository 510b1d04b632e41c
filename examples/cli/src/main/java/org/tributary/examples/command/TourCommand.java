package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.tour.Tour;
import org.tributary.tribuo.LstmTaggerTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code tour} command: a demonstration on built-in data. */
@Command(
    name = "tour",
    description = {
      "Run a demonstration on built-in data.",
      "Generates a corpus, trains a tagger on it, evaluates it and writes a report. Takes less than"
          + " a minute."
    },
    footer = {"", "Examples:", "  tributary tour", "  tributary tour --output /tmp/tour"})
final class TourCommand extends AppCommand {

  /** Settings for the built-in corpus: twenty seconds on two cores, close to the best score. */
  private static final LstmTaggerTrainer TRAINER =
      LstmTaggerTrainer.builder()
          .epochs(10)
          .batchSize(16)
          .hiddenSize(100)
          .layers(1)
          .seed(1)
          .build();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "target/tour",
      description =
          "Output folder for data, model and report; created if absent. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private RuntimeOptions runtime;

  @Override
  public Integer call() throws IOException {
    runtime.check();
    runtime.apply();
    new Tour(console, output, CorpusGenerator.Sizes.STANDARD, TRAINER).run();
    return 0;
  }
}

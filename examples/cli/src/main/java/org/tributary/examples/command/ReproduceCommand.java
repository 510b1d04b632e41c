package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.TrainingProgress;
import org.tributary.examples.job.JobException;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.reproduction.Difference;
import org.tributary.tribuo.reproduction.IrreproducibleException;
import org.tributary.tribuo.reproduction.RecoveredTraining;
import org.tributary.tribuo.reproduction.Reproduction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a saved tagger once more and compares. */
@Command(
    name = "reproduce",
    description =
        "Train a saved tagger once more, from what it says of its own making alone, and compare"
            + " every weight and prediction to the bit. The files it was made from are checked by"
            + " size and SHA-256 first. It takes as many threads as the training did.",
    footer = {
      "",
      "Examples:",
      "  tributary reproduce --model ewt-upos.tagger",
      "  tributary reproduce --model ewt-upos.tagger --data ud-english-ewt"
    })
final class ReproduceCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that train has saved.")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder that has the model's files now, by their names, or by the ends of their paths,"
              + " such as a/data and b/data. Default: where they were.")
  private Path data;

  ReproduceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (LstmTaggerModel tagger = LstmTaggerModel.load(model)) {
      RecoveredTraining recipe = recipe(tagger);
      recipe.threads().ifPresent(TensorFlowRuntime::use);
      Reproduction reproduction = reproduce(tagger, recipe);
      for (Difference circumstance : reproduction.environmentDifferences()) {
        console.say("other        %s", circumstance);
      }
      console.say("weights      %s", outcome(reproduction.weights()));
      console.say("predictions  %s", outcome(reproduction.predictions()));
      if (!reproduction.isSame()) {
        Difference first = reproduction.weights().or(reproduction::predictions).orElseThrow();
        throw new JobException(model + ": not the same when trained once more; " + first);
      }
    }
    return 0;
  }

  private RecoveredTraining recipe(LstmTaggerModel tagger) {
    RecoveredTraining recipe = RecoveredTraining.of(tagger.getProvenance());
    return data == null ? recipe : recipe.filesIn(data);
  }

  private Reproduction reproduce(LstmTaggerModel tagger, RecoveredTraining recipe) {
    try (TrainingProgress progress = new TrainingProgress(console)) {
      return Reproduction.of(tagger, recipe, progress);
    } catch (IrreproducibleException e) {
      throw new JobException(model + ": " + e.getMessage());
    }
  }

  private static String outcome(Optional<Difference> difference) {
    return difference.map(d -> "differ: " + d).orElse("the same to the bit");
  }
}

package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.tributary.examples.console.TrainingDisplay;
import org.tributary.examples.job.JobException;
import org.tributary.examples.option.QuietOption;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.reproduction.Difference;
import org.tributary.tribuo.reproduction.IrreproducibleException;
import org.tributary.tribuo.reproduction.RecoveredTraining;
import org.tributary.tribuo.reproduction.Reproduction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code reproduce} command: retrains a saved tagger and compares the two models. */
@Command(
    name = "reproduce",
    description = {
      "Retrain a saved tagger from its provenance alone and compare every weight and prediction bit by bit.",
      "The original data files are first checked by size and SHA-256. The number of"
          + " threads is that of the original training."
    },
    footer = {
      "",
      "Examples:",
      "  tributary reproduce --model ewt-upos.tribuo",
      "  tributary reproduce --model ewt-upos.tribuo --data ud-english-ewt",
      "  tributary reproduce --model mine-upos.tribuo --from ewt-upos.tribuo"
    })
final class ReproduceCommand extends AppCommand {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Tagger file: .tribuo.")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Current folder of the files that training read, such as data and an encoder, found by file"
              + " name, or by the end of the path if names repeat (a/data and b/data). Default: the"
              + " recorded paths.")
  private Path data;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Base model of a fine-tuned model, which the provenance describes. Default: none.")
  private Path from;

  @Mixin private QuietOption quiet;

  @Override
  public Integer call() throws IOException {
    try (LstmTaggerModel tagger = LstmTaggerModel.load(model);
        LstmTaggerModel base = from == null ? null : LstmTaggerModel.load(from)) {
      RecoveredTraining recovered = recovered(tagger);
      RecoveredTraining training = base == null ? recovered : recovered.from(base);
      training.threads().ifPresent(TensorFlowRuntime::use);
      Reproduction reproduction = reproduce(tagger, training);
      for (Difference difference : reproduction.environmentDifferences()) {
        console.say("environment  %s", difference);
      }
      console.say("weights      %s", outcome(reproduction.weights()));
      console.say("predictions  %s", outcome(reproduction.predictions()));
      if (!reproduction.isSame()) {
        Difference first = reproduction.weights().or(reproduction::predictions).orElseThrow();
        throw new JobException(model + ": the retrained model differs; " + first);
      }
    }
    return 0;
  }

  private RecoveredTraining recovered(LstmTaggerModel tagger) {
    RecoveredTraining training = RecoveredTraining.of(tagger.getProvenance());
    return data == null ? training : training.filesIn(data);
  }

  private Reproduction reproduce(LstmTaggerModel tagger, RecoveredTraining training) {
    try (TrainingDisplay progress = new TrainingDisplay(quiet.progress(console), () -> false)) {
      return Reproduction.of(tagger, training, progress);
    } catch (IrreproducibleException e) {
      throw new JobException(model + ": " + e.getMessage(), e);
    }
  }

  private static String outcome(Optional<Difference> difference) {
    return difference.map(d -> "differ: " + d).orElse("bit-identical");
  }
}

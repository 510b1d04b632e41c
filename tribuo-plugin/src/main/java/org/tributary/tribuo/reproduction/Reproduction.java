package org.tributary.tribuo.reproduction;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;

/**
 * The result of retraining a model and comparing it bit by bit.
 *
 * @param weights the first difference in features, labels, definition or parameters
 * @param predictions the first difference in predictions on the training and development data
 * @param environmentDifferences differences in versions, system, device and threads, and in
 *     settings that other defaults resolved
 */
public record Reproduction(
    Optional<Difference> weights,
    Optional<Difference> predictions,
    List<Difference> environmentDifferences) {

  /** Copies the list. */
  public Reproduction {
    environmentDifferences = List.copyOf(environmentDifferences);
  }

  /**
   * Retrains a model and compares the result bit by bit.
   *
   * @param model the model; it stays open
   * @param training the model's recovered training
   * @param listener the listener of training progress
   * @throws IrreproducibleException if the model cannot be retrained
   */
  public static Reproduction of(
      LstmTaggerModel model, RecoveredTraining training, TrainingListener listener)
      throws IrreproducibleException {
    RecoveredRun run = training.recover();
    try (LstmTaggerModel retrained = train(run, listener)) {
      ModelComparison comparison = new ModelComparison(model, retrained);
      Optional<Difference> predictions =
          comparison
              .predictions(RecoveredTraining.TRAINING_DATA, run.train())
              .or(
                  () ->
                      run.dev()
                          .flatMap(dev -> comparison.predictions(RecoveredTraining.DEV_DATA, dev)));
      List<Difference> differences = new ArrayList<>(training.environmentDifferences());
      differences.addAll(training.settingDifferences(retrained));
      return new Reproduction(comparison.weights(), predictions, differences);
    }
  }

  private static LstmTaggerModel train(RecoveredRun run, TrainingListener listener)
      throws IrreproducibleException {
    try {
      return run.train(listener);
    } catch (UncheckedIOException e) { // the trainer reads the encoder of token vectors
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof NoSuchFileException file) {
          throw SourceFile.missing("trainer", file.getFile());
        }
      }
      throw e;
    }
  }

  /** Returns whether weights and predictions are equal bit by bit. */
  public boolean isSame() {
    return weights.isEmpty() && predictions.isEmpty();
  }
}

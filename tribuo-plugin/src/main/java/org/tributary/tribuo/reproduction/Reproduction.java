package org.tributary.tribuo.reproduction;

import java.util.List;
import java.util.Optional;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;

/**
 * What came of training a model once more.
 *
 * @param weights the first difference of the models themselves
 * @param predictions the first difference of what they predict for the data they were made with
 * @param circumstances versions, system, device and threads that are not those of the training
 */
public record Reproduction(
    Optional<Difference> weights,
    Optional<Difference> predictions,
    List<Difference> circumstances) {

  /** Takes an immutable copy. */
  public Reproduction {
    circumstances = List.copyOf(circumstances);
  }

  /**
   * Trains once more and compares to the bit.
   *
   * @param model the model, which stays open
   * @param recipe how it was made
   * @param listener is told how the training goes
   * @throws IrreproducibleException if the model cannot be trained once more
   */
  public static Reproduction of(
      LstmTaggerModel model, RecoveredTraining recipe, TrainingListener listener)
      throws IrreproducibleException {
    RecoveredRun ingredients = recipe.rebuild();
    try (LstmTaggerModel again = ingredients.train(listener)) {
      ModelComparison comparison = new ModelComparison(model, again);
      Optional<Difference> predictions =
          comparison
              .predictions(RecoveredTraining.TRAINING_DATA, ingredients.train())
              .or(
                  () ->
                      ingredients
                          .dev()
                          .flatMap(dev -> comparison.predictions(RecoveredTraining.DEV_DATA, dev)));
      return new Reproduction(comparison.weights(), predictions, recipe.circumstances());
    }
  }

  /** Whether weights and predictions are the same to the bit. */
  public boolean isSame() {
    return weights.isEmpty() && predictions.isEmpty();
  }
}

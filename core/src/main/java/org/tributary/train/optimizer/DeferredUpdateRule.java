package org.tributary.train.optimizer;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A dense optimizer's updates of a table row in steps without a gradient for it, for example by
 * momentum. They are deferred and applied together just before the next step that reads the row.
 *
 * <p>In such a step t, with the learning rate η, the state variables of the row are multiplied by
 * constants, and its weights move along directions that depend only on the row's state after its
 * last update:
 *
 * <pre>
 *   s ← f s     θ ← w(η) θ + Σ_p c_p(t, η) q_p
 * </pre>
 *
 * <p>with f of {@link #stateFactors}, w of {@link #weightFactor}, c of {@link #distances} and q of
 * {@link #movement}. The sums of c over the steps that a row missed are computed in Java in double
 * precision. Updates are deferred at most to the end of a window of steps, where all rows are
 * updated.
 */
public interface DeferredUpdateRule {
  /** The maximum number of steps in a window. */
  int MAX_WINDOW = 256;

  /**
   * Consecutive steps, after which the updates of all rows are applied.
   *
   * @param start the last step before the window, from 0
   * @param end the last step of the window, at most {@code start} + {@link #MAX_WINDOW}
   */
  record Window(long start, long end) {
    /** Checks the steps. */
    public Window {
      if (start < 0 || end <= start || end - start > MAX_WINDOW) {
        throw new IllegalArgumentException(
            "window: expected 1 to %d steps after a start of at least 0, got steps %d to %d"
                .formatted(MAX_WINDOW, start + 1, end));
      }
    }

    /** Returns the window of {@code step} if all windows have the maximum length. */
    static Window of(long step) {
      long start = (step - 1) / MAX_WINDOW * MAX_WINDOW;
      return new Window(start, start + MAX_WINDOW);
    }
  }

  /** The weighted sum of a row's directions. */
  @FunctionalInterface
  interface Movement {
    /**
     * Adds Σ c_p q_p to the graph.
     *
     * @param distances c_p for each of {@link #distances}, [K, 1]
     * @return [K, E]
     */
    Operand<TFloat32> along(List<Operand<TFloat32>> distances);
  }

  /**
   * Returns the window of a step, the same at each call. Windows follow each other without gaps.
   *
   * @param step from 1
   */
  default Window window(long step) {
    return Window.of(step);
  }

  /**
   * Returns the factor f of each state variable that changes, by {@link Optimizer#state}'s name.
   */
  Map<String, Double> stateFactors();

  /** Returns the factor w of the weights, below 1 with decoupled weight decay. */
  default double weightFactor(double rate) {
    return 1;
  }

  /** Returns the number of directions. */
  int directions();

  /**
   * Returns the distances c that a step without a gradient moves the row along its directions.
   *
   * @param step the step, from 1
   * @param rate the learning rate of the step
   * @return one for each of the {@link #directions}, as a function of the step of the row's last
   *     update, in the same window or at its start
   */
  LongFunction<double[]> distances(long step, double rate);

  /**
   * Adds the directions of some rows to the graph. Scalars of the {@link UpdateContext} have their
   * values of the last finished step.
   *
   * @param target the table and its state after each row's last update
   * @param rows distinct rows, [K]
   */
  Movement movement(UpdateRule.Target target, Operand<TInt32> rows);
}

package org.tributary.internal.loop;

import java.util.Optional;
import org.tributary.train.TrainingException;

/**
 * The checks of a training loop after its steps and epochs. Each throws {@link TrainingException}.
 */
final class LoopChecks {
  private LoopChecks() {}

  /** Checks for an interrupt, without clearing it for the thread's owner. */
  static void requireUninterrupted(TrainingProgress<?> progress) {
    if (Thread.currentThread().isInterrupted()) {
      throw new TrainingException(
          "training: interrupted in epoch %d after batch %d (step %d); a run with checkpoints can resume from its last one"
              .formatted(progress.epoch(), progress.step(), progress.number()));
    }
  }

  static void requireFinite(String what, double value, TrainingProgress<?> progress, double rate) {
    if (!Double.isFinite(value)) {
      throw new TrainingException(
          ("training: %s became %s in epoch %d, batch %d (step %d) at learning rate %s;"
                  + " try a lower learning rate or gradient clipping")
              .formatted(what, value, progress.epoch(), progress.step(), progress.number(), rate));
    }
  }

  static void requireSound(Optional<String> defect, TrainingProgress<?> progress) {
    if (defect.isPresent()) {
      throw new TrainingException(
          ("training: after epoch %d (step %d) parameter %s; try a lower learning rate or gradient"
                  + " clipping")
              .formatted(progress.epoch(), progress.number(), defect.get()));
    }
  }
}

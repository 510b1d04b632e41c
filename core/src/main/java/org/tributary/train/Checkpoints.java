package org.tributary.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where and how often a training run is written down, so that it can be taken up again after it was
 * stopped. It is written at the end of each epoch and, where asked, in between. Immutable; each
 * method gives a changed copy.
 *
 * <p>A run that finds its own checkpoint in the file goes on from there and ends with the bytes
 * that it would have ended with unstopped; after the last epoch it ends at once. A file of another
 * run, or of another version of Tributary or TensorFlow, is refused and left alone. Writing copies
 * every weight and what the optimiser keeps for it, and takes time and heap in proportion.
 *
 * @param file its folder has to be there; the file is replaced as a whole or not at all
 * @param everySteps after every so many steps of the run; empty for not at all
 * @param every after the first step that ends so long after the last writing; empty for not at all
 */
public record Checkpoints(Path file, OptionalLong everySteps, Optional<Duration> every) {

  /** Checks the numbers. */
  public Checkpoints {
    Objects.requireNonNull(file, "file");
    if (everySteps.isPresent() && everySteps.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "checkpoints: expected to write after at least 1 step, got %d"
              .formatted(everySteps.getAsLong()));
    }
    if (every.isPresent() && (every.get().isNegative() || every.get().isZero())) {
      throw new IllegalArgumentException(
          "checkpoints: expected a time above 0 between them, got %s".formatted(every.get()));
    }
  }

  /** In {@code file}, at the end of each epoch. */
  public static Checkpoints in(Path file) {
    return new Checkpoints(file, OptionalLong.empty(), Optional.empty());
  }

  /** Also after every {@code steps} steps of the run. */
  public Checkpoints everySteps(long steps) {
    return new Checkpoints(file, OptionalLong.of(steps), every);
  }

  /** Also when {@code time} has gone by since the last one. */
  public Checkpoints every(Duration time) {
    return new Checkpoints(file, everySteps, Optional.of(time));
  }
}

package org.tributary.train;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.NullChecks;

/**
 * The checkpoint configuration of a training run: the file and how often it is written. A
 * checkpoint is written at the end of each epoch and, if configured, in between. Immutable; each
 * method returns a changed copy.
 *
 * <p>A run that finds its own checkpoint in the file resumes from it and ends with the same bytes
 * as an uninterrupted run; after the last epoch it ends at once. A checkpoint of another run, or of
 * another version of Tributary or TensorFlow, is rejected and left unchanged. Writing copies every
 * weight and its optimizer state, and takes time and heap in proportion.
 *
 * @param file the checkpoint file, replaced atomically; its folder must exist
 * @param everySteps the number of steps between checkpoints; empty for none within epochs
 * @param every the minimum time between checkpoints, checked after each step; empty for no timer
 */
public record Checkpoints(Path file, OptionalLong everySteps, Optional<Duration> every) {

  /** Checks the numbers. */
  public Checkpoints {
    NullChecks.require("file", "a value", file);
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

  /** Returns checkpoints in {@code file} at the end of each epoch. */
  public static Checkpoints in(Path file) {
    return new Checkpoints(file, OptionalLong.empty(), Optional.empty());
  }

  /** Adds a checkpoint after every {@code steps} steps of the run. */
  public Checkpoints everySteps(long steps) {
    return new Checkpoints(file, OptionalLong.of(steps), every);
  }

  /** Adds a checkpoint after the first step that ends {@code time} or more after the last one. */
  public Checkpoints every(Duration time) {
    NullChecks.require("time", "a duration", time);
    return new Checkpoints(file, everySteps, Optional.of(time));
  }

  /**
   * Checks that the file can be written, before a run starts.
   *
   * @throws TrainingException if its folder does not exist, or the path is a folder
   */
  public void requireWritable() {
    try {
      AtomicFile.requireWritable(file);
    } catch (IOException e) {
      throw new TrainingException("checkpoint %s: %s".formatted(file, e.getMessage()));
    }
  }
}

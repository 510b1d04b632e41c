package org.tributary.internal.checkpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tributary.internal.loop.TrainingLoop;
import org.tributary.internal.loop.TrainingProgress;
import org.tributary.param.ParameterValues;
import org.tributary.train.Checkpoints;

/** A writer of a run's checkpoints, as often as {@link Checkpoints} configures. */
public final class CheckpointWriter implements TrainingLoop.Checkpointer<ParameterValues> {
  private final Checkpoints checkpoints;
  private final List<String> fingerprint;
  private final Supplier<Map<String, ParameterValues>> parts;
  private long lastWriteNanos = System.nanoTime();

  /**
   * Creates a writer.
   *
   * @param fingerprint the fingerprint of the run
   * @param parts supplies the rest of the run's state at the time of writing
   */
  public CheckpointWriter(
      Checkpoints checkpoints,
      List<String> fingerprint,
      Supplier<Map<String, ParameterValues>> parts) {
    this.checkpoints = checkpoints;
    this.fingerprint = List.copyOf(fingerprint);
    this.parts = parts;
  }

  @Override
  public void stepFinished(TrainingProgress<ParameterValues> progress) {
    boolean stepDue =
        checkpoints.everySteps().isPresent()
            && progress.number() % checkpoints.everySteps().getAsLong() == 0;
    boolean timeDue =
        checkpoints.every().isPresent()
            && Duration.ofNanos(System.nanoTime() - lastWriteNanos)
                    .compareTo(checkpoints.every().get())
                >= 0;
    if (stepDue || timeDue) {
      write(progress);
    }
  }

  @Override
  public void epochFinished(TrainingProgress<ParameterValues> progress) {
    write(progress);
  }

  private void write(TrainingProgress<ParameterValues> progress) {
    new CheckpointFile(checkpoints.file())
        .write(new Checkpoint(fingerprint, progress, parts.get()));
    lastWriteNanos = System.nanoTime();
  }
}

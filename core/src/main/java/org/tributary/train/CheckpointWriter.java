package org.tributary.train;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tributary.param.ParameterValues;

/** Writes a run's checkpoints as {@link Checkpoints} asks. */
public final class CheckpointWriter implements TrainingLoop.Keeper<ParameterValues> {
  private final Checkpoints checkpoints;
  private final List<String> fingerprint;
  private final Supplier<Map<String, ParameterValues>> parts;
  private long lastWriting = System.nanoTime();

  /**
   * @param fingerprint of the run
   * @param parts what else the rest of the run depends on, as it is when asked
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
  public void stepDone(TrainingProgress<ParameterValues> progress) {
    boolean counted =
        checkpoints.everySteps().isPresent()
            && progress.number() % checkpoints.everySteps().getAsLong() == 0;
    boolean late =
        checkpoints.every().isPresent()
            && Duration.ofNanos(System.nanoTime() - lastWriting)
                    .compareTo(checkpoints.every().get())
                >= 0;
    if (counted || late) {
      write(progress);
    }
  }

  @Override
  public void epochDone(TrainingProgress<ParameterValues> progress) {
    write(progress);
  }

  private void write(TrainingProgress<ParameterValues> progress) {
    new CheckpointFile(checkpoints.file())
        .write(new Checkpoint(fingerprint, progress, parts.get()));
    lastWriting = System.nanoTime();
  }
}

package org.tributary.internal.fitting;

import java.util.List;
import java.util.Map;
import org.tributary.internal.checkpoint.Checkpoint;
import org.tributary.internal.checkpoint.CheckpointFile;
import org.tributary.internal.checkpoint.CheckpointWriter;
import org.tributary.internal.loop.TrainingLoop;
import org.tributary.param.ParameterValues;
import org.tributary.train.Checkpoints;
import org.tributary.train.LoopOptions;
import org.tributary.train.TrainingListener;

/**
 * An epoch loop with or without checkpoints.
 *
 * @param graph the model in training, with the initial weights
 * @param options the options of the loop
 * @param listener receives the reports of the loop
 */
public record ResumableLoop<B>(
    ResumableLoop.Model<B> graph, LoopOptions options, TrainingListener listener) {
  /** A model in training whose state can be stored. */
  public interface Model<B> extends TrainingLoop.Model<B, ParameterValues> {
    /** Returns the tensors of a checkpoint, by part. */
    Map<String, ParameterValues> parts();

    /** Restores the state of {@code checkpoint}, which must be of this run. */
    void restore(Checkpoint checkpoint);
  }

  /** Runs all epochs without checkpoints. */
  public TrainingLoop.Outcome<ParameterValues> run() {
    return loop(TrainingLoop.Checkpointer.none()).run(graph);
  }

  /**
   * Runs the epochs after the last checkpoint, or all if there is none, and writes checkpoints.
   *
   * @param fingerprint the fingerprint of the run
   * @throws org.tributary.train.TrainingException if the checkpoint is of another run or damaged
   */
  public TrainingLoop.Outcome<ParameterValues> resume(
      Checkpoints checkpoints, List<String> fingerprint) {
    var loop = loop(new CheckpointWriter(checkpoints, fingerprint, graph::parts));
    CheckpointFile file = new CheckpointFile(checkpoints.file());
    if (!file.exists()) {
      return loop.run(graph);
    }
    Checkpoint checkpoint = file.read();
    checkpoint.requireFingerprint(fingerprint, checkpoints.file());
    graph.restore(checkpoint);
    return loop.run(graph, checkpoint.progress());
  }

  private TrainingLoop<B, ParameterValues> loop(
      TrainingLoop.Checkpointer<ParameterValues> checkpointer) {
    return new TrainingLoop<>(options, listener, checkpointer);
  }
}

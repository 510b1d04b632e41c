package org.tributary.internal.fitting;

import java.util.List;
import org.tributary.internal.checkpoint.Checkpoint;
import org.tributary.internal.checkpoint.CheckpointFile;
import org.tributary.internal.checkpoint.CheckpointWriter;
import org.tributary.internal.loop.TrainingLoop;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.train.Checkpoints;
import org.tributary.train.LoopOptions;
import org.tributary.train.TrainingListener;

/**
 * The epoch loop of a tagger's training, with or without checkpoints.
 *
 * @param graph the training graph, with the initial weights
 * @param options the options of the loop
 * @param listener receives the reports of the loop
 */
public record ResumableLoop(TrainingGraph graph, LoopOptions options, TrainingListener listener) {
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

  private TrainingLoop<List<LabelledSequence>, ParameterValues> loop(
      TrainingLoop.Checkpointer<ParameterValues> checkpointer) {
    return new TrainingLoop<>(options, listener, checkpointer);
  }
}

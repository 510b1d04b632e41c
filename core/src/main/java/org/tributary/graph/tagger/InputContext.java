package org.tributary.graph.tagger;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.Variables;

/**
 * The graph context of inputs.
 *
 * @param tf the operations of the graph
 * @param variables the variables, which include all tables
 * @param weights the parameters that are not tables, by name
 * @param lengths the sequence lengths of the batch
 */
public record InputContext(
    Ops tf,
    Variables variables,
    Function<String, Operand<TFloat32>> weights,
    SequenceLengths lengths) {

  /** Returns the vectors of all positions, [T·N, size], as [T, N, size]. */
  public Operand<TFloat32> inSteps(Operand<TFloat32> flat, int size) {
    return tf.reshape(flat, tf.stack(List.of(lengths.steps(), lengths.rows(), tf.constant(size))));
  }
}

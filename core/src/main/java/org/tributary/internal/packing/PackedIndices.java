package org.tributary.internal.packing;

import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;

/**
 * The packed order of rows of different lengths inside a graph.
 *
 * @param vectors the index vectors
 * @param segments the segments of steps with equal batch size
 */
public record PackedIndices(
    Map<PackingVector, Operand<TInt32>> vectors, List<Packing.Segment> segments) {

  /** Returns one of the index vectors. */
  Operand<TInt32> get(PackingVector vector) {
    return vectors.get(vector);
  }
}

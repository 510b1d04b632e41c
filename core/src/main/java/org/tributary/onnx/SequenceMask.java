package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/**
 * The lengths of a batch in a graph.
 *
 * @param lengths [B], 64 bits
 * @param shortLengths [B], 32 bits, as ONNX's recurrent operators read them
 * @param steps the steps 0 to T - 1, [T], 64 bits
 */
record SequenceMask(String lengths, String shortLengths, String steps) {

  /**
   * Adds the lengths of a batch.
   *
   * @param lengths [B], 64 bits
   * @param count T, a vector of one element
   */
  static SequenceMask of(OnnxGraph graph, String lengths, String count) {
    String last = graph.node("Squeeze", count, graph.vector(0));
    return new SequenceMask(
        lengths,
        graph.cast(lengths, DataType.INT32),
        graph.node("Range", graph.scalar(0L), last, graph.scalar(1L)));
  }

  /** Adds whether each step of each sequence is within its length, [T, B]. */
  String valid(OnnxGraph graph) {
    return graph.node("Less", graph.unsqueeze(steps, 1), graph.unsqueeze(lengths, 0));
  }
}

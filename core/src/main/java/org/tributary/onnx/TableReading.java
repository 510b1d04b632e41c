package org.tributary.onnx;

/** The tensors from which a table's features are read. */
enum TableReading {
  /** One feature of weight 1 at each step, or none: ids [B, T]. */
  SINGLE,
  /** Any number of weighted features: ids and weights, each [B, T, features]. */
  WEIGHTED
}

package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.Map;
import org.tributary.internal.onnx.OnnxModel;

/** A model that has a graph in ONNX. */
interface Exportable {
  /** Returns the graph. */
  GraphProto graph();

  /** Returns the metadata. */
  Map<String, String> texts();

  /** Returns the number of weights. */
  long weightCount();

  /**
   * Compares the model in ONNX Runtime with this library's.
   *
   * @throws IllegalStateException if a prediction differs
   */
  OnnxCheck check(OnnxModel session);

  /** Returns the refusal of a model that predicts something else. */
  static IllegalStateException mismatch(String where, String expected, String got) {
    return new IllegalStateException(
        "ONNX: expected the exported model to predict %s at %s, got %s from ONNX Runtime; nothing is written. Large weights may magnify rounding differences: leave the check out (withoutCheck) and compare some labels; otherwise please report the definition of the model"
            .formatted(expected, where, got));
  }
}

package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.internal.definition.NetworkText;
import org.tributary.internal.onnx.OnnxModel;
import org.tributary.internal.runtime.LibraryVersion;
import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentInput;
import org.tributary.module.RecurrentModule;
import org.tributary.module.RecurrentOutput;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.random.TorchRandom;
import org.tributary.sequence.Layout;

/** Recurrent layers with weights. */
record ExportedLayers(Recurrent definition, ParameterValues parameters) implements Exportable {
  private static final int STEPS = 7;
  private static final int[] LENGTHS = {7, 1, 4};

  ExportedLayers {
    RecurrentGraph.requireExportable(definition);
    parameters.requireMatch(definition.parameters());
    parameters.requireFinite();
  }

  @Override
  public GraphProto graph() {
    return TaggerGraphs.layers(definition, parameters);
  }

  @Override
  public Map<String, String> texts() {
    return Map.of(
        "tributary.onnx", OnnxMetadata.VERSION,
        "tributary.version", LibraryVersion.get(),
        "definition", NetworkText.of(definition));
  }

  @Override
  public long weightCount() {
    return parameters.count();
  }

  @Override
  public OnnxCheck check(OnnxModel session) {
    boolean batchFirst = definition.layout() == Layout.BATCH_FIRST;
    int rows = LENGTHS.length;
    TensorShape shape =
        batchFirst
            ? TensorShape.of(rows, STEPS, definition.inputSize())
            : TensorShape.of(STEPS, rows, definition.inputSize());
    float[] values = TorchRandom.seeded(1).normal(Math.toIntExact(shape.size()));
    try (RecurrentModule module = RecurrentModule.of(definition, parameters)) {
      RecurrentOutput expected =
          module.forward(RecurrentInput.of(FloatTensor.of(shape, values)).lengths(LENGTHS));
      Map<String, OnnxModel.Values> found =
          session.run(
              Map.of(
                  TaggerGraphs.INPUT,
                  new OnnxModel.Values(
                      values, List.of((int) shape.get(0), (int) shape.get(1), (int) shape.get(2))),
                  TaggerGraphs.LENGTHS,
                  new OnnxModel.Values(new long[] {7, 1, 4}, List.of(rows))));
      Map<String, FloatTensor> tensors = new LinkedHashMap<>();
      tensors.put(TaggerGraphs.OUTPUT, expected.output());
      tensors.put(TaggerGraphs.HIDDEN, expected.finalState().hidden());
      expected.finalState().cell().ifPresent(c -> tensors.put(TaggerGraphs.CELL, c));
      double largest = 0;
      for (Map.Entry<String, FloatTensor> tensor : tensors.entrySet()) {
        float[] got = (float[]) found.get(tensor.getKey()).values();
        largest = Math.max(largest, largest(tensor.getKey(), tensor.getValue().values(), got));
      }
      return new OnnxCheck(rows, STEPS + 1 + 4, 0, largest);
    }
  }

  private static double largest(String name, float[] expected, float[] found) {
    double largest = 0;
    for (int k = 0; k < expected.length; k++) {
      double difference = Math.abs((double) expected[k] - found[k]);
      if (!(difference <= OnnxCheck.TOLERANCE * Math.max(1, Math.abs(expected[k])))) {
        throw Exportable.mismatch(
            "element %d of %s".formatted(k, name),
            Float.toString(expected[k]),
            Float.toString(found[k]));
      }
      largest = Math.max(largest, difference);
    }
    return largest;
  }
}

package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.internal.LibraryVersion;
import org.tributary.internal.tagger.NetworkText;
import org.tributary.layer.Recurrent;
import org.tributary.nn.RecurrentInput;
import org.tributary.nn.RecurrentModule;
import org.tributary.nn.RecurrentOutput;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.Layout;

/** Recurrent layers with weights. */
record ExportedLayers(Recurrent definition, ParameterValues parameters)
    implements OnnxExport.Exportable {
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  private static final String HIDDEN = "h_n";
  private static final String CELL = "c_n";
  private static final int STEPS = 7;
  private static final int[] LENGTHS = {7, 1, 4};

  ExportedLayers {
    RecurrentGraph.requireExportable(definition);
    parameters.requireMatch(definition.parameters());
    parameters.requireFinite();
  }

  @Override
  public GraphProto graph() {
    OnnxGraph graph =
        OnnxGraph.after(
            OnnxExport.EMPTY, "recurrent", INPUT, ExportedTagger.LENGTHS, OUTPUT, HIDDEN, CELL);
    boolean batchFirst = definition.layout() == Layout.BATCH_FIRST;
    Object rows = batchFirst ? OnnxInput.BATCH : OnnxInput.STEPS;
    Object columns = batchFirst ? OnnxInput.STEPS : OnnxInput.BATCH;
    String x = graph.input(INPUT, DataType.FLOAT, rows, columns, definition.inputSize());
    String lengths = graph.input(ExportedTagger.LENGTHS, DataType.INT64, OnnxInput.BATCH);
    RecurrentGraph.Mask mask =
        RecurrentGraph.Mask.of(graph, lengths, graph.size(x, batchFirst ? 1 : 0));
    RecurrentGraph.Output output =
        new RecurrentGraph(graph, definition, "", parameters::tensor, mask)
            .add(batchFirst ? ExportedTagger.batchFirst(graph, x) : x);
    graph.output(
        batchFirst ? ExportedTagger.batchFirst(graph, output.sequence()) : output.sequence(),
        OUTPUT,
        DataType.FLOAT,
        rows,
        columns,
        definition.outputSize());
    int states = definition.stateCount();
    graph.output(
        output.hidden(),
        HIDDEN,
        DataType.FLOAT,
        states,
        OnnxInput.BATCH,
        definition.cell().outputSize());
    output
        .cell()
        .ifPresent(
            c ->
                graph.output(
                    c, CELL, DataType.FLOAT, states, OnnxInput.BATCH, definition.hiddenSize()));
    return graph.build();
  }

  @Override
  public Map<String, String> texts() {
    return Map.of(
        "tributary.onnx", OnnxExport.METADATA_VERSION,
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
                  INPUT,
                  new OnnxModel.Values(
                      values, List.of((int) shape.get(0), (int) shape.get(1), (int) shape.get(2))),
                  ExportedTagger.LENGTHS,
                  new OnnxModel.Values(new long[] {7, 1, 4}, List.of(rows))));
      Map<String, FloatTensor> tensors = new LinkedHashMap<>();
      tensors.put(OUTPUT, expected.output());
      tensors.put(HIDDEN, expected.finalState().hidden());
      expected.finalState().cell().ifPresent(c -> tensors.put(CELL, c));
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
        throw OnnxExport.mismatch(
            "element %d of %s".formatted(k, name),
            Float.toString(expected[k]),
            Float.toString(found[k]));
      }
      largest = Math.max(largest, difference);
    }
    return largest;
  }
}

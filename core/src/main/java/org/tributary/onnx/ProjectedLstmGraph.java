package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tributary.cell.Cell;
import org.tributary.cell.CellParameter;
import org.tributary.param.FloatTensor;

/**
 * An LSTM layer with a projection, which ONNX's operator lacks: a Scan over the steps for each
 * direction. In the padding the state is kept and the output is 0, so that a scan from the end
 * begins at the last step of each sequence.
 */
final class ProjectedLstmGraph {
  private final OnnxGraph graph;
  private final SequenceMask mask;

  ProjectedLstmGraph(OnnxGraph graph, SequenceMask mask) {
    this.graph = graph;
    this.mask = mask;
  }

  /**
   * One direction of a layer.
   *
   * @param names the name of each weight in the graph
   */
  record Direction(
      Cell cell,
      boolean reverse,
      UnaryOperator<String> names,
      Function<CellParameter, FloatTensor> weights) {
    FloatTensor matrix(CellParameter kind) {
      return Weights.transposed(weights.apply(kind));
    }
  }

  /** Adds a layer over x [T, B, I]. */
  RecurrentGraph.Output add(String x, List<Direction> directions) {
    List<String> outputs = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (Direction direction : directions) {
      List<String> results = direction(x, direction);
      hidden.add(graph.unsqueeze(results.get(0), 0)); // [1, B, P]
      cells.add(graph.unsqueeze(results.get(1), 0)); // [1, B, H]
      outputs.add(results.get(2)); // [T, B, P]
    }
    return new RecurrentGraph.Output(
        graph.concat(outputs, 2), graph.concat(hidden, 0), Optional.of(graph.concat(cells, 0)));
  }

  private List<String> direction(String x, Direction direction) {
    Cell cell = direction.cell();
    String weight =
        graph.floats(
            direction.names().apply("weight_ih"),
            direction.matrix(CellParameter.WEIGHT_INPUT_HIDDEN)); // [I, 4H]
    String bias =
        graph.floats(
            direction.names().apply("bias"), Weights.bias(cell, direction.weights())); // [4H]
    String fromInput = graph.node("Add", graph.node("MatMul", x, weight), bias); // [T, B, 4H]
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(Attributes.number("num_scan_inputs", 2));
    if (direction.reverse()) {
      attributes.add(Attributes.numbers("scan_input_directions", 1, 1));
      attributes.add(Attributes.numbers("scan_output_directions", 1));
    }
    attributes.add(Attributes.graph("body", body(direction).build()));
    return graph.nodes(
        "Scan",
        3,
        attributes,
        zeros(cell.outputSize()),
        zeros(cell.hiddenSize()),
        fromInput,
        mask.steps());
  }

  /** Adds zeros, [B, size]. */
  private String zeros(long size) {
    String shape = graph.concat(List.of(graph.size(mask.lengths(), 0), graph.vector(size)), 0);
    return graph.node("Expand", graph.scalar(0f), shape);
  }

  private OnnxGraph body(Direction direction) {
    Cell cell = direction.cell();
    int p = cell.outputSize();
    int size = cell.hiddenSize();
    OnnxGraph body = graph.body("step");
    String h = body.input("h", DataType.FLOAT, "batch", p);
    String c = body.input("c", DataType.FLOAT, "batch", size);
    String fromInput = body.input("from_input", DataType.FLOAT, "batch", 4 * size);
    String t = body.input("t", DataType.INT64);
    String recurrent =
        body.floats(
            direction.names().apply("weight_hh"),
            direction.matrix(CellParameter.WEIGHT_HIDDEN_HIDDEN)); // [P, 4H]
    String projection =
        body.floats(
            direction.names().apply("weight_hr"),
            direction.matrix(CellParameter.WEIGHT_PROJECTION)); // [H, P]
    List<String> gates =
        body.nodes(
            "Split",
            4,
            List.of(Attributes.number("axis", 1)),
            body.node("Add", fromInput, body.node("MatMul", h, recurrent)));
    String i = body.node("Sigmoid", gates.get(0)); // [B, H]
    String f = body.node("Sigmoid", gates.get(1)); // [B, H]
    String g = body.node("Tanh", gates.get(2)); // [B, H]
    String o = body.node("Sigmoid", gates.get(3)); // [B, H]
    String nextC = body.node("Add", body.node("Mul", f, c), body.node("Mul", i, g)); // [B, H]
    String nextH =
        body.node("MatMul", body.node("Mul", o, body.node("Tanh", nextC)), projection); // [B, P]
    String valid = body.unsqueeze(body.node("Less", t, mask.lengths()), 1); // [B, 1]
    body.output(body.node("Where", valid, nextH, h), "next_h", DataType.FLOAT, "batch", p);
    body.output(body.node("Where", valid, nextC, c), "next_c", DataType.FLOAT, "batch", size);
    body.output(body.node("Where", valid, nextH, body.scalar(0f)), "y", DataType.FLOAT, "batch", p);
    return body;
  }
}

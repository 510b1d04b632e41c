package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.layer.Bias;
import org.tributary.layer.Cell;
import org.tributary.layer.CellParameter;
import org.tributary.layer.Directions;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RnnCell;
import org.tributary.layer.SkipConnection;
import org.tributary.layer.StackedLayers;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/** Recurrent layers in an ONNX graph. Outputs are zero in the padding. */
final class RecurrentGraph {
  private final OnnxGraph graph;
  private final Recurrent definition;
  private final String prefix;
  private final Function<String, FloatTensor> weights;
  private final Mask mask;

  /**
   * @param definition one that {@link #requireExportable} accepts
   * @param prefix prefix of the names of weights in the graph
   * @param weights the layer's parameters by PyTorch's names
   */
  RecurrentGraph(
      OnnxGraph graph,
      Recurrent definition,
      String prefix,
      Function<String, FloatTensor> weights,
      Mask mask) {
    this.graph = graph;
    this.definition = definition;
    this.prefix = prefix;
    this.weights = weights;
    this.mask = mask;
  }

  /**
   * Checks that ONNX can express a layer.
   *
   * @throws IllegalArgumentException for a cell or a skip connection of the caller's own
   */
  static void requireExportable(Recurrent definition) {
    Operator.of(definition.cell(), 1);
    SkipConnection connection = definition.skipConnection();
    if (!List.of(SkipConnection.none(), SkipConnection.residual(), SkipConnection.highway())
        .contains(connection)) {
      throw new IllegalArgumentException(
          "ONNX: expected no skip connection, a residual or a highway one, got the class %s; run it by this library, or train with one of those"
              .formatted(connection.getClass().getName()));
    }
  }

  /**
   * The results of the layers.
   *
   * @param sequence the output of the top layer, [T, B, D·P]
   * @param hidden the final h of every layer and direction, [L·D, B, P] with L layers
   * @param cell the final c, [L·D, B, H], of an LSTM
   */
  record Output(String sequence, String hidden, Optional<String> cell) {}

  /** Adds all layers over x, [T, B, I]. */
  Output add(String x) {
    String below = x;
    List<String> hidden = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (int layer = 0; layer < definition.layers(); layer++) {
      Output output =
          definition.cell().projection().isPresent()
              ? projected(below, layer)
              : operator(below, layer);
      hidden.add(output.hidden());
      output.cell().ifPresent(cells::add);
      below = connected(below, output.sequence(), layer);
    }
    return new Output(
        below,
        graph.concat(hidden, 0),
        cells.isEmpty() ? Optional.empty() : Optional.of(graph.concat(cells, 0)));
  }

  private FloatTensor weight(CellParameter kind, int layer, int direction) {
    return weights.apply(kind.torchName() + suffix(layer, direction));
  }

  private static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  /**
   * Returns the weights of all directions, [D, G·H, ..], with the gates in an operator's order.
   *
   * @param operator lists the position in PyTorch's order of each gate
   */
  private float[] weights(CellParameter kind, int layer, Operator operator) {
    int gates = operator.gates().size();
    int block = Math.toIntExact(weight(kind, layer, 0).shape().size()) / gates;
    float[] all = new float[Math.multiplyExact(definition.directions().count() * gates, block)];
    for (int k = 0; k < all.length / block; k++) {
      int gate = operator.gates().get(k % gates);
      weight(kind, layer, k / gates).copy(gate * block, all, k * block, block);
    }
    return all;
  }

  /** Adds a layer as one of ONNX's operators. */
  private Output operator(String x, int layer) {
    int directions = definition.directions().count();
    Cell cell = StackedLayers.cell(definition, layer);
    Operator operator = Operator.of(cell, directions);
    int rows = cell.gates() * cell.hiddenSize();
    Map<String, Object> attributes = new HashMap<>(operator.attributes());
    attributes.put("hidden_size", cell.hiddenSize());
    attributes.put(
        "direction", definition.directions() == Directions.BOTH ? "bidirectional" : "forward");
    String w =
        graph.floats(
            prefix + "weight_ih_l" + layer,
            weights(CellParameter.WEIGHT_INPUT_HIDDEN, layer, operator),
            directions,
            rows,
            cell.inputSize());
    String r =
        graph.floats(
            prefix + "weight_hh_l" + layer,
            weights(CellParameter.WEIGHT_HIDDEN_HIDDEN, layer, operator),
            directions,
            rows,
            cell.hiddenSize());
    String b = cell.bias() == Bias.ABSENT ? "" : biases(layer, operator, rows);
    int outputs = cell.stateParts().size() + 1;
    List<String> results =
        graph.nodes(operator.name(), outputs, attributes, x, w, r, b, mask.shortLengths());
    String byStep = graph.transpose(results.get(0), 0, 2, 1, 3); // [T, B, D, H]
    return new Output(
        graph.reshape(byStep, 0, 0, definition.outputSize()),
        results.get(1),
        outputs == 3 ? Optional.of(results.get(2)) : Optional.empty());
  }

  private String biases(int layer, Operator operator, int rows) {
    float[] ih = weights(CellParameter.BIAS_INPUT_HIDDEN, layer, operator);
    float[] hh = weights(CellParameter.BIAS_HIDDEN_HIDDEN, layer, operator);
    float[] both = new float[2 * ih.length]; // [D, 2·G·H]
    for (int d = 0; d < definition.directions().count(); d++) {
      System.arraycopy(ih, d * rows, both, 2 * d * rows, rows);
      System.arraycopy(hh, d * rows, both, (2 * d + 1) * rows, rows);
    }
    return graph.floats(
        prefix + "bias_l" + layer, both, definition.directions().count(), 2L * rows);
  }

  /** Adds the skip connection around a layer. */
  private String connected(String x, String h, int layer) {
    SkipConnection connection = StackedLayers.connection(definition, layer);
    if (connection.equals(SkipConnection.residual())) {
      return graph.node("Add", h, x);
    }
    if (!connection.equals(SkipConnection.highway())) {
      return h;
    }
    String name = "highway_weight_l" + layer;
    String weight = graph.transposed(prefix + name, weights.apply(name));
    String biasName = "highway_bias_l" + layer;
    String bias = graph.floats(prefix + biasName, weights.apply(biasName));
    String t = graph.node("Sigmoid", graph.node("Add", graph.node("MatMul", x, weight), bias));
    String pass = graph.node("Sub", graph.scalar(1f), t);
    return graph.node("Add", graph.node("Mul", t, h), graph.node("Mul", pass, x));
  }

  /**
   * Adds an LSTM layer with a projection, which ONNX's operator lacks: a Scan over the steps for
   * each direction. In the padding the state is kept and the output is 0, so that a scan from the
   * end begins at the last step of each sequence.
   */
  private Output projected(String x, int layer) {
    List<String> outputs = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (int direction = 0; direction < definition.directions().count(); direction++) {
      List<String> results = projected(x, layer, direction);
      hidden.add(graph.unsqueeze(results.get(0), 0)); // [1, B, P]
      cells.add(graph.unsqueeze(results.get(1), 0)); // [1, B, H]
      outputs.add(results.get(2)); // [T, B, P]
    }
    return new Output(
        graph.concat(outputs, 2), graph.concat(hidden, 0), Optional.of(graph.concat(cells, 0)));
  }

  private List<String> projected(String x, int layer, int direction) {
    Cell cell = StackedLayers.cell(definition, layer);
    String suffix = suffix(layer, direction);
    String weight =
        graph.transposed(
            prefix + "weight_ih" + suffix,
            weight(CellParameter.WEIGHT_INPUT_HIDDEN, layer, direction)); // [I, 4H]
    String bias = graph.floats(prefix + "bias" + suffix, bias(cell, layer, direction)); // [4H]
    String fromInput = graph.node("Add", graph.node("MatMul", x, weight), bias); // [T, B, 4H]
    return graph.scan(
        step(cell, layer, direction),
        direction == 1,
        List.of(zeros(cell.outputSize()), zeros(cell.hiddenSize())),
        List.of(fromInput, mask.steps()),
        1);
  }

  /** Returns the sum of both biases, [G·H]; zeros for a cell without. */
  private FloatTensor bias(Cell cell, int layer, int direction) {
    int size = cell.gates() * cell.hiddenSize();
    if (cell.bias() == Bias.ABSENT) {
      return FloatTensor.zeros(size);
    }
    float[] ih = weight(CellParameter.BIAS_INPUT_HIDDEN, layer, direction).values();
    float[] hh = weight(CellParameter.BIAS_HIDDEN_HIDDEN, layer, direction).values();
    for (int k = 0; k < size; k++) {
      ih[k] += hh[k];
    }
    return FloatTensor.of(TensorShape.of(size), ih);
  }

  /** Adds zeros, [B, size]. */
  private String zeros(long size) {
    String shape = graph.concat(List.of(graph.size(mask.lengths(), 0), graph.vector(size)), 0);
    return graph.node("Expand", graph.scalar(0f), shape);
  }

  /** Returns the body of the scan of a layer with a projection. */
  private GraphProto step(Cell cell, int layer, int direction) {
    String suffix = suffix(layer, direction);
    int p = cell.outputSize();
    int size = cell.hiddenSize();
    OnnxGraph body = graph.body("step");
    String h = body.input("h", DataType.FLOAT, OnnxInput.BATCH, p);
    String c = body.input("c", DataType.FLOAT, OnnxInput.BATCH, size);
    String fromInput = body.input("from_input", DataType.FLOAT, OnnxInput.BATCH, 4 * size);
    String t = body.input("t", DataType.INT64);
    String recurrent =
        body.transposed(
            prefix + "weight_hh" + suffix,
            weight(CellParameter.WEIGHT_HIDDEN_HIDDEN, layer, direction)); // [P, 4H]
    String projection =
        body.transposed(
            prefix + "weight_hr" + suffix,
            weight(CellParameter.WEIGHT_PROJECTION, layer, direction)); // [H, P]
    List<String> gates =
        body.split(body.node("Add", fromInput, body.node("MatMul", h, recurrent)), 1, 4);
    String i = body.node("Sigmoid", gates.get(0)); // [B, H]
    String f = body.node("Sigmoid", gates.get(1)); // [B, H]
    String g = body.node("Tanh", gates.get(2)); // [B, H]
    String o = body.node("Sigmoid", gates.get(3)); // [B, H]
    String nextC = body.node("Add", body.node("Mul", f, c), body.node("Mul", i, g)); // [B, H]
    String nextH =
        body.node("MatMul", body.node("Mul", o, body.node("Tanh", nextC)), projection); // [B, P]
    String valid = body.unsqueeze(body.node("Less", t, mask.lengths()), 1); // [B, 1]
    body.output(body.node("Where", valid, nextH, h), "next_h", DataType.FLOAT, OnnxInput.BATCH, p);
    body.output(
        body.node("Where", valid, nextC, c), "next_c", DataType.FLOAT, OnnxInput.BATCH, size);
    body.output(
        body.node("Where", valid, nextH, body.scalar(0f)), "y", DataType.FLOAT, OnnxInput.BATCH, p);
    return body.build();
  }

  /**
   * ONNX's operator of a cell.
   *
   * @param name the operator
   * @param gates the position in PyTorch's order of each gate of the operator
   * @param attributes the attributes that the cell determines
   */
  record Operator(String name, List<Integer> gates, Map<String, ?> attributes) {
    /**
     * Returns the operator of a cell.
     *
     * @throws IllegalArgumentException for a cell of another class
     */
    static Operator of(Cell cell, int directions) {
      if (cell instanceof LstmCell) {
        return new Operator("LSTM", List.of(0, 3, 1, 2), Map.of()); // i, o, f, g of i, f, g, o
      }
      if (cell instanceof GruCell) {
        return new Operator( // z, r, n of r, z, n
            "GRU", List.of(1, 0, 2), Map.of("linear_before_reset", 1));
      }
      if (cell instanceof RnnCell rnn) {
        String name = rnn.nonlinearity() == Nonlinearity.RELU ? "Relu" : "Tanh";
        return new Operator(
            "RNN", List.of(0), Map.of("activations", Collections.nCopies(directions, name)));
      }
      throw new IllegalArgumentException(
          "ONNX: expected an encoder of RNN, LSTM or GRU cells, got a cell of the class %s; run it by this library, or train with one of those"
              .formatted(cell.getClass().getName()));
    }
  }

  /**
   * The lengths of a batch in a graph.
   *
   * @param lengths [B], 64 bits
   * @param shortLengths [B], 32 bits, as ONNX's recurrent operators read them
   * @param steps the steps 0 to T - 1, [T], 64 bits
   */
  record Mask(String lengths, String shortLengths, String steps) {

    /**
     * Adds the lengths of a batch.
     *
     * @param lengths [B], 64 bits
     * @param count T, a vector of one element
     */
    static Mask of(OnnxGraph graph, String lengths, String count) {
      return new Mask(lengths, graph.cast(lengths, DataType.INT32), graph.range(count));
    }

    /** Adds whether each step of each sequence is within its length, [T, B]. */
    String valid(OnnxGraph graph) {
      return graph.node("Less", graph.unsqueeze(steps, 1), graph.unsqueeze(lengths, 0));
    }
  }
}

package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.cell.Bias;
import org.tributary.cell.Cell;
import org.tributary.cell.CellParameter;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.layer.StackedLayers;
import org.tributary.param.FloatTensor;

/** Recurrent layers in an ONNX graph. Outputs are zero in the padding. */
final class RecurrentGraph {
  private final OnnxGraph graph;
  private final Recurrent definition;
  private final String prefix;
  private final Function<String, FloatTensor> weights;
  private final SequenceMask mask;

  /**
   * @param prefix prefix of the names of weights in the graph
   * @param weights the layer's parameters by PyTorch's names
   */
  RecurrentGraph(
      OnnxGraph graph,
      Recurrent definition,
      String prefix,
      Function<String, FloatTensor> weights,
      SequenceMask mask) {
    requireExportable(definition);
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
    OnnxCells.of(definition.cell(), 1);
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
              ? new ProjectedLstmGraph(graph, mask).add(below, directions(layer))
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

  private List<ProjectedLstmGraph.Direction> directions(int layer) {
    List<ProjectedLstmGraph.Direction> all = new ArrayList<>();
    for (int direction = 0; direction < definition.directions().count(); direction++) {
      int index = direction;
      String suffix = suffix(layer, direction);
      all.add(
          new ProjectedLstmGraph.Direction(
              StackedLayers.cell(definition, layer),
              direction == 1,
              kind -> prefix + kind + suffix,
              kind -> weight(kind, layer, index)));
    }
    return all;
  }

  private FloatTensor weight(CellParameter kind, int layer, int direction) {
    return weights.apply(kind.torchName() + suffix(layer, direction));
  }

  private static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  private List<FloatTensor> weights(CellParameter kind, int layer) {
    List<FloatTensor> all = new ArrayList<>();
    for (int direction = 0; direction < definition.directions().count(); direction++) {
      all.add(weight(kind, layer, direction));
    }
    return all;
  }

  /** Adds a layer as one of ONNX's operators. */
  private Output operator(String x, int layer) {
    int directions = definition.directions().count();
    Cell cell = StackedLayers.cell(definition, layer);
    OnnxCells.Operator operator = OnnxCells.of(cell, directions);
    int rows = cell.gates() * cell.hiddenSize();
    List<AttributeProto> attributes = new ArrayList<>(operator.attributes());
    attributes.add(Attributes.number("hidden_size", cell.hiddenSize()));
    attributes.add(
        Attributes.text(
            "direction", definition.directions() == Directions.BOTH ? "bidirectional" : "forward"));
    String w =
        graph.floats(
            prefix + "weight_ih_l" + layer,
            Weights.gates(weights(CellParameter.WEIGHT_INPUT_HIDDEN, layer), operator.gates()),
            directions,
            rows,
            cell.inputSize());
    String r =
        graph.floats(
            prefix + "weight_hh_l" + layer,
            Weights.gates(weights(CellParameter.WEIGHT_HIDDEN_HIDDEN, layer), operator.gates()),
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

  private String biases(int layer, OnnxCells.Operator operator, int rows) {
    float[] both =
        Weights.biases(
            weights(CellParameter.BIAS_INPUT_HIDDEN, layer),
            weights(CellParameter.BIAS_HIDDEN_HIDDEN, layer),
            operator.gates());
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
    String weight = graph.floats(prefix + name, Weights.transposed(weights.apply(name)));
    String biasName = "highway_bias_l" + layer;
    String bias = graph.floats(prefix + biasName, weights.apply(biasName));
    String t = graph.node("Sigmoid", graph.node("Add", graph.node("MatMul", x, weight), bias));
    String pass = graph.node("Sub", graph.scalar(1f), t);
    return graph.node("Add", graph.node("Mul", t, h), graph.node("Mul", pass, x));
  }
}

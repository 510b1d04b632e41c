package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.Input;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.head.TransitionConstraints;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.sequence.Layout;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/** Taggers and layers as ONNX graphs. */
final class TaggerGraphs {
  static final String LENGTHS = "lengths";
  static final String LABELS = "labels";
  static final String PROBABILITIES = "probabilities";
  static final String SCORES = "scores";
  static final String INPUT = "input";
  static final String OUTPUT = "output";
  static final String HIDDEN = "h_n";
  static final String CELL = "c_n";

  private TaggerGraphs() {}

  /**
   * Checks that ONNX can express a tagger.
   *
   * @throws IllegalArgumentException for an input, cell or head of the caller's own
   */
  static void requireExportable(TaggerDefinition definition) {
    definition.inputs().all().forEach(InputGraph::requireExportable);
    RecurrentGraph.requireExportable(definition.encoder());
    Head head = definition.columns().get(0).head();
    if (!(head.equals(Head.softmax()) || head instanceof CrfHead)) {
      throw new IllegalArgumentException(
          "ONNX: expected a softmax or a CRF, got a head of the class %s; run it by this library, or train with one of those"
              .formatted(head.getClass().getName()));
    }
  }

  /**
   * Returns the graph of a tagger's main column.
   *
   * @param definition a resolved definition
   */
  static GraphProto tagger(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues parameters,
      TableReading reading) {
    OnnxGraph graph = OnnxGraph.named("tagger", LENGTHS, LABELS, PROBABILITIES, SCORES);
    InputGraph inputs = new InputGraph(graph, parameters, reading);
    List<String> vectors = new ArrayList<>();
    List<Input<?>> all = definition.inputs().all();
    for (int k = 0; k < all.size(); k++) {
      vectors.add(inputs.add(all.get(k), sizes.vocabularySizes().get(k)));
    }
    String lengths = graph.input(LENGTHS, DataType.INT64, InputGraph.BATCH);
    SequenceMask mask = SequenceMask.of(graph, lengths, graph.size(inputs.first(), 1));
    String x = graph.transpose(graph.concat(vectors, 2), 1, 0, 2); // [T, B, I]
    ParameterValues encoder = parameters.part(definition.encoderName());
    String encoded =
        new RecurrentGraph(
                graph, definition.encoder(), definition.encoderName() + ".", encoder::tensor, mask)
            .add(x)
            .sequence(); // [T, B, D·P]
    head(graph, definition.columns().get(0), sizes.columns().get(0), parameters, mask, encoded);
    return graph.build();
  }

  private static void head(
      OnnxGraph graph,
      LabelColumn column,
      LabelSet labels,
      ParameterValues parameters,
      SequenceMask mask,
      String encoded) {
    String linear = column.linearName();
    String scores =
        InputGraph.linear(graph, parameters.part(linear), linear + ".", encoded); // [T, B, K]
    String best;
    String probabilities;
    if (column.head() instanceof CrfHead crf) {
      Optional<TransitionConstraints> rules =
          crf.scheme()
              .map(scheme -> TransitionConstraints.of(scheme, labels.names().orElseThrow()));
      CrfGraph.Output decoded =
          new CrfGraph(graph, mask, labels.size(), parameters.part(column.headName()), rules)
              .add(scores);
      best = decoded.labels();
      probabilities = decoded.marginals();
    } else {
      probabilities = graph.node("Softmax", List.of(Attributes.number("axis", 2)), scores);
      best = graph.argMax(probabilities, 2); // [T, B]
    }
    String valid = mask.valid(graph); // [T, B]
    String validRows = graph.unsqueeze(valid, 2); // [T, B, 1]
    Object[] byLabel = {InputGraph.BATCH, InputGraph.STEPS, labels.size()};
    graph.output(
        graph.transpose(graph.node("Where", valid, best, graph.scalar(-1L)), 1, 0),
        LABELS,
        DataType.INT64,
        InputGraph.BATCH,
        InputGraph.STEPS);
    graph.output(
        batchFirst(graph, graph.node("Where", validRows, probabilities, graph.scalar(0f))),
        PROBABILITIES,
        DataType.FLOAT,
        byLabel);
    graph.output(
        batchFirst(graph, graph.node("Where", validRows, scores, graph.scalar(0f))),
        SCORES,
        DataType.FLOAT,
        byLabel);
  }

  private static String batchFirst(OnnxGraph graph, String value) {
    return graph.transpose(value, 1, 0, 2);
  }

  /** Returns the graph of recurrent layers. */
  static GraphProto layers(Recurrent definition, ParameterValues parameters) {
    OnnxGraph graph = OnnxGraph.named("recurrent", INPUT, LENGTHS, OUTPUT, HIDDEN, CELL);
    boolean batchFirst = definition.layout() == Layout.BATCH_FIRST;
    Object rows = batchFirst ? InputGraph.BATCH : InputGraph.STEPS;
    Object columns = batchFirst ? InputGraph.STEPS : InputGraph.BATCH;
    String x = graph.input(INPUT, DataType.FLOAT, rows, columns, definition.inputSize());
    String lengths = graph.input(LENGTHS, DataType.INT64, InputGraph.BATCH);
    SequenceMask mask = SequenceMask.of(graph, lengths, graph.size(x, batchFirst ? 1 : 0));
    RecurrentGraph.Output output =
        new RecurrentGraph(graph, definition, "", parameters::tensor, mask)
            .add(batchFirst ? batchFirst(graph, x) : x);
    graph.output(
        batchFirst ? batchFirst(graph, output.sequence()) : output.sequence(),
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
        InputGraph.BATCH,
        definition.cell().outputSize());
    output
        .cell()
        .ifPresent(
            c ->
                graph.output(
                    c, CELL, DataType.FLOAT, states, InputGraph.BATCH, definition.hiddenSize()));
    return graph.build();
  }
}

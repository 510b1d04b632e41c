package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.tributary.head.TransitionConstraints;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;

/**
 * The decoder of a linear-chain CRF in an ONNX graph, in double precision as in Java: a Scan from
 * the first step computes Viterbi scores and forward log-sums (alpha), a Scan from the last step
 * follows the back pointers and computes backward log-sums (beta).
 *
 * <p>The scan includes step 0, which it tests for, because ONNX Runtime rejects a Scan of length 0.
 */
final class CrfGraph {
  private static final DataType DOUBLE = DataType.DOUBLE;
  private static final DataType LONG = DataType.INT64;
  private static final String BATCH = OnnxInput.BATCH;

  private final OnnxGraph graph;
  private final RecurrentGraph.Mask mask;
  private final int labels;
  private final String start; // [K]
  private final String end; // [K]
  private final String transitions; // [K, K], from the previous label (row) to the label (column)
  private final String lowest;

  /**
   * @param parameters the CRF's parameters, by torchcrf's names
   * @param rules the allowed transitions; empty allows all
   */
  CrfGraph(
      OnnxGraph graph,
      RecurrentGraph.Mask mask,
      int labels,
      ParameterValues parameters,
      Optional<TransitionConstraints> rules) {
    this.graph = graph;
    this.mask = mask;
    this.labels = labels;
    float[] first = parameters.values("start_transitions");
    float[] last = parameters.values("end_transitions");
    float[] pairs = parameters.values("transitions");
    rules.ifPresent(r -> forbid(r, first, last, pairs));
    this.start = doubles("crf.start_transitions", first, labels);
    this.end = doubles("crf.end_transitions", last, labels);
    this.transitions = doubles("crf.transitions", pairs, labels, labels);
    this.lowest = graph.cast(graph.scalar(Float.NEGATIVE_INFINITY), DOUBLE);
  }

  private void forbid(TransitionConstraints rules, float[] first, float[] last, float[] pairs) {
    for (int from = 0; from < labels; from++) {
      first[from] = rules.mayStart(from) ? first[from] : Float.NEGATIVE_INFINITY;
      last[from] = rules.mayEnd(from) ? last[from] : Float.NEGATIVE_INFINITY;
      for (int to = 0; to < labels; to++) {
        if (!rules.mayFollow(from, to)) {
          pairs[from * labels + to] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }

  private String doubles(String name, float[] values, long... shape) {
    return graph.cast(graph.floats(name, FloatTensor.of(TensorShape.of(shape), values)), DOUBLE);
  }

  /**
   * The decoded labels.
   *
   * @param labels the best sequence, [T, B]
   * @param marginals the probability of every label, [T, B, K]
   */
  record Output(String labels, String marginals) {}

  /** Adds the decoder over scores [T, B, K] of floats. */
  Output add(String scores) {
    String emissions = graph.cast(scores, DOUBLE);
    String shape = graph.concat(List.of(graph.size(mask.lengths(), 0), graph.vector(labels)), 0);
    String zeros = graph.node("Expand", graph.cast(graph.scalar(0f), DOUBLE), shape); // [B, K]
    List<String> forward =
        graph.scan(forward(), false, List.of(zeros, zeros), List.of(emissions, mask.steps()), 2);
    String lastLabel = graph.argMax(graph.node("Add", forward.get(0), end), 1); // [B]
    String normalizer = logSum(graph, graph.node("Add", forward.get(1), end), 1); // [B], log Z
    List<String> backward =
        graph.scan(
            backward(),
            true,
            List.of(lastLabel, zeros),
            List.of(forward.get(2), emissions, mask.steps()),
            2);
    String sums =
        graph.node(
            "Sub",
            graph.node("Add", forward.get(3), backward.get(3)),
            graph.unsqueeze(normalizer, 1)); // [T, B, K]
    return new Output(backward.get(2), graph.cast(graph.node("Exp", sums), DataType.FLOAT));
  }

  /** Returns the body of the scan from the first step. */
  private GraphProto forward() {
    OnnxGraph body = graph.body("forward");
    String best = body.input("best", DOUBLE, BATCH, labels);
    String sum = body.input("sum", DOUBLE, BATCH, labels);
    String emission = body.input("emission", DOUBLE, BATCH, labels);
    String t = body.input("t", LONG);
    String isFirst = body.node("Equal", t, body.scalar(0L)); // []
    String valid = body.unsqueeze(body.node("Less", t, mask.lengths()), 1); // [B, 1]

    String paths =
        body.node("Add", body.unsqueeze(best, 2), transitions); // [B, K, K], previous label first
    String before = body.node("Where", isFirst, start, body.max(paths, 1));
    String nextBest = body.node("Add", before, emission); // [B, K]
    String moves = body.node("And", valid, body.node("Not", isFirst)); // [B, 1]
    String own = body.unsqueeze(body.vector(LongStream.range(0, labels).toArray()), 0); // [1, K]
    String pointers = body.node("Where", moves, body.argMax(paths, 1), own); // [B, K]

    String pairs = body.node("Add", body.unsqueeze(sum, 2), transitions); // [B, K, K]
    String sumBefore = body.node("Where", isFirst, start, logSum(body, pairs, 1));
    String nextSum = body.node("Add", sumBefore, emission); // [B, K]

    String keptSum = body.node("Where", valid, nextSum, sum);
    body.output(body.node("Where", valid, nextBest, best), "next_best", DOUBLE, BATCH, labels);
    body.output(keptSum, "next_sum", DOUBLE, BATCH, labels);
    body.output(pointers, "pointers", LONG, BATCH, labels);
    body.output(keptSum, "sums", DOUBLE, BATCH, labels);
    return body.build();
  }

  /**
   * Returns the body of the scan from the last step. Its state is the label of the step, and the
   * summed scores of the labels from the step after it on.
   */
  private GraphProto backward() {
    OnnxGraph body = graph.body("backward");
    String label = body.input("label", LONG, BATCH);
    String later = body.input("later", DOUBLE, BATCH, labels);
    String pointers = body.input("pointers", LONG, BATCH, labels);
    String emission = body.input("emission", DOUBLE, BATCH, labels);
    String t = body.input("t", LONG);
    String next = body.node("Add", t, body.scalar(1L));
    String isLast = body.unsqueeze(body.node("Equal", next, mask.lengths()), 1); // [B, 1]

    String previous =
        body.squeeze(
            body.node("GatherElements", Map.of("axis", 1), pointers, body.unsqueeze(label, 1)),
            1); // [B]
    String pairs = body.node("Add", body.unsqueeze(later, 1), transitions); // [B, K, K]
    String after = body.node("Where", isLast, end, logSum(body, pairs, 2)); // [B, K]

    body.output(previous, "previous", LONG, BATCH);
    body.output(body.node("Add", after, emission), "from_here", DOUBLE, BATCH, labels);
    body.output(label, "labels", LONG, BATCH);
    body.output(after, "after", DOUBLE, BATCH, labels);
    return body.build();
  }

  /** Adds log Σ exp along an axis, which disappears; negative infinity if all terms are. */
  private String logSum(OnnxGraph to, String terms, long axis) {
    String largest = to.max(terms, axis);
    String isLowest = to.node("Equal", largest, lowest);
    String finite = to.node("Where", isLowest, to.cast(to.scalar(0f), DOUBLE), largest);
    String shifted = to.node("Exp", to.node("Sub", terms, to.unsqueeze(finite, axis)));
    String sum = to.sum(shifted, axis);
    return to.node("Add", to.node("Log", sum), finite);
  }
}

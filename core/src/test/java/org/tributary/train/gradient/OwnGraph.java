package org.tributary.train.gradient;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.Nonlinearity;
import org.tributary.feature.character.CharacterCnn;
import org.tributary.feature.character.CharacterEncoder;
import org.tributary.feature.character.CharacterLstm;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.head.Head;
import org.tributary.head.HeadBatch;
import org.tributary.head.LabelSet;
import org.tributary.head.Softmax;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Dropout;
import org.tributary.layer.Embedding;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentForward;
import org.tributary.layer.RecurrentLayer;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterGradients;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.runtime.Feed;
import org.tributary.runtime.GraphRunner;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.FedSequenceLengths;
import org.tributary.sequence.SequenceLengths;

/** A graph written by {@code docs/golden/own_graphs.py}, built as a user builds it. */
final class OwnGraph implements AutoCloseable {
  private final JsonNode golden;
  private final int steps;
  private final int rows;
  private final int[] rowLengths;
  private final Graph graph = TensorFlowRuntime.graph();
  private final Ops tf = TensorFlowRuntime.ops(graph);
  private final Variables variables;
  private final FedSequenceLengths fed;
  private final boolean hasStaticShapes;
  private final List<Operand<TFloat32>> values = new ArrayList<>();
  private final Map<Integer, RecurrentForward> runs = new HashMap<>();

  OwnGraph(JsonNode golden) {
    this.golden = golden;
    this.steps = golden.get("length").intValue();
    this.rows = golden.get("rows").intValue();
    this.rowLengths = ints(golden.get("lengths"));
    boolean unrolls = false;
    for (JsonNode step : golden.get("steps")) {
      unrolls |= step.path("kernel").asText().equals("reference");
    }
    this.hasStaticShapes = unrolls || golden.get("seed").intValue() % 2 == 0;
    List<ParameterSpec> specs = new ArrayList<>();
    golden
        .get("parameters")
        .properties()
        .forEach(
            p ->
                specs.add(
                    new ParameterSpec(
                        p.getKey(), shape(p.getValue().get("shape")), Initializer.constant(0))));
    this.variables = new Variables(tf, specs);
    this.fed = new FedSequenceLengths(tf, tf.constant(steps));
    int number = 0;
    for (JsonNode step : golden.get("steps")) {
      add(number++, step);
    }
  }

  /**
   * Compares every loss and gradient with PyTorch's.
   *
   * @return the largest error of a gradient, relative to the largest element of its parameter's
   *     gradient and to a hundredth of that of the loss
   */
  double compare() {
    List<Map<String, Operand<TFloat32>>> results = new ArrayList<>();
    for (JsonNode each : golden.get("losses")) {
      if (!each.get("gradients").isEmpty()) {
        results.add(results(each));
      }
    }
    List<Operand<TFloat32>> fetched = new ArrayList<>();
    results.forEach(r -> r.values().forEach(x -> fetched.add(tf.identity(x))));
    List<FloatTensor> computed = fetched.isEmpty() ? List.of() : run(fetched);
    double worst = 0;
    int next = 0;
    int result = 0;
    for (JsonNode each : golden.get("losses")) {
      if (each.get("gradients").isEmpty()) {
        continue;
      }
      double largest = 0;
      for (JsonNode gradient : each.get("gradients")) {
        largest = Math.max(largest, largest(gradient));
      }
      for (String name : results.get(result++).keySet()) {
        float[] actual = computed.get(next++).values();
        double[] expected =
            doubles(name.equals("value") ? each.get(name) : each.get("gradients").get(name));
        double scale =
            Math.max(
                1e-6,
                Math.max(
                    largest / 100, Arrays.stream(expected).map(Math::abs).max().orElseThrow()));
        if (actual.length != expected.length) {
          throw new AssertionError(
              "%s: expected %d values, got %d".formatted(name, expected.length, actual.length));
        }
        for (int k = 0; k < expected.length; k++) {
          double error = Math.abs(actual[k] - expected[k]) / scale;
          if (!(error < 1e-3)) {
            throw new AssertionError(
                "graph %s, %s[%d]: expected %s, got %s"
                    .formatted(golden.get("seed"), name, k, expected[k], actual[k]));
          }
          worst = Math.max(worst, error);
        }
      }
    }
    return worst;
  }

  /** Returns the loss and its gradients by parameter, all of the parameter's shape. */
  private Map<String, Operand<TFloat32>> results(JsonNode each) {
    Operand<TFloat32> loss = null;
    for (JsonNode term : each.get("terms")) {
      Operand<TFloat32> scaled =
          tf.math.mul(term(term), tf.constant(term.get("factor").floatValue()));
      loss = loss == null ? scaled : tf.math.add(loss, scaled);
    }
    LossGradients wanted = LossGradients.of(tf, loss).frozen(texts(each.get("frozen")));
    String[] unused = texts(each.get("unused"));
    if (unused.length > 0 && golden.get("seed").intValue() % 7 == 0) {
      requireRefusal(wanted, List.of(unused));
    }
    LossGradients used = wanted.frozen(unused);
    ParameterGradients gradients =
        (golden.get("seed").intValue() % 3 == 0 ? used.denseTables() : used).to(variables);
    Map<String, Operand<TFloat32>> results = new LinkedHashMap<>();
    results.put("value", loss);
    results.putAll(gradients.dense());
    gradients
        .rows()
        .forEach(
            (name, r) ->
                results.put(
                    name,
                    tf.math.unsortedSegmentSum(
                        r.values(),
                        r.indices(),
                        tf.constant(Math.toIntExact(variables.shape(name).get(0))))));
    List<String> names = new ArrayList<>(List.of("value"));
    each.get("gradients").fieldNames().forEachRemaining(names::add);
    if (!results.keySet().equals(new HashSet<>(names))) {
      throw new AssertionError(
          "graph %s: expected gradients of %s, got those of %s"
              .formatted(golden.get("seed"), names, results.keySet()));
    }
    return results;
  }

  private void requireRefusal(LossGradients gradients, List<String> unused) {
    try {
      gradients.to(variables);
    } catch (IllegalArgumentException e) {
      if (unused.stream()
          .noneMatch(name -> e.getMessage().contains("depends on parameter " + name + ","))) {
        throw new AssertionError("expected a refusal that names one of " + unused, e);
      }
      return;
    }
    throw new AssertionError("expected a refusal of " + unused);
  }

  private List<FloatTensor> run(List<Operand<TFloat32>> fetched) {
    try (Session session =
        golden.get("seed").intValue() % 5 == 0
            ? TensorFlowRuntime.open(graph)
            : TensorFlowRuntime.openWithoutGraphOptimizer(graph)) {
      ParameterValues.Builder all = ParameterValues.builder();
      golden
          .get("parameters")
          .properties()
          .forEach(
              p ->
                  all.add(
                      p.getKey(),
                      shape(p.getValue().get("shape")),
                      floats(p.getValue().get("values"))));
      variables.assign(session, all.build());
      try (Feed feed = new Feed(session)) {
        fed.feed(rowLengths, steps, feed::ints);
        return feed.fetch(fetched, GraphRunner.LARGE_WORK, FloatTensor::copyOf);
      }
    }
  }

  private void add(int number, JsonNode step) {
    String op = step.get("op").textValue();
    switch (op) {
      case "lookup" -> values.add(lookup(step));
      case "data" -> values.add(dynamic(constant(step)));
      case "tanh" -> values.add(tf.math.tanh(x(step)));
      case "add" -> values.add(tf.math.add(x(step), value(step.get("y"))));
      case "mul" -> values.add(tf.math.mul(x(step), value(step.get("y"))));
      case "concat" ->
          values.add(
              tf.concat(
                  List.of(x(step), value(step.get("y"))),
                  tf.constant(x(step).shape().numDimensions() - 1)));
      case "masked" -> values.add(tf.math.mul(x(step), mask()));
      case "linear" -> values.add(linear(step));
      case "tied" -> {
        Operand<TFloat32> table = variables.read(step.get("table").textValue() + ".weight");
        int entries = Math.toIntExact(table.shape().get(0));
        values.add(
            reshaped(
                tf.linalg.matMul(flat(x(step)), table, MatMul.transposeB(true)), x(step), entries));
      }
      case "repeated" ->
          values.add(tf.tile(tf.expandDims(x(step), tf.constant(0)), tf.array(steps, 1, 1)));
      case "first" -> values.add(tf.gather(x(step), tf.constant(0), tf.constant(0)));
      case "mean" -> values.add(tf.math.mean(x(step), tf.constant(0)));
      case "part" ->
          values.add(tf.gather(x(step), tf.constant(step.get("index").intValue()), tf.constant(0)));
      case "state" -> {
        List<Operand<TFloat32>> parts = new ArrayList<>();
        for (float factor : floats(step.get("factors"))) {
          parts.add(tf.math.tanh(tf.math.mul(x(step), tf.constant(factor))));
        }
        values.add(tf.stack(parts));
      }
      case "layer" -> layer(number, step);
      case "last" -> values.add(runs.get(step.get("layer").intValue()).last());
      case "characters" -> values.add(characters(step));
      default -> throw new AssertionError(op);
    }
  }

  private Operand<TFloat32> lookup(JsonNode step) {
    String table = step.get("table").textValue() + ".weight";
    Shape shape = variables.shape(table);
    Embedding embedding =
        new Embedding(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), 1);
    int[][] ids = matrix(step.get("ids"));
    Operand<TInt32> indices = tf.constant(ids);
    if (!hasStaticShapes) {
      indices = tf.placeholderWithDefault(indices, Shape.of(-1, -1));
    }
    return embedding.lookup(tf, variables, table, indices);
  }

  private Operand<TFloat32> linear(JsonNode step) {
    Operand<TFloat32> x = x(step);
    int size = step.get("size").intValue();
    Linear linear = new Linear(Math.toIntExact(x.shape().get(x.shape().numDimensions() - 1)), size);
    return reshaped(linear.forward(tf, flat(x), variables, step.get("name").textValue()), x, size);
  }

  private void layer(int number, JsonNode step) {
    Recurrent definition = definition(step);
    boolean batchFirst = step.get("batch_first").booleanValue();
    String prefix = step.get("name").textValue() + ".";
    RecurrentLayer layer =
        new RecurrentLayer(
            tf,
            batchFirst ? definition.batchFirst() : definition,
            name -> variables.read(prefix + name));
    String kernel = step.get("kernel").textValue();
    if (!kernel.isEmpty()) {
      layer = layer.with(Kernels.named(kernel));
    }
    Operand<TFloat32> x = x(step);
    Operand<TFloat32> input = batchFirst ? swapped(x) : x;
    SequenceLengths lengths =
        switch (step.get("lengths").textValue()) {
          case "fed" -> fed.lengths();
          case "computed" -> new SequenceLengths(tf, tf.constant(rowLengths), tf.constant(steps));
          default -> SequenceLengths.full(tf, tf.constant(steps), tf.constant(rows));
        };
    RecurrentForward run;
    if (step.get("state").isNull()) {
      run =
          step.get("lengths").textValue().equals("full")
              ? layer.forward(input, Dropout.off())
              : layer.forward(input, lengths, Dropout.off());
    } else {
      List<Operand<TFloat32>> parts = new ArrayList<>();
      step.get("state").forEach(k -> parts.add(value(k)));
      run = layer.forward(input, lengths, definition.cell().state(parts), Dropout.off());
    }
    runs.put(number, run);
    values.add(batchFirst ? swapped(run.output()) : run.output());
    values.addAll(run.finalState().parts());
  }

  private static Recurrent definition(JsonNode step) {
    int input = step.get("input").intValue();
    int hidden = step.get("hidden").intValue();
    Recurrent layer =
        switch (step.get("cell").textValue()) {
          case "lstm" -> Recurrent.lstm(input).hidden(hidden);
          case "gru" -> Recurrent.gru(input).hidden(hidden);
          case "rnn_relu" -> Recurrent.rnn(input).hidden(hidden).nonlinearity(Nonlinearity.RELU);
          default -> Recurrent.rnn(input).hidden(hidden);
        };
    if (step.get("projection").intValue() > 0) {
      layer = layer.projection(step.get("projection").intValue());
    }
    if (!step.get("bias").booleanValue()) {
      layer = layer.withoutBias();
    }
    layer = layer.layers(step.get("layers").intValue());
    if (step.get("bidirectional").booleanValue()) {
      layer = layer.bidirectional();
    }
    return switch (step.get("skip").textValue()) {
      case "residual" -> layer.residual();
      case "highway" -> layer.highway();
      default -> layer;
    };
  }

  private Operand<TFloat32> characters(JsonNode step) {
    int hidden = step.get("hidden").intValue();
    CharacterEncoder encoder =
        switch (step.get("encoder").textValue()) {
          case "last" -> new CharacterLstm(hidden, CharacterPooling.LAST);
          case "max" -> new CharacterLstm(hidden, CharacterPooling.MAX);
          default -> new CharacterCnn(hidden, List.of(2, 3));
        };
    String prefix = step.get("name").textValue() + ".";
    return encoder.encode(
        tf,
        name -> variables.read(prefix + name),
        x(step),
        new SequenceLengths(tf, tf.constant(rowLengths), tf.constant(steps)));
  }

  private Operand<TFloat32> term(JsonNode term) {
    switch (term.get("loss").textValue()) {
      case "product" -> {
        return sum(tf.math.mul(x(term), constant(term)));
      }
      case "decay" -> {
        return sum(tf.math.square(variables.read(term.get("name").textValue())));
      }
      case "squares" -> {
        Operand<TFloat32> squares = tf.math.squaredDifference(x(term), constant(term));
        return tf.math.div(sum(tf.math.mul(squares, mask())), sum(mask()));
      }
      case "entropy" -> {
        int[] labels =
            Arrays.stream(matrix(term.get("labels"))).flatMapToInt(Arrays::stream).toArray();
        Operand<TInt32> given = tf.constant(labels);
        if (!hasStaticShapes) {
          given = tf.placeholderWithDefault(given, Shape.of(-1));
        }
        return Softmax.loss(tf, flat(x(term)), given);
      }
      default -> {
        return crf(term);
      }
    }
  }

  private Operand<TFloat32> crf(JsonNode term) {
    Operand<TFloat32> scores = x(term);
    int[][] labels = matrix(term.get("labels"));
    List<Integer> positions = new ArrayList<>();
    List<Integer> gold = new ArrayList<>();
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < rowLengths[n]; t++) {
        positions.add(t * rows + n);
        gold.add(labels[t][n]);
      }
    }
    int[] order = positions.stream().mapToInt(k -> k).toArray();
    float[] tokenWeights = new float[order.length];
    Arrays.fill(tokenWeights, 1);
    float[] rowWeights = new float[rows];
    Arrays.fill(rowWeights, 1);
    HeadBatch batch =
        new HeadBatch(
            tf.gather(flat(scores), tf.constant(order), tf.constant(0)),
            tf.constant(gold.stream().mapToInt(k -> k).toArray()),
            tf.constant(tokenWeights),
            tf.constant(order),
            tf.constant(steps),
            tf.constant(rowLengths),
            tf.constant(rowWeights),
            Optional.empty());
    Function<String, Operand<TFloat32>> weights =
        name -> variables.read(term.get("name").textValue() + "." + name);
    return Head.crf()
        .differentiableLoss(
            tf, LabelSet.ofSize(Math.toIntExact(scores.shape().get(2))), batch, weights);
  }

  private Operand<TFloat32> sum(Operand<TFloat32> x) {
    return tf.reduceSum(tf.reshape(x, tf.array(-1)), tf.array(0));
  }

  /** Returns 1 for a valid step and 0 in the padding, [L, N, 1]. */
  private Operand<TFloat32> mask() {
    float[] mask = new float[steps * rows];
    for (int k = 0; k < mask.length; k++) {
      mask[k] = k / rows < rowLengths[k % rows] ? 1 : 0;
    }
    return tf.constant(Shape.of(steps, rows, 1), DataBuffers.of(mask));
  }

  private Operand<TFloat32> flat(Operand<TFloat32> x) {
    int size = Math.toIntExact(x.shape().get(x.shape().numDimensions() - 1));
    return tf.reshape(x, tf.array(-1, size));
  }

  private Operand<TFloat32> reshaped(Operand<TFloat32> flat, Operand<TFloat32> like, int size) {
    return tf.reshape(
        flat,
        like.shape().numDimensions() == 3 ? tf.array(steps, rows, size) : tf.array(rows, size));
  }

  private Operand<TFloat32> swapped(Operand<TFloat32> x) {
    return tf.linalg.transpose(x, tf.array(1, 0, 2));
  }

  private Operand<TFloat32> dynamic(Operand<TFloat32> x) {
    return hasStaticShapes ? x : tf.placeholderWithDefault(x, Shape.of(-1, -1, x.shape().get(2)));
  }

  private Operand<TFloat32> constant(JsonNode tensor) {
    return tf.constant(shape(tensor.get("shape")), DataBuffers.of(floats(tensor.get("values"))));
  }

  private Operand<TFloat32> x(JsonNode step) {
    return value(step.get("x"));
  }

  private Operand<TFloat32> value(JsonNode number) {
    return values.get(number.intValue());
  }

  private static double largest(JsonNode gradient) {
    return Arrays.stream(doubles(gradient)).map(Math::abs).max().orElseThrow();
  }

  private static double[] doubles(JsonNode values) {
    if (!values.isArray()) {
      return new double[] {values.doubleValue()};
    }
    double[] all = new double[values.size()];
    Arrays.setAll(all, k -> values.get(k).doubleValue());
    return all;
  }

  private static float[] floats(JsonNode values) {
    float[] all = new float[values.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = values.get(k).floatValue();
    }
    return all;
  }

  private static int[] ints(JsonNode values) {
    int[] all = new int[values.size()];
    Arrays.setAll(all, k -> values.get(k).intValue());
    return all;
  }

  private static int[][] matrix(JsonNode values) {
    int[][] all = new int[values.size()][];
    Arrays.setAll(all, k -> ints(values.get(k)));
    return all;
  }

  private static String[] texts(JsonNode values) {
    String[] all = new String[values.size()];
    Arrays.setAll(all, k -> values.get(k).textValue());
    return all;
  }

  private static Shape shape(JsonNode sizes) {
    long[] all = new long[sizes.size()];
    Arrays.setAll(all, k -> sizes.get(k).longValue());
    return Shape.of(all);
  }

  @Override
  public void close() {
    graph.close();
  }
}

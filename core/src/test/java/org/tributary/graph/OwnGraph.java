package org.tributary.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterEncoder;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.CharacterPooling;
import org.tributary.graph.tagger.CharacterEncoders;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLosses;
import org.tributary.graph.tagger.SoftTargets;
import org.tributary.graph.tagger.Softmax;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Embedding;
import org.tributary.layer.Linear;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.span.TagScheme;
import org.tributary.testing.MinimalGatedScanUnit;
import org.tributary.testing.MinimalGatedUnit;
import org.tributary.testing.OffsetConnection;

/** A graph written by {@code docs/golden/own_graphs.py}, built as a user builds it. */
final class OwnGraph implements AutoCloseable {
  private static final double TOLERANCE = 2e-4;

  private final JsonNode golden;
  private final int steps;
  private final int rows;
  private final int[] rowLengths;
  private final Graph graph = TensorFlowRuntime.graph();
  private final Ops tf = TensorFlowRuntime.ops(graph);
  private final Variables variables;
  private final Map<String, FedSequenceLengths> fed = new LinkedHashMap<>();
  private final boolean hasStaticShapes;
  private final List<Operand<TFloat32>> values = new ArrayList<>();
  private final Map<Integer, RecurrentForward> runs = new HashMap<>();
  private final Map<String, Double> errors = new TreeMap<>();
  private final Map<String, Integer> refusals = new TreeMap<>();

  OwnGraph(JsonNode golden) {
    this.golden = golden;
    this.steps = golden.get("length").intValue();
    this.rows = golden.get("rows").intValue();
    this.rowLengths = ints(golden.get("lengths"));
    boolean unrolls = false;
    for (JsonNode step : golden.get("steps")) {
      unrolls |=
          step.path("kernel").asText().equals("reference")
              || step.path("cell").asText().equals("mgu");
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
                        p.getKey(),
                        TensorShape.of(sizes(p.getValue().get("shape"))),
                        Initializer.constant(0))));
    this.variables = new Variables(tf, specs);
    int number = 0;
    for (JsonNode step : golden.get("steps")) {
      add(number++, step);
    }
  }

  /**
   * Compares every loss and gradient with PyTorch's. The error of a gradient is relative to the
   * largest element of its parameter's gradient, or to a hundredth of that of the loss.
   *
   * @throws AssertionError if one differs
   */
  void compare() {
    List<JsonNode> losses = new ArrayList<>();
    List<Map<String, Operand<TFloat32>>> results = new ArrayList<>();
    for (JsonNode each : golden.get("losses")) {
      if (!each.get("gradients").isEmpty()) {
        results(each)
            .ifPresent(
                r -> {
                  losses.add(each);
                  results.add(r);
                });
      }
    }
    List<Operand<TFloat32>> fetched = new ArrayList<>();
    results.forEach(r -> r.values().forEach(x -> fetched.add(tf.identity(x))));
    Iterator<FloatTensor> computed =
        (fetched.isEmpty() ? List.<FloatTensor>of() : run(fetched)).iterator();
    for (int k = 0; k < losses.size(); k++) {
      double largest = 0;
      for (JsonNode gradient : losses.get(k).get("gradients")) {
        largest = Math.max(largest, largest(doubles(gradient)));
      }
      for (String name : results.get(k).keySet()) {
        compare(losses.get(k), name, computed.next().values(), largest);
      }
    }
  }

  private void compare(JsonNode loss, String name, float[] actual, double largest) {
    double[] expected =
        name.equals("value")
            ? doubles(loss.get(name))
            : loss.get("gradients").has(name)
                ? doubles(loss.get("gradients").get(name))
                : new double[Math.toIntExact(variables.shape(name).size())];
    if (actual.length != expected.length) {
      throw new AssertionError(
          "%s: expected %d values, got %d".formatted(name, expected.length, actual.length));
    }
    double scale = Math.max(1e-6, Math.max(largest / 100, largest(expected)));
    for (int k = 0; k < expected.length; k++) {
      double error = Math.abs(actual[k] - expected[k]) / scale;
      if (!(error <= TOLERANCE)) {
        throw new AssertionError(
            "%s[%d]: expected %s, got %s; relative error %s"
                .formatted(name, k, expected[k], actual[k], error));
      }
      errors.merge(kind(name), error, Math::max);
    }
  }

  /** Returns the kind of a parameter: a layer's cell, or its name without number. */
  private String kind(String name) {
    String owner = name.split("\\.")[0];
    for (JsonNode step : golden.get("steps")) {
      if (step.path("name").asText().equals(owner) && step.has("cell")) {
        return step.get("cell").asText();
      }
    }
    return owner.replaceAll("[0-9]+$", "");
  }

  /** Returns the largest error by the kind of the parameter, and that of the losses. */
  Map<String, Double> errors() {
    return errors;
  }

  /** Returns the number of refused losses by reason. */
  Map<String, Integer> refusals() {
    return refusals;
  }

  /**
   * Returns the loss and its gradients by parameter, all of the parameter's shape; empty if they
   * are refused as they may be.
   */
  private Optional<Map<String, Operand<TFloat32>>> results(JsonNode each) {
    Operand<TFloat32> loss = null;
    for (JsonNode term : each.get("terms")) {
      Operand<TFloat32> scaled =
          tf.math.mul(term(term), tf.constant(term.get("factor").floatValue()));
      loss = loss == null ? scaled : tf.math.add(loss, scaled);
    }
    LossGradients wanted = LossGradients.of(tf, loss).frozen(texts(each.get("frozen")));
    String[] unread = texts(each.get("unread"));
    if (unread.length > 0 && golden.get("seed").intValue() % 7 == 0) {
      requireRefusal(wanted, List.of(unread), each.get("without_gradient").booleanValue());
    }
    LossGradients used = wanted.frozen(unread);
    if (golden.get("seed").intValue() % 3 == 0) {
      used = used.denseTables();
    }
    Set<String> zero = new TreeSet<>(List.of(texts(each.get("zero"))));
    ParameterGradients gradients = null;
    while (gradients == null) {
      try {
        gradients = used.to(variables);
      } catch (IllegalArgumentException e) {
        if (each.get("without_gradient").booleanValue()
            && e.getMessage().contains("operations that TensorFlow can differentiate")) {
          refusals.merge("a pass for inference", 1, Integer::sum);
          return Optional.empty();
        }
        String independent =
            zero.stream().filter(name -> names(e, name)).findFirst().orElseThrow(() -> e);
        refusals.merge("a parameter without influence", 1, Integer::sum);
        zero.remove(independent);
        used = used.frozen(independent);
      }
    }
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
    Set<String> names = new TreeSet<>(zero);
    names.add("value");
    each.get("gradients").fieldNames().forEachRemaining(names::add);
    if (!results.keySet().equals(names)) {
      throw new AssertionError(
          "expected gradients of %s, got those of %s".formatted(names, results.keySet()));
    }
    return Optional.of(results);
  }

  private static boolean names(IllegalArgumentException e, String parameter) {
    return e.getMessage().contains("depends on parameter " + parameter + ",");
  }

  private void requireRefusal(
      LossGradients gradients, List<String> unread, boolean passesInference) {
    try {
      gradients.to(variables);
    } catch (IllegalArgumentException e) {
      if (!passesInference && unread.stream().noneMatch(name -> names(e, name))) {
        throw new AssertionError("expected a refusal that names one of " + unread, e);
      }
      refusals.merge("an unread parameter", 1, Integer::sum);
      return;
    }
    throw new AssertionError("expected a refusal of " + unread);
  }

  private List<FloatTensor> run(List<Operand<TFloat32>> fetched) {
    try (Session session = open()) {
      ParameterValues.Builder all = ParameterValues.builder();
      golden
          .get("parameters")
          .properties()
          .forEach(
              p ->
                  all.add(
                      p.getKey(),
                      TensorShape.of(sizes(p.getValue().get("shape"))),
                      floats(p.getValue().get("values"))));
      variables.assign(session, all.build());
      try (Feed feed = new Feed(session)) {
        fed.forEach((kind, lengths) -> lengths.feed(strategy(kind), rowLengths, steps, feed::ints));
        return feed.fetch(fetched, 0, NativeTensors::copyOf);
      }
    }
  }

  /** Opens most sessions without optimizations, which take longer than a graph's only run. */
  private Session open() {
    switch (golden.get("seed").intValue() % 40) {
      case 0 -> {
        return TensorFlowRuntime.open(graph);
      }
      case 20 -> {
        return TensorFlowRuntime.openWithoutGraphOptimizer(graph);
      }
      default -> {
        ConfigProto.Builder configuration =
            ConfigProto.newBuilder()
                .setAllowSoftPlacement(true)
                .setIntraOpParallelismThreads(TensorFlowRuntime.threads().intraOp())
                .setInterOpParallelismThreads(TensorFlowRuntime.threads().interOp());
        GraphOptions.Builder options = configuration.getGraphOptionsBuilder();
        options.setPlacePrunedGraph(true);
        options.getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
        options.getOptimizerOptionsBuilder().setOptLevel(OptimizerOptions.Level.L0);
        return new Session(graph, configuration.build());
      }
    }
  }

  private static PaddingStrategy strategy(String kind) {
    return kind.equals("masked") ? PaddingStrategy.MASKED : PaddingStrategy.PACKED;
  }

  private SequenceLengths lengths(String kind) {
    return switch (kind) {
      case "full" -> SequenceLengths.full(tf, tf.constant(steps), tf.constant(rows));
      case "computed" -> new SequenceLengths(tf, tf.constant(rowLengths), tf.constant(steps));
      default ->
          fed.computeIfAbsent(
                  kind,
                  name ->
                      switch (name) {
                        case "unchecked" -> FedSequenceLengths.unchecked(tf, tf.constant(steps));
                        default -> new FedSequenceLengths(tf, tf.constant(steps));
                      })
              .lengths(strategy(kind));
    };
  }

  private void add(int number, JsonNode step) {
    String op = step.get("op").textValue();
    switch (op) {
      case "lookup" -> values.add(lookup(step));
      case "data" -> values.add(dynamic(constant(step)));
      case "bag" -> values.add(bag(step));
      case "greedy" -> values.add(greedy(step));
      case "detached" -> values.add(tf.stopGradient(x(step)));
      case "probabilities" -> values.add(like(x(step), tf.nn.softmax(flat(x(step)))));
      case "log_probabilities" -> values.add(like(x(step), tf.nn.logSoftmax(flat(x(step)))));
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
        Operand<TFloat32> table = variables.read(table(step));
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

  private static String table(JsonNode step) {
    return step.get("table").textValue() + ".weight";
  }

  private Embedding embedding(JsonNode step) {
    TensorShape shape = variables.shape(table(step));
    return new Embedding(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), 1);
  }

  /** Returns weighted sums of rows. */
  private Operand<TFloat32> bag(JsonNode step) {
    EmbeddingLayer.Bags bags =
        new EmbeddingLayer.Bags(
            tf.constant(ints(step.get("rows"))),
            tf.constant(floats(step.get("weights"))),
            tf.constant(ints(step.get("positions"))));
    return new EmbeddingLayer(embedding(step))
        .sum(tf, variables, table(step), bags, tf.constant(steps), tf.constant(rows));
  }

  /** Returns the rows of the largest elements' indices. */
  private Operand<TFloat32> greedy(JsonNode step) {
    Operand<TInt32> best = tf.math.argMax(x(step), tf.constant(2), TInt32.class);
    return new EmbeddingLayer(embedding(step)).lookup(tf, variables, table(step), best);
  }

  private Operand<TFloat32> lookup(JsonNode step) {
    int[][] ids = matrix(step.get("ids"));
    Operand<TInt32> indices = tf.constant(ids);
    if (!hasStaticShapes) {
      indices = tf.placeholderWithDefault(indices, Shape.of(-1, -1));
    }
    return new EmbeddingLayer(embedding(step)).lookup(tf, variables, table(step), indices);
  }

  private Operand<TFloat32> linear(JsonNode step) {
    Operand<TFloat32> x = x(step);
    int size = step.get("size").intValue();
    Linear linear = new Linear(size(x), size);
    if (!step.get("bias").booleanValue()) {
      linear = linear.withoutBias();
    }
    return reshaped(
        new LinearLayer(linear).forward(tf, flat(x), variables, step.get("name").textValue()),
        x,
        size);
  }

  private void layer(int number, JsonNode step) {
    String kernel = step.get("kernel").textValue();
    Recurrent definition = definition(step);
    boolean isOfDefinition = !kernel.isEmpty() && number % 2 == 0;
    if (isOfDefinition) {
      definition = definition.kernel(Kernels.named(kernel));
    }
    boolean batchFirst = step.get("batch_first").booleanValue();
    String prefix = step.get("name").textValue() + ".";
    RecurrentLayer layer =
        new RecurrentLayer(
            tf,
            batchFirst ? definition.batchFirst() : definition,
            name -> variables.read(prefix + name));
    if (!kernel.isEmpty() && !isOfDefinition) {
      layer = layer.with(Kernels.named(kernel));
    }
    if (step.get("inference").booleanValue()) {
      layer = layer.forInference();
    }
    Operand<TFloat32> x = x(step);
    Operand<TFloat32> input = batchFirst ? swapped(x) : x;
    SequenceLengths lengths = lengths(step.get("lengths").textValue());
    RecurrentForward run;
    if (step.get("state").isNull()) {
      run =
          step.get("lengths").textValue().equals("full")
              ? layer.forward(input, Dropout.off())
              : layer.forward(input, lengths, Dropout.off());
    } else {
      List<Operand<TFloat32>> parts = new ArrayList<>();
      step.get("state").forEach(k -> parts.add(value(k)));
      run = layer.forward(input, lengths, CellState.of(definition.cell(), parts), Dropout.off());
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
          case "mgu" -> Recurrent.of(new MinimalGatedUnit(input, hidden));
          case "mgu2" -> Recurrent.of(new MinimalGatedScanUnit(input, hidden));
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
    if (step.get("dropout").booleanValue()) {
      layer = layer.dropout(0.5); // which is off in every pass
    }
    return switch (step.get("skip").textValue()) {
      case "offset" -> layer.skipConnection(new OffsetConnection("offset"));
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
          default ->
              new CharacterCnn(hidden, Arrays.stream(ints(step.get("widths"))).boxed().toList());
        };
    String prefix = step.get("name").textValue() + ".";
    return CharacterEncoders.encode(
        encoder,
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
        return Softmax.loss(tf, flat(x(term)), fedLabels(term));
      }
      case "weighted" -> {
        return Softmax.loss(tf, flat(x(term)), fedLabels(term), weights(term), size(x(term)));
      }
      case "softmax" -> {
        LabelSet labels = LabelSet.ofSize(size(x(term)));
        float[] rowWeights = new float[rows];
        Arrays.fill(rowWeights, 1);
        return HeadLosses.differentiable(
            Head.softmax(),
            tf,
            labels,
            batch(term, weights(term), tf.constant(rowWeights)),
            name -> null);
      }
      default -> {
        return crf(term);
      }
    }
  }

  private Operand<TInt32> fedLabels(JsonNode term) {
    Operand<TInt32> labels =
        tf.constant(
            Arrays.stream(matrix(term.get("labels"))).flatMapToInt(Arrays::stream).toArray());
    return hasStaticShapes ? labels : tf.placeholderWithDefault(labels, Shape.of(-1));
  }

  private Operand<TFloat32> weights(JsonNode term) {
    return tf.constant(floats(term.get("weights")));
  }

  private Operand<TFloat32> crf(JsonNode term) {
    CrfHead head = Head.crf();
    LabelSet labels = LabelSet.ofSize(size(x(term)));
    if (term.get("variant").textValue().equals("scheme")) {
      head = Head.crf(TagScheme.BIO).constrainTraining();
      labels = LabelSet.of(List.of("O", "B-X", "I-X"));
    }
    float[] tokenWeights = new float[Arrays.stream(rowLengths).sum()];
    Arrays.fill(tokenWeights, 1);
    return HeadLosses.differentiable(
        head,
        tf,
        labels,
        batch(term, tf.constant(tokenWeights), weights(term)),
        name -> variables.read(term.get("name").textValue() + "." + name));
  }

  /** Returns the tokens of a batch, row after row. */
  private HeadBatch batch(
      JsonNode term, Operand<TFloat32> tokenWeights, Operand<TFloat32> rowWeights) {
    int[][] labels = matrix(term.get("labels"));
    List<Integer> positions = new ArrayList<>();
    List<Integer> gold = new ArrayList<>();
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < rowLengths[n]; t++) {
        positions.add(t * rows + n);
        gold.add(labels[t][n]);
      }
    }
    Operand<TInt32> order = tf.constant(positions.stream().mapToInt(k -> k).toArray());
    return new HeadBatch(
        tf.gather(flat(x(term)), order, tf.constant(0)),
        tf.constant(gold.stream().mapToInt(k -> k).toArray()),
        tokenWeights,
        order,
        tf.constant(steps),
        tf.constant(rowLengths),
        rowWeights,
        term.has("soft") ? Optional.of(softTargets(term)) : Optional.empty());
  }

  /** Returns soft targets with a weight for each token (softmax), or for each row (CRF). */
  private SoftTargets softTargets(JsonNode term) {
    float[] weights = floats(term.get("soft_weights"));
    boolean isOfRows = term.get("loss").textValue().equals("crf");
    float[] ofTokens = weights;
    if (isOfRows) {
      ofTokens = new float[Arrays.stream(rowLengths).sum()];
      int next = 0;
      for (int n = 0; n < rows; n++) {
        for (int t = 0; t < rowLengths[n]; t++) {
          ofTokens[next++] = weights[n];
        }
      }
    }
    float[] probabilities = floats(term.get("soft"));
    for (int k = 0; k < probabilities.length; k++) { // zeros for a token without a distribution
      probabilities[k] = ofTokens[k / size(x(term))] > 0 ? probabilities[k] : 0;
    }
    return new SoftTargets(
        tf.constant(Shape.of(ofTokens.length, size(x(term))), DataBuffers.of(probabilities)),
        tf.constant(ofTokens),
        tf.constant(isOfRows ? weights : new float[rows]));
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
    return tf.reshape(x, tf.array(-1, size(x)));
  }

  private static int size(Operand<TFloat32> x) {
    return Math.toIntExact(x.shape().get(x.shape().numDimensions() - 1));
  }

  private Operand<TFloat32> like(Operand<TFloat32> x, Operand<TFloat32> flat) {
    return reshaped(flat, x, size(x));
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

  private static double largest(double[] gradient) {
    return Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
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
    return Shape.of(sizes(sizes));
  }

  private static long[] sizes(JsonNode sizes) {
    long[] all = new long[sizes.size()];
    Arrays.setAll(all, k -> sizes.get(k).longValue());
    return all;
  }

  @Override
  public void close() {
    graph.close();
  }
}

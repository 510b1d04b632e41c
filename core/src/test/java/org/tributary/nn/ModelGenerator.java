package org.tributary.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Draws the steps of a random model, with its examples: inputs of every kind, parts, functions,
 * shapes, recurrences and losses, of which every value is read by the loss. {@link GeneratedModel}
 * builds the model, {@code docs/golden/random_models.py} computes it in PyTorch.
 *
 * <p>The generator knows the shape of each value of each example, and a bound of its elements.
 */
final class ModelGenerator {
  /** An axis of a value: of one size, or of the lengths of the examples' sequences. */
  private record Axis(int size, List<Integer> lengths) {
    static Axis of(int size) {
      return new Axis(size, List.of());
    }

    static Axis of(List<Integer> lengths) {
      return new Axis(-1, lengths);
    }

    boolean isSteps() {
      return size < 0;
    }

    int shortest() {
      return isSteps() ? lengths.stream().mapToInt(k -> k).min().orElseThrow() : size;
    }

    int longest() {
      return isSteps() ? lengths.stream().mapToInt(k -> k).max().orElseThrow() : size;
    }
  }

  private enum Kind {
    FLOATS,
    INTS,
    STATE
  }

  /**
   * A value.
   *
   * @param isOfExamples whether its first axis is that of the examples, which {@code axes} lacks
   * @param bound the largest absolute value of an element; of indices the largest index
   * @param state the sizes of the parts of a state, by name; {@code axes} has its count
   * @param joins whether it depends on more than its own example
   */
  private record Value(
      int number,
      Kind kind,
      boolean isOfExamples,
      List<Axis> axes,
      double bound,
      Map<String, Integer> state,
      boolean joins) {
    int rank() {
      return axes.size();
    }

    Axis axis(int fromEnd) {
      return axes.get(axes.size() - fromEnd);
    }

    boolean isVector() {
      return isOfExamples && rank() == 1 && !axis(1).isSteps();
    }

    /** Returns whether it is [N, L, F], of steps or of a fixed L. */
    boolean isSequence() {
      return isOfExamples && rank() == 2 && !axis(1).isSteps();
    }

    boolean hasFeatures() {
      return rank() > 0 && !axis(1).isSteps();
    }

    boolean isScalar() {
      return !isOfExamples && rank() == 0;
    }
  }

  /** Number of operations that a case must try to have, of all in turn. */
  private static final int FEATURED = 3;

  private static final double MAX_BOUND = 25;

  /** Operations that are drawn more often than others. */
  private static final List<String> OF_SEQUENCES =
      List.of(
          "recurrent",
          "recurrent given",
          "scan",
          "scan given",
          "attention dot",
          "attention additive",
          "attention heads",
          "attention weights",
          "conv1d",
          "linear",
          "layerNorm",
          "maxPool1d",
          "slice",
          "select",
          "reversed",
          "last",
          "transpose",
          "matmul",
          "matmulTransposed",
          "softmax",
          "logSoftmax",
          "concat",
          "pairwise",
          "weightedOverTime",
          "tied weights",
          "state",
          "sum",
          "mean",
          "max");

  private static final double PARAMETER_BOUND = 0.8;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Random random;
  private final Map<String, BooleanSupplier> operations = new LinkedHashMap<>();
  private final int rows;
  private final List<List<Integer>> clocks = new ArrayList<>();
  private final ObjectNode examples = JSON.objectNode();
  private final ArrayNode top = JSON.arrayNode();
  private final List<Value> values = new ArrayList<>();
  private final List<ObjectNode> parts = new ArrayList<>();
  private final Set<Integer> read = new HashSet<>();
  private final Set<Integer> scored = new HashSet<>();
  private final List<Value> terms = new ArrayList<>();
  private ArrayNode steps = top;
  private int numbers;
  private int names;

  /** Whether a training step is compared, too. */
  private boolean trains;

  /** The number of values outside the formula of a scan that is being drawn; −1 outside. */
  private int outside = -1;

  private ModelGenerator(long seed) {
    this.random = new Random(seed);
    random.nextInt(); // the first numbers of similar seeds are similar
    this.rows = chance(0.9) ? between(1, 5) : between(6, 9);
    register();
  }

  /**
   * Returns a case.
   *
   * @param number chooses the operations that it has if they fit
   */
  static ObjectNode draw(long seed, int number) {
    ModelGenerator drawer = new ModelGenerator(seed * 1_000_003 + number);
    ObjectNode drawn = drawer.draw(number);
    drawn.put("seed", seed);
    drawn.put("number", number);
    return drawn;
  }

  private void register() {
    operations.put("index", this::index);
    operations.put("indices", this::indices);
    operations.put("number", this::number);
    operations.put("vector", this::vector);
    operations.put("numbers", this::numbers);
    operations.put("vectors", this::vectors);
    operations.put("missing numbers", this::missing);
    operations.put("recurrent", this::recurrent);
    operations.put("parameter", () -> pairWith(this::parameterFor));
    operations.put("values", () -> pairWith(this::valuesFor));
    operations.put("constant", () -> pairWith(x -> constant()));
    operations.put("sum of all", this::scalarOperand);
    operations.put("state", this::fromState);
    for (String name : List.of("plus", "minus", "times")) {
      operations.put(name + " a number", () -> withNumber(name));
      operations.put(name, () -> pair(name));
    }
    for (String name : List.of("maximum", "minimum", "dividedBy", "where")) {
      operations.put(name, () -> pair(name));
    }
    for (String name :
        List.of(
            "negated",
            "abs",
            "square",
            "exp",
            "tanh",
            "sigmoid",
            "relu",
            "softplus",
            "gelu",
            "detach",
            "masked",
            "dropout",
            "notNaN",
            "nanToNum",
            "tf")) {
      operations.put(name, () -> unary(name));
    }
    operations.put("cumsum", this::cumulativeSum);
    operations.put("sqrt", () -> ofPositive("sqrt"));
    operations.put("log", () -> ofPositive("log"));
    operations.put("softmax", () -> overLast("softmax"));
    operations.put("logSoftmax", () -> overLast("logSoftmax"));
    operations.put("recurrent given", this::recurrentGiven);
    for (String name : List.of("sum", "mean", "max")) {
      operations.put(name, () -> reduce(name));
    }
    for (String name : List.of("meanOverTime", "maxOverTime", "last", "reversed")) {
      operations.put(name, () -> overTime(name));
    }
    operations.put("maxPool1d", this::pool);
    operations.put("weightedOverTime", this::weightedOverTime);
    operations.put("repeatedAlong", this::repeatedAlong);
    operations.put("argMax", this::argMax);
    operations.put("lookup", this::lookup);
    operations.put("oneHot", this::oneHot);
    operations.put("toFloats", this::toFloats);
    operations.put("matmul", this::matmul);
    operations.put("matmulTransposed", this::matmulTransposed);
    operations.put("pairwise", this::pairwise);
    operations.put("tied weights", this::tied);
    operations.put("concat", this::concat);
    operations.put("chunk", this::chunk);
    operations.put("slice", this::slice);
    operations.put("select", this::select);
    operations.put("unsqueeze", this::unsqueeze);
    operations.put("squeeze", this::squeeze);
    operations.put("transpose", this::transpose);
    operations.put("reshape", this::reshape);
    operations.put("value", this::value);
    operations.put("linear", this::linear);
    operations.put("layerNorm", this::layerNorm);
    operations.put("conv1d", this::conv1d);
    for (String kind : List.of("dot", "additive", "heads")) {
      operations.put("attention " + kind, () -> attention(kind, "attend"));
    }
    operations.put(
        "attention weights", () -> attention(one("dot", "additive", "heads"), "weights"));
    operations.put("scan", () -> scan(false));
    operations.put("scan given", () -> scan(true));
    operations.put("mse", () -> errorLoss("mse"));
    operations.put("mae", () -> errorLoss("mae"));
    operations.put("huber", () -> errorLoss("huber"));
    operations.put("binaryCrossEntropy", () -> errorLoss("binaryCrossEntropy"));
    operations.put("crossEntropy", this::crossEntropy);
    operations.put("ctc", this::ctc);
    operations.put("crf", this::crf);
    operations.put("recurrent again", this::recurrent);
    operations.put("metric", this::metric);
  }

  // drawing

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Returns an integer of a range, both ends included. */
  private int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  @SafeVarargs
  private <T> T one(T... all) {
    return all[random.nextInt(all.length)];
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Returns a number that is exact as a float and short. */
  private double real(double from, double to) {
    return Math.rint((from + (to - from) * random.nextDouble()) * 1024) / 1024;
  }

  private boolean isInFormula() {
    return outside >= 0;
  }

  /** Returns a recent value that fits. */
  private Optional<Value> pick(Predicate<Value> fits) {
    List<Value> all = values.stream().filter(fits).toList();
    if (isInFormula() && chance(0.7)) {
      List<Value> inner = all.stream().filter(v -> values.indexOf(v) >= outside).toList();
      all = inner.isEmpty() ? all : inner;
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    int from = chance(0.6) ? Math.max(0, all.size() - 4) : 0;
    return Optional.of(all.get(between(from, all.size() - 1)));
  }

  private Optional<Value> pickFloats(Predicate<Value> fits) {
    boolean anyOrigin = chance(0.1);
    return pick(v -> v.kind == Kind.FLOATS && (anyOrigin || v.isOfExamples) && fits.test(v));
  }

  private String name(String kind) {
    names++;
    return (chance(0.15) ? "sub." : "") + kind + names;
  }

  private ObjectNode step(String op, Value... operands) {
    ObjectNode step = JSON.objectNode().put("op", op);
    for (int k = 0; k < operands.length; k++) {
      read.add(operands[k].number);
      if (k == 0) {
        step.put("x", operands[k].number);
      } else {
        step.withArray("with").add(operands[k].number);
      }
    }
    return step;
  }

  private Value add(ObjectNode step, Value like, double bound) {
    return add(step, like.isOfExamples, like.axes, bound, like.joins);
  }

  private Value add(
      ObjectNode step, boolean ofExamples, List<Axis> axes, double bound, boolean joins) {
    steps.add(step);
    return put(
        step,
        new Value(numbers, Kind.FLOATS, ofExamples, List.copyOf(axes), bound, Map.of(), joins));
  }

  /** Adds a result of a step that is among the steps. */
  private Value put(ObjectNode step, Value value) {
    step.withArray("out").add(value.number);
    numbers++;
    if (value.kind == Kind.FLOATS && value.bound > MAX_BOUND) {
      // the value itself is not read again
      read.add(value.number);
      Value tame =
          chance(0.5)
              ? add(step("tanh", value), value, 1)
              : withNumber(
                  value,
                  "times",
                  real(1, 4) / Math.pow(2, 2 + Math.ceil(Math.log(value.bound) / Math.log(2))));
      return tame;
    }
    values.add(value);
    return value;
  }

  private Value withNumber(Value x, String op, double number) {
    ObjectNode step = step(op, x).put("number", number);
    double bound = op.equals("times") ? x.bound * Math.abs(number) : x.bound + Math.abs(number);
    return add(step, x, bound);
  }

  private static List<Axis> replaced(List<Axis> axes, int at, Axis axis) {
    List<Axis> all = new ArrayList<>(axes);
    all.set(at, axis);
    return all;
  }

  private static List<Axis> without(List<Axis> axes, int at) {
    List<Axis> all = new ArrayList<>(axes);
    all.remove(at);
    return all;
  }

  private static List<Axis> inserted(List<Axis> axes, int at, Axis axis) {
    List<Axis> all = new ArrayList<>(axes);
    all.add(at, axis);
    return all;
  }

  /** Returns the number of an axis in a call, counted from the start or from the end. */
  private int called(Value x, int at, int rank) {
    int offset = x.isOfExamples ? 1 : 0;
    return chance(0.5) ? at + offset : at - rank;
  }

  // inputs

  private List<Integer> clock() {
    if (clocks.isEmpty() || (clocks.size() < 3 && chance(0.3))) {
      int longest = chance(0.9) ? between(1, 6) : between(7, 19);
      int equal = between(1, longest);
      boolean uneven = chance(0.75);
      boolean mayBeEmpty = chance(0.3);
      List<Integer> lengths =
          IntStream.range(0, rows)
              .mapToObj(k -> uneven ? between(mayBeEmpty && k > 0 ? 0 : 1, longest) : equal)
              .toList();
      clocks.add(lengths);
    }
    return one(clocks);
  }

  private interface Element {
    JsonNode draw();
  }

  /** Adds an input of numbers or indices of the given axes, at most two, the last of features. */
  private Value input(Kind kind, List<Axis> axes, double bound, Element element) {
    ObjectNode step = JSON.objectNode();
    String op;
    if (kind == Kind.INTS) {
      op = axes.isEmpty() ? "index" : "indices";
    } else if (axes.isEmpty()) {
      op = "number";
    } else if (axes.size() == 1) {
      op = axes.get(0).isSteps() ? "numbers" : "vector";
    } else {
      op = "vectors";
    }
    String own = "input" + ++names;
    step.put("op", op).put("name", own);
    if (!axes.isEmpty() && !axes.get(axes.size() - 1).isSteps()) {
      step.put("size", axes.get(axes.size() - 1).size());
    }
    ArrayNode data = examples.putArray(own);
    for (int row = 0; row < rows; row++) {
      data.add(elements(axes, row, element));
    }
    top.insert(firstAfterInputs(), step);
    Value value = new Value(numbers, kind, true, List.copyOf(axes), bound, Map.of(), false);
    step.withArray("out").add(numbers++);
    values.add(isInFormula() ? outside++ : values.size(), value);
    return value;
  }

  /** Inputs are in the order in which they are drawn, before everything that reads them. */
  private int firstAfterInputs() {
    int at = 0;
    while (at < top.size() && examples.has(top.get(at).path("name").asText())) {
      at++;
    }
    return at;
  }

  private static JsonNode elements(List<Axis> axes, int row, Element element) {
    if (axes.isEmpty()) {
      return element.draw();
    }
    ArrayNode all = JSON.arrayNode();
    Axis axis = axes.get(0);
    int size = axis.isSteps() ? axis.lengths().get(row) : axis.size();
    for (int k = 0; k < size; k++) {
      all.add(elements(axes.subList(1, axes.size()), row, element));
    }
    return all;
  }

  private JsonNode realNode(double from, double to) {
    return JSON.numberNode(real(from, to));
  }

  private Value floatInput(Axis... axes) {
    return input(Kind.FLOATS, List.of(axes), 1.5, () -> realNode(-1.5, 1.5));
  }

  private Value intInput(int count, Axis... axes) {
    return input(Kind.INTS, List.of(axes), count - 1, () -> JSON.numberNode(random.nextInt(count)));
  }

  private boolean number() {
    floatInput();
    return true;
  }

  private boolean vector() {
    floatInput(Axis.of(between(1, 4)));
    return true;
  }

  private boolean numbers() {
    floatInput(Axis.of(clock()));
    return true;
  }

  private boolean vectors() {
    floatInput(Axis.of(clock()), Axis.of(between(1, 4)));
    return true;
  }

  private boolean index() {
    if (isInFormula()) {
      return false;
    }
    lookup(intInput(between(2, 5)));
    return true;
  }

  private boolean indices() {
    if (isInFormula()) {
      return false;
    }
    lookup(intInput(between(2, 5), Axis.of(clock())));
    return true;
  }

  /** Adds numbers of which some are missing, as a target and as an input. */
  private boolean missing() {
    if (isInFormula()) {
      return false;
    }
    List<Axis> axes =
        one(
            List.of(),
            List.of(Axis.of(between(1, 3))),
            List.of(Axis.of(clock())),
            List.of(Axis.of(clock()), Axis.of(between(1, 3))));
    missing(axes);
    return true;
  }

  private Value missing(List<Axis> axes) {
    Value raw =
        input(Kind.FLOATS, axes, 1.5, () -> chance(0.3) ? JSON.nullNode() : realNode(-1.5, 1.5));
    values.remove(raw);
    read.add(raw.number);
    Value known = add(step("notNaN", raw), raw, 1);
    add(step("nanToNum", raw).put("number", real(-1, 1)), raw, 1.5);
    return chance(0.5) ? known : raw;
  }

  // parts and what reads them

  private ObjectNode part(
      String kind, Predicate<ObjectNode> fits, java.util.function.Consumer<ObjectNode> drawn) {
    List<ObjectNode> known =
        parts.stream().filter(p -> p.get("kind").asText().equals(kind) && fits.test(p)).toList();
    if (!known.isEmpty() && chance(0.4)) {
      return one(known);
    }
    ObjectNode part = JSON.objectNode().put("op", "part").put("name", name(kind)).put("kind", kind);
    drawn.accept(part);
    parts.add(part);
    top.add(part);
    return part;
  }

  private static boolean has(ObjectNode part, String key, int value) {
    return part.get(key).intValue() == value;
  }

  private Value applied(ObjectNode part, Value x, List<Axis> axes, double bound) {
    ObjectNode step = step("apply", x).put("part", part.get("name").asText());
    return add(step, x.isOfExamples, axes, bound, x.joins);
  }

  private Value linear(Value x, int outputs) {
    int inputs = x.axis(1).size();
    ObjectNode part =
        part(
            "linear",
            p -> has(p, "inputs", inputs) && has(p, "outputs", outputs),
            p -> p.put("inputs", inputs).put("outputs", outputs).put("bias", chance(0.8)));
    double bound = PARAMETER_BOUND * (inputs * x.bound + 1);
    return applied(part, x, replaced(x.axes, x.rank() - 1, Axis.of(outputs)), bound);
  }

  private boolean linear() {
    Optional<Value> x = pickFloats(Value::hasFeatures);
    x.ifPresent(v -> linear(v, between(1, 4)));
    return x.isPresent();
  }

  private boolean layerNorm() {
    Optional<Value> x = pickFloats(v -> v.hasFeatures() && v.axis(1).size() > 1);
    x.ifPresent(
        v -> {
          int size = v.axis(1).size();
          ObjectNode part = part("layerNorm", p -> has(p, "size", size), p -> p.put("size", size));
          applied(part, v, v.axes, 1.5 * Math.sqrt(size) + PARAMETER_BOUND);
        });
    return x.isPresent();
  }

  private boolean conv1d() {
    Optional<Value> x = pickFloats(Value::isSequence);
    x.ifPresent(
        v -> {
          int inputs = v.axis(1).size();
          ObjectNode part =
              part(
                  "conv1d",
                  p -> has(p, "inputs", inputs),
                  p ->
                      p.put("inputs", inputs)
                          .put("outputs", between(1, 4))
                          .put("kernel", between(1, 5)));
          double bound = PARAMETER_BOUND * (inputs * part.get("kernel").intValue() * v.bound + 1);
          int outputs = part.get("outputs").intValue();
          applied(part, v, replaced(v.axes, 1, Axis.of(outputs)), bound);
        });
    return x.isPresent();
  }

  private Value lookup(Value x) {
    int count = (int) x.bound + 1;
    ObjectNode part =
        part(
            "embedding",
            p -> p.get("entries").intValue() >= count,
            p -> p.put("entries", count + between(0, 2)).put("size", between(1, 4)));
    ObjectNode step = step("lookup", x).put("part", part.get("name").asText());
    Axis size = Axis.of(part.get("size").intValue());
    return add(step, true, inserted(x.axes, x.rank(), size), PARAMETER_BOUND, x.joins);
  }

  private Optional<Value> ints() {
    Optional<Value> known =
        pick(
            v ->
                v.kind == Kind.INTS
                    && v.rank() < 3
                    && (!isInFormula() || values.indexOf(v) >= outside));
    if (!isInFormula() && (known.isEmpty() || chance(0.3))) {
      return Optional.of(chance(0.5) ? intInput(3) : intInput(4, Axis.of(clock())));
    }
    return known;
  }

  private boolean lookup() {
    Optional<Value> x = ints();
    x.ifPresent(this::lookup);
    return x.isPresent();
  }

  private boolean oneHot() {
    Optional<Value> ints = ints();
    ints.ifPresent(
        x -> {
          int size = (int) x.bound + 1 + between(0, 1);
          add(
              step("oneHot", x).put("size", size),
              true,
              inserted(x.axes, x.rank(), Axis.of(size)),
              1,
              x.joins);
        });
    return ints.isPresent();
  }

  private boolean toFloats() {
    Optional<Value> ints = ints();
    ints.ifPresent(x -> add(step("toFloats", x), true, x.axes, Math.max(1, x.bound), x.joins));
    return ints.isPresent();
  }

  /** Adds logits by the table of an embedding. */
  private boolean tied() {
    if (parts.stream().noneMatch(p -> p.get("kind").asText().equals("embedding")) && !index()) {
      return false;
    }
    ObjectNode part =
        one(parts.stream().filter(p -> p.get("kind").asText().equals("embedding")).toList());
    int size = part.get("size").intValue();
    Optional<Value> x =
        pickFloats(v -> v.hasFeatures() && v.axis(1).size() == size && !v.isScalar());
    if (x.isEmpty()) {
      x = pickFloats(Value::hasFeatures).map(v -> linear(v, size));
    }
    x.ifPresent(
        v -> {
          Axis entries = Axis.of(part.get("entries").intValue());
          ObjectNode step =
              JSON.objectNode().put("op", "table").put("part", part.get("name").asText());
          Value table = add(step, false, List.of(entries, Axis.of(size)), PARAMETER_BOUND, false);
          double bound = PARAMETER_BOUND * size * v.bound;
          add(
              step("linear", v, table),
              v.isOfExamples,
              replaced(v.axes, v.rank() - 1, entries),
              bound,
              v.joins);
        });
    return x.isPresent();
  }

  // recurrent layers

  private boolean recurrent() {
    Optional<Value> x = isInFormula() ? Optional.empty() : pickFloats(Value::isSequence);
    x.ifPresent(v -> run(v, recurrentPart(v), Optional.empty()));
    return x.isPresent();
  }

  private ObjectNode recurrentPart(Value x) {
    int inputs = x.axis(1).size();
    return part(
        "recurrent",
        p -> has(p, "inputs", inputs),
        p -> {
          String cell = one("lstm", "lstm", "gru", "gru", "rnn_tanh", "rnn_relu", "mgu2");
          int hidden = between(1, 4);
          int layers = one(1, 1, 1, 2, 3);
          boolean projects = cell.equals("lstm") && hidden > 1 && chance(0.3);
          p.put("cell", cell)
              .put("inputs", inputs)
              .put("hidden", hidden)
              .put("layers", layers)
              .put("bidirectional", chance(0.35))
              .put("bias", cell.equals("mgu2") || chance(0.8))
              .put("projection", projects ? between(1, hidden - 1) : 0)
              .put("skip", layers == 1 ? "none" : one("none", "residual", "highway", "offset"))
              .put("dropout", chance(0.15));
          if (chance(0.1)) {
            boolean block = cell.equals("lstm") && !projects && chance(0.5);
            p.put("kernel", block ? "block" : "scan");
          }
        });
  }

  private static int count(ObjectNode part) {
    return part.get("layers").intValue() * (part.get("bidirectional").booleanValue() ? 2 : 1);
  }

  private static int outputSize(ObjectNode part) {
    int projection = part.get("projection").intValue();
    return projection > 0 ? projection : part.get("hidden").intValue();
  }

  private static Map<String, Integer> stateParts(ObjectNode part) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("h", outputSize(part));
    switch (part.get("cell").asText()) {
      case "lstm" -> sizes.put("c", part.get("hidden").intValue());
      case "mgu2" -> sizes.put("s", part.get("hidden").intValue());
      default -> {}
    }
    return sizes;
  }

  private void run(Value x, ObjectNode part, Optional<Value> state) {
    ObjectNode step = step("run", x).put("part", part.get("name").asText());
    state.ifPresent(
        s -> {
          read.add(s.number);
          step.withArray("with").add(s.number);
        });
    if (chance(0.1)) {
      step.put("whole", true);
    }
    int size = outputSize(part) * (part.get("bidirectional").booleanValue() ? 2 : 1);
    int steps = x.axes.get(0).longest();
    double start = state.map(s -> s.bound).orElse(0.0);
    int hidden = part.get("hidden").intValue();
    double bound = Math.max(1, start);
    if (part.get("cell").asText().equals("rnn_relu")) {
      bound = start;
      double fromInput =
          PARAMETER_BOUND * (Math.max(x.axis(1).size(), size) * Math.max(x.bound, 1) + 2);
      for (int k = 0; k < steps * part.get("layers").intValue(); k++) {
        bound = fromInput + PARAMETER_BOUND * hidden * bound;
      }
    } else if (part.get("projection").intValue() > 0) {
      bound = Math.max(start, PARAMETER_BOUND * hidden);
    }
    double outputBound = part.get("skip").asText().equals("none") ? bound : 3 * bound + 2;
    boolean joins = x.joins || state.map(s -> s.joins).orElse(false);
    this.steps.add(step);
    List<Axis> axes = List.of(x.axes.get(0), Axis.of(size));
    // the results are numbered before any that follows from them
    Value output = new Value(numbers++, Kind.FLOATS, true, axes, outputBound, Map.of(), joins);
    Value last =
        new Value(numbers++, Kind.FLOATS, true, axes.subList(1, 2), outputBound, Map.of(), joins);
    Value after =
        new Value(
            numbers++,
            Kind.STATE,
            true,
            List.of(Axis.of(count(part))),
            Math.max(bound, start + steps),
            stateParts(part),
            joins);
    List.of(output, last, after).forEach(v -> step.withArray("out").add(v.number));
    values.add(after);
    int use = between(0, 4);
    for (Value each : List.of(last, output)) {
      boolean used = each == output ? use != 0 : use < 2;
      if (used) {
        tamed(each);
      }
    }
    if (use == 4) {
      fromState(after);
    }
  }

  /** Adds a value that is a result of a step already, or one of smaller numbers from it. */
  private void tamed(Value value) {
    if (value.bound > MAX_BOUND) {
      add(step("tanh", value), value, 1);
    } else {
      values.add(value);
    }
  }

  private boolean fromState() {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> state = pick(v -> v.kind == Kind.STATE);
    state.ifPresent(this::fromState);
    return state.isPresent();
  }

  private Value fromState(Value state) {
    String name = one(List.copyOf(state.state.keySet()));
    ObjectNode step = step("statePart", state).put("part", name);
    Axis size = Axis.of(state.state.get(name));
    return add(step, true, List.of(state.axes.get(0), size), state.bound, state.joins);
  }

  /** Adds a layer that begins with the state of another, or with a computed one. */
  private boolean recurrentGiven() {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> x = pickFloats(Value::isSequence);
    if (x.isEmpty()) {
      return false;
    }
    Optional<Value> other = pick(v -> v.kind == Kind.STATE);
    if (other.isPresent() && chance(0.6)) {
      Value state = other.get();
      String cell =
          state.state.containsKey("c")
              ? "lstm"
              : state.state.containsKey("s") ? "mgu2" : one("gru", "rnn_tanh");
      int size = state.state.get("h");
      int hidden = state.state.getOrDefault("c", size);
      boolean bridges = hidden == size && chance(0.4);
      int own = bridges ? between(1, 4) : hidden;
      int count = state.axes.get(0).size();
      boolean both = count % 2 == 0 && count <= 6 && chance(0.5);
      ObjectNode part =
          JSON.objectNode()
              .put("op", "part")
              .put("name", name("recurrent"))
              .put("kind", "recurrent")
              .put("cell", cell)
              .put("inputs", x.get().axis(1).size())
              .put("hidden", own)
              .put("layers", both ? count / 2 : count)
              .put("bidirectional", both)
              .put("bias", cell.equals("mgu2") || chance(0.8))
              .put("projection", size < hidden ? size : 0)
              .put("skip", "none")
              .put("dropout", false);
      top.add(part);
      parts.add(part);
      if (bridges) {
        ObjectNode bridge =
            part(
                "linear",
                p ->
                    has(p, "inputs", size)
                        && has(p, "outputs", own)
                        && p.get("bias").booleanValue(),
                p -> p.put("inputs", size).put("outputs", own).put("bias", true));
        ObjectNode step = step("bridge", state).put("part", bridge.get("name").asText());
        steps.add(step);
        step.withArray("out").add(numbers);
        state =
            new Value(numbers++, Kind.STATE, true, state.axes, 1, stateParts(part), state.joins);
        values.add(state);
      }
      run(x.get(), part, Optional.of(state));
      return true;
    }
    ObjectNode part = recurrentPart(x.get());
    Map<String, Integer> sizes = stateParts(part);
    List<Value> vectors = new ArrayList<>();
    for (int size : sizes.values()) {
      Optional<Value> fitting =
          pickFloats(v -> v.isVector() && v.isOfExamples && v.axis(1).size() == size);
      if (fitting.isEmpty()) {
        fitting = pickFloats(v -> v.isVector() && v.isOfExamples).map(v -> linear(v, size));
      }
      Value vector = fitting.filter(v -> v.isOfExamples).orElseGet(() -> floatInput(Axis.of(size)));
      vectors.add(vector.bound > 1 ? add(step("tanh", vector), vector, 1) : vector);
    }
    ObjectNode step = JSON.objectNode().put("op", "state");
    vectors.forEach(
        v -> {
          read.add(v.number);
          step.withArray("with").add(v.number);
        });
    sizes.keySet().forEach(step.withArray("names")::add);
    for (int k = 0; k < count(part); k++) {
      step.withArray("factors").add(real(-1, 1));
    }
    steps.add(step);
    step.withArray("out").add(numbers);
    boolean joins = vectors.stream().anyMatch(v -> v.joins);
    Value state =
        new Value(numbers++, Kind.STATE, true, List.of(Axis.of(count(part))), 1, sizes, joins);
    values.add(state);
    run(x.get(), part, Optional.of(state));
    return true;
  }

  // elements

  private boolean withNumber(String op) {
    Optional<Value> x = pickFloats(v -> true);
    x.ifPresent(v -> withNumber(v, op, real(-2, 2)));
    return x.isPresent();
  }

  private boolean unary(String op) {
    double most = op.equals("square") ? 5 : op.equals("exp") ? 3 : MAX_BOUND;
    boolean isDropout = op.equals("dropout");
    if (isDropout && isInFormula()) {
      return false;
    }
    Optional<Value> x = pickFloats(v -> v.bound <= most && (v.isOfExamples || !isDropout));
    x.ifPresent(
        v -> {
          ObjectNode step = step(op, v);
          double bound =
              switch (op) {
                case "square" -> v.bound * v.bound;
                case "exp" -> Math.exp(v.bound);
                case "tanh", "sigmoid", "notNaN" -> 1;
                case "softplus" -> v.bound + 0.7;
                case "tf" -> Math.max(v.bound, 1.6);
                default -> v.bound;
              };
          switch (op) {
            case "dropout" -> {
              step.put("number", one(0.25, 0.5));
              trains |= chance(0.8);
            }
            case "nanToNum" -> step.put("number", 1.0);
            case "tf" -> step.put("function", one("sin", "erf", "atan", "softsign", "elu"));
            case "detach", "notNaN" -> scored.add(v.number);
            default -> {}
          }
          add(step, v, bound);
        });
    return x.isPresent();
  }

  private boolean cumulativeSum() {
    Optional<Value> x = pickFloats(v -> v.isOfExamples && v.rank() > 1);
    x.ifPresent(
        v -> {
          double bound = v.bound * Math.max(1, v.axes.get(0).longest());
          add(step("tf", v).put("function", "cumsum"), v, bound);
        });
    return x.isPresent();
  }

  /** Returns a value of at least 0.4, also in the padding. */
  private Value positive(Value x) {
    String op =
        x.bound <= 3
            ? one("abs", "square", "exp", "sigmoid", "softplus")
            : one("abs", "sigmoid", "softplus");
    double bound =
        switch (op) {
          case "square" -> x.bound * x.bound;
          case "exp" -> Math.exp(x.bound);
          case "sigmoid" -> 1;
          default -> x.bound + 0.7;
        };
    Value y = add(step(op, x), x, Math.min(bound, MAX_BOUND));
    return withNumber(y, "plus", real(0.4, 1));
  }

  private boolean ofPositive(String op) {
    Optional<Value> x = pickFloats(v -> true);
    x.ifPresent(
        v -> {
          Value y = positive(v);
          add(
              step(op, y),
              y,
              op.equals("log") ? Math.max(1, Math.log(y.bound)) : Math.max(1, Math.sqrt(y.bound)));
        });
    return x.isPresent();
  }

  private boolean overLast(String op) {
    Optional<Value> x = pickFloats(v -> v.rank() > 0);
    x.ifPresent(
        v ->
            add(
                step(op, v),
                v,
                op.equals("softmax") ? 1 : 2 * v.bound + Math.log(v.axis(1).longest() + 1)));
    return x.isPresent();
  }

  /** Returns the axes of two values after broadcasting, if they agree. */
  private static Optional<List<Axis>> broadcast(List<Axis> first, List<Axis> second) {
    List<Axis> all = new ArrayList<>();
    int rank = Math.max(first.size(), second.size());
    for (int k = rank; k > 0; k--) {
      Axis one = k > first.size() ? Axis.of(1) : first.get(first.size() - k);
      Axis other = k > second.size() ? Axis.of(1) : second.get(second.size() - k);
      if (!one.equals(other) && one.size() != 1 && other.size() != 1) {
        return Optional.empty();
      }
      all.add(one.size() == 1 ? other : one);
    }
    return Optional.of(all);
  }

  private Optional<List<Axis>> broadcast(Value x, Value y) {
    if (x.isOfExamples && y.isOfExamples) {
      return x.rank() == y.rank() ? broadcast(x.axes, y.axes) : Optional.empty();
    }
    if (!x.isOfExamples && !y.isOfExamples) {
      return broadcast(x.axes, y.axes);
    }
    Value values = x.isOfExamples ? x : y;
    Value other = x.isOfExamples ? y : x;
    if (other.rank() > values.rank() + 1
        || (other.rank() == values.rank() + 1 && other.axes.get(0).size() != 1)) {
      return Optional.empty();
    }
    List<Axis> own =
        other.rank() > values.rank() ? other.axes.subList(1, other.rank()) : other.axes;
    return broadcast(values.axes, own);
  }

  private boolean pair(String op) {
    Optional<Value> x = pickFloats(v -> true);
    if (x.isEmpty()) {
      return false;
    }
    Optional<Value> y =
        pickFloats(
            v ->
                v != x.get()
                    && broadcast(x.get(), v).isPresent()
                    && (chance(0.5) || v.axes.equals(x.get().axes)));
    if (y.isEmpty()) {
      y = pickFloats(v -> broadcast(x.get(), v).isPresent());
    }
    y.ifPresent(v -> pair(op, x.get(), v));
    return y.isPresent();
  }

  private void pair(String op, Value x, Value given) {
    Value y = op.equals("dividedBy") ? positive(given) : given;
    List<Axis> axes = broadcast(x, y).orElseThrow();
    boolean ofExamples = x.isOfExamples || y.isOfExamples;
    boolean joins = x.joins || y.joins;
    ObjectNode step;
    if (op.equals("where")) {
      // the condition has the shape of the result
      Value a = one(x, y);
      a = a.axes.equals(axes) && a.isOfExamples == ofExamples ? a : x;
      if (!x.axes.equals(axes) || !a.axes.equals(x.axes) || a.isOfExamples != x.isOfExamples) {
        pair("times", x, y);
        return;
      }
      step = step("where", x, y, a);
      step.put("condition", one("greater", "less")).put("number", real(-0.5, 0.5));
    } else {
      step = step(op, x, y);
    }
    double bound =
        switch (op) {
          case "plus", "minus" -> x.bound + y.bound;
          case "times" -> x.bound * y.bound;
          case "dividedBy" -> x.bound / 0.4;
          default -> Math.max(x.bound, y.bound);
        };
    add(step, ofExamples, axes, bound, joins);
  }

  private boolean pairWith(java.util.function.Function<Value, Value> operand) {
    Optional<Value> x = pickFloats(v -> true);
    x.ifPresent(
        v -> {
          Value y = operand.apply(v);
          String op = one("plus", "minus", "times", "maximum", "minimum", "dividedBy");
          if (chance(0.5)) {
            pair(op, v, y);
          } else {
            pair(op, y, v);
          }
        });
    return x.isPresent();
  }

  /** Returns the shape of an operand without examples that broadcasts to a value. */
  private List<Axis> shapeFor(Value x) {
    int rank = between(0, x.rank() + (x.isOfExamples ? 1 : 0));
    List<Axis> axes = new ArrayList<>();
    for (int k = rank; k > 0; k--) {
      boolean isWhole = k <= x.rank() && !x.axis(k).isSteps() && chance(0.85);
      axes.add(isWhole ? x.axis(k) : Axis.of(1));
    }
    return axes;
  }

  private Value parameterFor(Value x) {
    return parameter(shapeFor(x));
  }

  private Value parameter(List<Axis> axes) {
    ObjectNode step = JSON.objectNode().put("op", "parameter").put("name", name("parameter"));
    ArrayNode shape = step.putArray("shape");
    axes.forEach(axis -> shape.add(axis.size()));
    return outer(step, axes, PARAMETER_BOUND);
  }

  /** Adds a value that has no examples before the steps of a formula that is being drawn. */
  private Value outer(ObjectNode step, List<Axis> axes, double bound) {
    top.add(step);
    Value value = new Value(numbers, Kind.FLOATS, false, List.copyOf(axes), bound, Map.of(), false);
    step.withArray("out").add(numbers++);
    values.add(isInFormula() ? outside++ : values.size(), value);
    return value;
  }

  private Value valuesFor(Value x) {
    return constants(shapeFor(x));
  }

  private Value constants(List<Axis> axes) {
    ObjectNode step = JSON.objectNode().put("op", "values");
    ArrayNode shape = step.putArray("shape");
    ArrayNode all = step.putArray("values");
    int size = 1;
    for (Axis axis : axes) {
      shape.add(axis.size());
      size *= axis.size();
    }
    for (int k = 0; k < size; k++) {
      all.add(real(0.3, 1.5) * one(-1, 1));
    }
    return add(step, false, axes, 1.5, false);
  }

  private Value constant() {
    return add(
        JSON.objectNode().put("op", "constant").put("number", real(-2, 2)),
        false,
        List.of(),
        2,
        false);
  }

  /** Adds a value that depends on the whole batch. */
  private boolean scalarOperand() {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> x = pickFloats(v -> v.isOfExamples && v.rank() > 0 && v.bound < 3);
    x.ifPresent(
        v -> {
          Value mean = add(step("meanAll", v), false, List.of(), v.bound, true);
          pair(one("plus", "minus", "times", "maximum"), v, mean);
        });
    return x.isPresent();
  }

  // reductions and products

  private boolean reduce(String op) {
    Optional<Value> x = pickFloats(v -> v.rank() > 0);
    x.ifPresent(
        v -> {
          int at = between(0, v.rank() - 1);
          Axis axis = v.axes.get(at);
          ObjectNode step = step(op, v).put("axis", called(v, at, v.rank()));
          List<Axis> axes = without(v.axes, at);
          double bound = op.equals("sum") ? v.bound * Math.max(1, axis.longest()) : v.bound;
          reduced(step, v, axes, bound, op.equals("max") && axis.shortest() == 0);
        });
    return x.isPresent();
  }

  private void reduced(
      ObjectNode step, Value x, List<Axis> axes, double bound, boolean mayBeLowest) {
    if (mayBeLowest) { // of no steps
      steps.add(step);
      step.withArray("out").add(numbers);
      Value raw = new Value(numbers++, Kind.FLOATS, x.isOfExamples, axes, bound, Map.of(), x.joins);
      Value least =
          add(
              JSON.objectNode().put("op", "constant").put("number", -2.5),
              false,
              List.of(),
              2.5,
              false);
      add(step("maximum", raw, least), raw, Math.max(bound, 2.5));
    } else {
      add(step, x.isOfExamples, axes, bound, x.joins);
    }
  }

  private boolean overTime(String op) {
    boolean usesLengths = op.equals("last") || op.equals("reversed");
    Optional<Value> x = pickFloats(v -> v.isSequence() && !(usesLengths && isInFormula()));
    x.ifPresent(
        v -> {
          boolean mayBeLowest = op.equals("maxOverTime") && v.axes.get(0).shortest() == 0;
          List<Axis> axes = op.equals("reversed") ? v.axes : v.axes.subList(1, 2);
          reduced(step(op, v), v, axes, v.bound, mayBeLowest);
        });
    return x.isPresent();
  }

  private boolean pool() {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> x = pickFloats(v -> v.isSequence() && v.axes.get(0).longest() > 0);
    x.ifPresent(
        v -> {
          Axis axis = v.axes.get(0);
          int window = between(1, axis.isSteps() ? 3 : Math.min(3, axis.size()));
          Axis after =
              axis.isSteps()
                  ? Axis.of(axis.lengths().stream().map(k -> k / window).toList())
                  : Axis.of(axis.size() / window);
          add(step("maxPool1d", v).put("window", window), v, v.axes, v.bound, after);
        });
    return x.isPresent();
  }

  private void add(ObjectNode step, Value like, List<Axis> axes, double bound, Axis first) {
    add(step, like.isOfExamples, replaced(axes, 0, first), bound, like.joins);
  }

  private boolean weightedOverTime() {
    Optional<Value> x = pickFloats(v -> v.isSequence() && v.isOfExamples);
    x.ifPresent(
        v -> {
          Optional<Value> scores =
              pickFloats(
                  s ->
                      s.isSequence()
                          && s.isOfExamples
                          && s.axes.get(0).equals(v.axes.get(0))
                          && s.axis(1).size() == 1);
          Value used = scores.filter(s -> chance(0.5)).orElseGet(() -> linear(v, 1));
          add(
              step("weightedOverTime", v, used),
              true,
              v.axes.subList(1, 2),
              v.bound,
              v.joins || used.joins);
        });
    return x.isPresent();
  }

  private boolean repeatedAlong() {
    Optional<Value> x = pickFloats(v -> v.isVector() && v.isOfExamples);
    Optional<Value> sequence =
        pickFloats(v -> v.isSequence() && v.isOfExamples && v.axes.get(0).isSteps());
    if (x.isEmpty() || sequence.isEmpty()) {
      return false;
    }
    Value v = x.get();
    scored.add(sequence.get().number); // of which only the lengths are read
    List<Axis> axes = inserted(v.axes, 0, sequence.get().axes.get(0));
    add(step("repeatedAlong", v, sequence.get()), true, axes, v.bound, v.joins);
    return true;
  }

  private boolean argMax() {
    Optional<Value> x =
        pickFloats(
            v ->
                v.isOfExamples
                    && v.rank() > 0
                    && v.rank() < 4
                    && v.axis(1).shortest() > 0
                    && v.axis(1).longest() > 1);
    x.ifPresent(
        v -> {
          Value best = largest(v);
          if (best.rank() < 3) {
            switch (between(0, 2)) {
              case 0 -> lookup(best);
              case 1 ->
                  add(step("toFloats", best), true, best.axes, Math.max(1, best.bound), best.joins);
              default -> {
                int size = (int) best.bound + 1;
                add(
                    step("oneHot", best).put("size", size),
                    true,
                    inserted(best.axes, best.rank(), Axis.of(size)),
                    1,
                    best.joins);
              }
            }
          }
        });
    return x.isPresent();
  }

  private boolean matmul() {
    Optional<Value> x = pickFloats(v -> v.rank() > 0 && (v.isOfExamples || v.rank() > 1));
    if (x.isEmpty()) {
      return false;
    }
    Value v = x.get();
    Optional<Value> other =
        pickFloats(
            y ->
                v.isOfExamples
                    && y.isOfExamples
                    && v.rank() > 1
                    && v.rank() == y.rank()
                    && y.axis(2).equals(v.axis(1))
                    && broadcast(v.axes.subList(0, v.rank() - 2), y.axes.subList(0, v.rank() - 2))
                        .isPresent());
    if (other.isPresent() && chance(0.8)) {
      product("matmul", v, other.get(), other.get().axis(1));
      return true;
    }
    if (v.axis(1).isSteps()) {
      return false;
    }
    Axis columns = Axis.of(between(1, 4));
    Value matrix = parameter(List.of(v.axis(1), columns));
    double bound = v.bound * matrix.bound * v.axis(1).size();
    add(
        step("matmul", v, matrix),
        v.isOfExamples,
        replaced(v.axes, v.rank() - 1, columns),
        bound,
        v.joins);
    return true;
  }

  private void product(String op, Value x, Value y, Axis columns) {
    List<Axis> axes =
        new ArrayList<>(
            broadcast(x.axes.subList(0, x.rank() - 2), y.axes.subList(0, x.rank() - 2))
                .orElseThrow());
    axes.add(x.axis(2));
    axes.add(columns);
    double bound = x.bound * y.bound * Math.max(1, x.axis(1).longest());
    add(step(op, x, y), true, axes, bound, x.joins || y.joins);
  }

  private boolean matmulTransposed() {
    Optional<Value> x = pickFloats(v -> v.isOfExamples && v.rank() > 1);
    if (x.isEmpty()) {
      return false;
    }
    Value v = x.get();
    Optional<Value> other =
        pickFloats(
            y ->
                y.isOfExamples
                    && v.rank() == y.rank()
                    && y.axis(1).equals(v.axis(1))
                    && broadcast(v.axes.subList(0, v.rank() - 2), y.axes.subList(0, v.rank() - 2))
                        .isPresent());
    other.ifPresent(y -> product("matmulTransposed", v, y, y.axis(2)));
    return other.isPresent();
  }

  /** Adds a function of each pair of steps of two sequences. */
  private boolean pairwise() {
    Optional<Value> x = pickFloats(v -> v.isSequence() && v.isOfExamples);
    if (x.isEmpty()) {
      return false;
    }
    Value v = x.get();
    Value w =
        pickFloats(y -> y.isSequence() && y.isOfExamples && y.axis(1).equals(v.axis(1)))
            .filter(y -> y.isOfExamples)
            .orElse(v);
    Value rows =
        add(
            step("unsqueeze", v).put("axis", 2),
            true,
            inserted(v.axes, 1, Axis.of(1)),
            v.bound,
            v.joins);
    Value columns =
        add(
            step("unsqueeze", w).put("axis", -3),
            true,
            inserted(w.axes, 0, Axis.of(1)),
            w.bound,
            w.joins);
    pair(one("plus", "times", "minus", "maximum"), rows, columns);
    return true;
  }

  // shapes

  private boolean concat() {
    Optional<Value> x = pickFloats(v -> v.isOfExamples && v.hasFeatures());
    if (x.isEmpty()) {
      return false;
    }
    Value v = x.get();
    List<Value> all = new ArrayList<>(List.of(v));
    int count = between(1, 2);
    for (int k = 0; k < count; k++) {
      pickFloats(
              y ->
                  y.isOfExamples
                      && y.hasFeatures()
                      && y.rank() == v.rank()
                      && y.axes.subList(0, y.rank() - 1).equals(v.axes.subList(0, v.rank() - 1)))
          .filter(y -> y.isOfExamples)
          .ifPresent(all::add);
    }
    int size = all.stream().mapToInt(y -> y.axis(1).size()).sum();
    if (size > 12) {
      return false;
    }
    add(
        step("concat", all.toArray(Value[]::new)),
        true,
        replaced(v.axes, v.rank() - 1, Axis.of(size)),
        all.stream().mapToDouble(y -> y.bound).max().orElseThrow(),
        all.stream().anyMatch(y -> y.joins));
    return true;
  }

  private boolean chunk() {
    Optional<Value> x = pickFloats(v -> v.hasFeatures() && v.axis(1).size() > 1);
    x.ifPresent(
        v -> {
          int size = v.axis(1).size();
          List<Integer> divisors =
              IntStream.rangeClosed(2, size).filter(k -> size % k == 0).boxed().toList();
          int count = one(divisors);
          ObjectNode step = step("chunk", v).put("chunks", count);
          steps.add(step);
          for (int k = 0; k < count; k++) {
            step.withArray("out").add(numbers);
            values.add(
                new Value(
                    numbers++,
                    Kind.FLOATS,
                    v.isOfExamples,
                    replaced(v.axes, v.rank() - 1, Axis.of(size / count)),
                    v.bound,
                    Map.of(),
                    v.joins));
          }
        });
    return x.isPresent();
  }

  private boolean slice() {
    Optional<Value> x =
        pickFloats(
            v -> v.axes.stream().anyMatch(a -> a.longest() > 1 && !(isInFormula() && a.isSteps())));
    x.ifPresent(
        v -> {
          List<Integer> fitting =
              IntStream.range(0, v.rank())
                  .filter(
                      k ->
                          v.axes.get(k).longest() > 1
                              && !(isInFormula() && v.axes.get(k).isSteps()))
                  .boxed()
                  .toList();
          int at = one(fitting);
          Axis axis = v.axes.get(at);
          int from = between(0, axis.longest() - (axis.isSteps() ? 0 : 1));
          int to = between(from + 1, Math.max(from, axis.longest()) + (axis.isSteps() ? 1 : 0));
          Axis after =
              axis.isSteps()
                  ? Axis.of(
                      axis.lengths().stream()
                          .map(k -> Math.max(0, Math.min(to, k) - from))
                          .toList())
                  : Axis.of(to - from);
          ObjectNode step =
              step("slice", v).put("axis", called(v, at, v.rank())).put("from", from).put("to", to);
          add(step, v.isOfExamples, replaced(v.axes, at, after), v.bound, v.joins);
        });
    return x.isPresent();
  }

  private boolean select() {
    Optional<Value> x = pickFloats(v -> v.axes.stream().anyMatch(a -> a.shortest() > 0));
    x.ifPresent(
        v -> {
          List<Integer> fitting =
              IntStream.range(0, v.rank())
                  .filter(k -> v.axes.get(k).shortest() > 0)
                  .boxed()
                  .toList();
          int at = one(fitting);
          int index = between(-v.axes.get(at).shortest(), v.axes.get(at).shortest() - 1);
          ObjectNode step =
              step("select", v).put("axis", called(v, at, v.rank())).put("index", index);
          add(step, v.isOfExamples, without(v.axes, at), v.bound, v.joins);
        });
    return x.isPresent();
  }

  private boolean unsqueeze() {
    Optional<Value> x = pickFloats(v -> v.rank() < 3);
    x.ifPresent(
        v -> {
          int at = between(0, v.rank());
          ObjectNode step = step("unsqueeze", v).put("axis", called(v, at, v.rank() + 1));
          add(step, v.isOfExamples, inserted(v.axes, at, Axis.of(1)), v.bound, v.joins);
        });
    return x.isPresent();
  }

  private boolean squeeze() {
    Optional<Value> x = pickFloats(v -> v.axes.contains(Axis.of(1)));
    if (x.isEmpty()) {
      x = pickFloats(v -> v.isOfExamples && v.hasFeatures()).map(v -> linear(v, 1));
    }
    x.ifPresent(
        v -> {
          List<Integer> fitting =
              IntStream.range(0, v.rank()).filter(k -> v.axes.get(k).size() == 1).boxed().toList();
          int at = one(fitting);
          add(
              step("squeeze", v).put("axis", called(v, at, v.rank())),
              v.isOfExamples,
              without(v.axes, at),
              v.bound,
              v.joins);
        });
    return x.isPresent();
  }

  private boolean transpose() {
    Optional<Value> x = pickFloats(v -> v.rank() > 1);
    x.ifPresent(
        v -> {
          int first = between(0, v.rank() - 1);
          int second = between(0, v.rank() - 1);
          List<Axis> axes = replaced(v.axes, first, v.axes.get(second));
          axes.set(second, v.axes.get(first));
          ObjectNode step =
              step("transpose", v)
                  .put("first", called(v, first, v.rank()))
                  .put("second", called(v, second, v.rank()));
          add(step, v.isOfExamples, axes, v.bound, v.joins);
        });
    return x.isPresent();
  }

  private boolean reshape() {
    Optional<Value> x = pickFloats(v -> v.rank() > 0 && v.axes.stream().noneMatch(Axis::isSteps));
    x.ifPresent(
        v -> {
          int size = v.axes.stream().mapToInt(Axis::size).reduce(1, (a, b) -> a * b);
          List<Integer> divisors =
              IntStream.rangeClosed(1, size).filter(k -> size % k == 0).boxed().toList();
          int first = one(divisors);
          List<Axis> axes =
              chance(0.4) ? List.of(Axis.of(size)) : List.of(Axis.of(first), Axis.of(size / first));
          ObjectNode step = step("reshape", v);
          ArrayNode shape = step.putArray("shape");
          if (v.isOfExamples) {
            shape.add(-1);
          }
          axes.forEach(axis -> shape.add(axis.size()));
          add(step, v.isOfExamples, axes, v.bound, v.joins);
        });
    return x.isPresent();
  }

  /** Adds the sum of a value whose lengths are dropped after its padding is masked. */
  private boolean value() {
    Optional<Value> x = pickFloats(v -> v.axes.stream().anyMatch(Axis::isSteps) || v.isVector());
    x.ifPresent(
        v -> {
          if (v.axes.stream().noneMatch(Axis::isSteps)) {
            add(step("value", v), v, v.bound);
            return;
          }
          Value masked = add(step("masked", v), v, v.bound);
          ObjectNode step = step("value", masked);
          steps.add(step);
          step.withArray("out").add(numbers);
          Value raw =
              new Value(numbers++, Kind.FLOATS, v.isOfExamples, v.axes, v.bound, Map.of(), v.joins);
          while (raw.axes.stream().anyMatch(Axis::isSteps)) { // the padding counts
            List<Axis> own = raw.axes;
            int at =
                IntStream.range(0, own.size())
                    .filter(k -> own.get(k).isSteps())
                    .findFirst()
                    .orElseThrow();
            ObjectNode sum = step("sum", raw).put("axis", at + 1);
            List<Axis> axes = without(raw.axes, at);
            double bound = raw.bound * Math.max(1, raw.axes.get(at).longest());
            if (axes.stream().anyMatch(Axis::isSteps)) {
              steps.add(sum);
              sum.withArray("out").add(numbers);
              raw = new Value(numbers++, Kind.FLOATS, true, axes, bound, Map.of(), v.joins);
            } else {
              raw = add(sum, true, axes, bound, v.joins);
            }
          }
        });
    return x.isPresent();
  }

  // attention and recurrences

  private boolean attention(String kind, String op) {
    Optional<Value> given = pickFloats(v -> v.isSequence() && v.isOfExamples);
    Optional<Value> asking = pickFloats(v -> (v.isSequence() || v.isVector()) && v.isOfExamples);
    boolean readsInFormula = op.equals("weights") && kind.equals("heads") && isInFormula();
    if (given.isEmpty() || asking.isEmpty() || readsInFormula) {
      return false;
    }
    Value keys = given.get();
    Value queries = asking.get();
    ObjectNode part;
    int size = keys.axis(1).size();
    int heads = 1;
    if (kind.equals("additive")) {
      int querySize = queries.axis(1).size();
      part =
          part(
              kind,
              p -> has(p, "querySize", querySize) && has(p, "keySize", size),
              p -> p.put("querySize", querySize).put("keySize", size).put("size", between(1, 4)));
    } else if (kind.equals("dot")) {
      queries = queries.axis(1).size() == size ? queries : linear(queries, size);
      part = part(kind, p -> true, p -> {});
    } else {
      heads = between(1, 3);
      int all = heads * between(1, 2);
      int own = heads;
      part = part(kind, p -> false, p -> p.put("size", all).put("heads", own));
      keys = size == all ? keys : linear(keys, all);
      queries = queries.axis(1).size() == all ? queries : linear(queries, all);
    }
    List<Value> operands = new ArrayList<>(List.of(queries, keys));
    boolean joins = queries.joins || keys.joins;
    ObjectNode step;
    List<Axis> axes;
    double bound = 1;
    if (op.equals("weights")) {
      scored.addAll(List.of(queries.number, keys.number));
      if (kind.equals("heads")) {
        parameterRead(part, queries, keys);
      }
      axes = replaced(queries.axes, queries.rank() - 1, keys.axes.get(0));
      axes = kind.equals("heads") ? inserted(axes, 0, Axis.of(heads)) : axes;
      step = step(op, operands.toArray(Value[]::new));
    } else {
      Value read = keys;
      if (chance(0.3)) {
        Axis time = keys.axes.get(0);
        int valueSize = part.path("size").asInt();
        boolean ofHeads = kind.equals("heads");
        read =
            pickFloats(
                    v ->
                        v.isSequence()
                            && v.isOfExamples
                            && v.axes.get(0).equals(time)
                            && (!ofHeads || v.axis(1).size() == valueSize))
                .filter(v -> v.isOfExamples)
                .orElse(keys);
        operands.add(read);
        joins |= read.joins;
      }
      bound =
          kind.equals("heads")
              ? PARAMETER_BOUND
                  * (read.bound * 4 * PARAMETER_BOUND + 1)
                  * part.get("size").intValue()
              : read.bound;
      axes = replaced(queries.axes, queries.rank() - 1, read.axis(1));
      step = step(op, operands.toArray(Value[]::new));
    }
    step.put("part", part.get("name").asText()).put("causal", chance(0.3));
    add(step, true, axes, bound, joins);
    return true;
  }

  /** Lets the loss read the parameters of attention that its weights do not depend on. */
  private void parameterRead(ObjectNode part, Value queries, Value keys) {
    ObjectNode step =
        step("attend", queries, keys).put("part", part.get("name").asText()).put("causal", false);
    add(step, true, queries.axes, 8, queries.joins || keys.joins);
  }

  private boolean scan(boolean given) {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> picked = pickFloats(v -> v.isSequence() && v.isOfExamples);
    if (picked.isEmpty()) {
      return false;
    }
    Value x = picked.get();
    int count = one(1, 1, 2, 3);
    List<Integer> sizes = new ArrayList<>();
    List<Value> initial = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int size = between(1, 4);
      if (given) {
        Value start =
            pickFloats(v -> v.isVector() && v.isOfExamples && v.axis(1).size() == size)
                .orElseGet(() -> floatInput(Axis.of(size)));
        initial.add(start.bound > 1 ? add(step("tanh", start), start, 1) : start);
      }
      sizes.add(size);
    }
    ObjectNode step = step("scan", x);
    if (given) {
      ArrayNode all = step.putArray("initial");
      initial.forEach(
          v -> {
            read.add(v.number);
            all.add(v.number);
          });
    } else {
      sizes.forEach(step.withArray("sizes")::add);
    }
    ObjectNode body = step.putObject("body");
    int valuesBefore = values.size();
    outside = valuesBefore;
    steps = body.putArray("steps");
    boolean joins = x.joins || initial.stream().anyMatch(v -> v.joins);
    Value now =
        new Value(numbers++, Kind.FLOATS, true, x.axes.subList(1, 2), x.bound, Map.of(), joins);
    body.put("x", now.number);
    values.add(now);
    List<Value> state = new ArrayList<>();
    for (int size : sizes) {
      Value part =
          new Value(numbers++, Kind.FLOATS, true, List.of(Axis.of(size)), 1, Map.of(), joins);
      body.withArray("state").add(part.number);
      values.add(part);
      state.add(part);
    }
    List<String> all = List.copyOf(operations.keySet());
    int wanted = between(1, 6);
    for (int tries = 0; wanted > 0 && tries < 40; tries++) {
      wanted -= operations.get(one(all)).getAsBoolean() ? 1 : 0;
    }
    for (Value part : state) {
      body.withArray("results").add(next(now, part).number);
    }
    // of any value outside
    boolean joinsInside = values.subList(outside, values.size()).stream().anyMatch(v -> v.joins);
    values.subList(outside, values.size()).clear();
    outside = -1;
    steps = top;
    top.add(step);
    Value output =
        new Value(
            numbers++,
            Kind.FLOATS,
            true,
            List.of(x.axes.get(0), Axis.of(sizes.get(0))),
            1,
            Map.of(),
            joinsInside);
    step.withArray("out").add(output.number);
    List<Value> after = new ArrayList<>();
    for (int size : sizes) {
      after.add(
          new Value(
              numbers++, Kind.FLOATS, true, List.of(Axis.of(size)), 1, Map.of(), joinsInside));
      step.withArray("out").add(after.get(after.size() - 1).number);
    }
    int use = between(0, 2);
    if (use > 0 || sizes.size() > 1) {
      values.addAll(after);
    }
    if (use < 2) {
      values.add(output);
    }
    return true;
  }

  /** Adds the next value of a part of the state, at most 1. */
  private Value next(Value now, Value part) {
    int size = part.axis(1).size();
    Value first =
        pickFloats(v -> v.isVector() && v.isOfExamples).filter(v -> v.isOfExamples).orElse(now);
    Value from = first.axis(1).size() == size && chance(0.5) ? first : linear(first, size);
    Value hidden = linear(part, size);
    boolean joins = from.joins || hidden.joins || now.joins;
    Value sum =
        chance(0.8)
            ? add(
                step("plus", from, hidden),
                true,
                part.axes,
                Math.min(from.bound + hidden.bound, MAX_BOUND),
                joins)
            : from;
    Value change = add(step("tanh", sum), true, part.axes, 1, joins);
    if (chance(0.5)) {
      return change;
    }
    Value gate = add(step("sigmoid", linear(now, size)), true, part.axes, 1, now.joins);
    Value difference = add(step("minus", change, part), true, part.axes, 2, joins);
    Value gated = add(step("times", gate, difference), true, part.axes, 2, joins);
    return add(step("plus", part, gated), true, part.axes, 1, joins);
  }

  // losses

  private Value scalar(ObjectNode step) {
    return add(step, false, List.of(), 5, true);
  }

  private void term(ObjectNode step) {
    steps.add(step);
    step.withArray("out").add(numbers);
    terms.add(new Value(numbers++, Kind.FLOATS, false, List.of(), 5, Map.of(), true));
  }

  /** Returns whether an input can have these axes. */
  private static boolean isInputShape(List<Axis> axes) {
    return axes.size() < 2 || (axes.size() == 2 && axes.get(0).isSteps() && !axes.get(1).isSteps());
  }

  private boolean errorLoss(String op) {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> x = pickFloats(v -> v.isOfExamples);
    x.ifPresent(v -> errorLoss(op, v));
    return x.isPresent();
  }

  private void errorLoss(String op, Value x) {
    boolean isBinary = op.equals("binaryCrossEntropy");
    Value target;
    Optional<Value> weights = Optional.empty();
    if (isInputShape(x.axes) && chance(0.75)) {
      if (chance(0.3)) {
        target =
            input(
                Kind.FLOATS,
                x.axes,
                1,
                () -> chance(0.3) ? JSON.nullNode() : realNode(isBinary ? 0 : -1, 1));
        values.remove(target);
        read.add(target.number);
        weights = Optional.of(add(step("notNaN", target), target, 1));
      } else {
        target = input(Kind.FLOATS, x.axes, 1, () -> realNode(isBinary ? 0 : -1, 1));
      }
    } else {
      Value other =
          pickFloats(v -> v.isOfExamples && v != x && v.axes.equals(x.axes))
              .orElseGet(() -> withNumber(x, "times", real(0.2, 0.8)));
      target = isBinary ? add(step("sigmoid", other), other, 1) : other;
    }
    if (weights.isEmpty() && chance(0.4)) {
      weights =
          isInputShape(x.axes) && chance(0.6)
              ? Optional.of(
                  input(
                      Kind.FLOATS,
                      x.axes,
                      1.5,
                      () -> chance(0.25) ? JSON.numberNode(0) : realNode(0.1, 1.5)))
              : Optional.of(add(step("sigmoid", x), x, 1));
    }
    ObjectNode step = step(op, x).put("target", target.number);
    read.add(target.number);
    weights.ifPresent(
        w -> {
          read.add(w.number);
          step.put("weights", w.number);
        });
    if (op.equals("huber")) {
      step.put("delta", real(0.3, 1));
    }
    if (op.equals("mse") && chance(0.3)) {
      ObjectNode metric = step.deepCopy().put("op", "rmse").put("name", "metric" + ++names);
      steps.add(metric);
    }
    term(step);
  }

  private Value labels(List<Axis> axes, int classes, double ignored) {
    Value labels =
        input(
            Kind.INTS,
            axes,
            classes - 1,
            () -> JSON.numberNode(chance(ignored) ? -between(1, 3) : random.nextInt(classes)));
    values.remove(labels);
    // at least one is a label, in the first sequence with steps
    JsonNode data = examples.get(top.get(firstAfterInputs() - 1).get("name").asText());
    boolean found = false;
    for (int row = 0; row < rows && !found; row++) {
      if (axes.isEmpty()) {
        ((ArrayNode) data).set(row, JSON.numberNode(random.nextInt(classes)));
        found = true;
      } else if (data.get(row).size() > 0) {
        ((ArrayNode) data.get(row)).set(0, JSON.numberNode(random.nextInt(classes)));
        found = true;
      }
    }
    return labels;
  }

  private boolean crossEntropy() {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> x =
        pickFloats(
            v ->
                v.isOfExamples
                    && v.hasFeatures()
                    && (v.rank() == 1 || (v.rank() == 2 && v.axes.get(0).isSteps())));
    Optional<Value> scores = pickFloats(v -> v.isOfExamples && v.hasFeatures() && v.rank() > 1);
    if (scores.isPresent() && chance(0.2)) {
      predictedLabels(scores.get());
      return true;
    }
    x.ifPresent(
        v -> {
          Value logits = v.axis(1).size() > 1 && chance(0.5) ? v : linear(v, between(2, 4));
          crossEntropy(logits);
        });
    return x.isPresent();
  }

  /** Adds a cross-entropy whose labels are the largest of other logits. */
  private void predictedLabels(Value x) {
    int classes = between(2, 4);
    largest(linear(x, classes));
    crossEntropy(linear(x, classes));
  }

  private Value largest(Value x) {
    scored.add(x.number);
    ObjectNode step = step("argMax", x);
    steps.add(step);
    step.withArray("out").add(numbers);
    List<Axis> axes = without(x.axes, x.rank() - 1);
    Value best =
        new Value(numbers++, Kind.INTS, true, axes, x.axis(1).longest() - 1.0, Map.of(), x.joins);
    values.add(best);
    return best;
  }

  private void crossEntropy(Value logits) {
    int classes = logits.axis(1).size();
    List<Axis> axes = without(logits.axes, logits.rank() - 1);
    Value labels =
        pick(v -> v.kind == Kind.INTS && v.axes.equals(axes) && v.bound < classes)
            .filter(v -> chance(0.5))
            .orElseGet(() -> labels(axes, classes, 0.25));
    ObjectNode step = step("crossEntropy", logits).put("labels", labels.number);
    read.add(labels.number);
    if (chance(0.4)) {
      step.put("smoothing", real(0.05, 0.5));
    }
    if (chance(0.4)) {
      for (int k = 0; k < classes; k++) {
        step.withArray("classWeights").add(real(0.1, 2));
      }
    }
    if (chance(0.4)) {
      steps.add(
          step("accuracy", logits).put("labels", labels.number).put("name", "metric" + ++names));
    }
    if (chance(0.4)) {
      steps.add(
          step("perplexity", logits).put("labels", labels.number).put("name", "metric" + ++names));
    }
    term(step);
  }

  private boolean ctc() {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> x = pickFloats(v -> v.isSequence() && v.isOfExamples);
    x.ifPresent(
        v -> {
          Value logits = linear(v, between(2, 4));
          int classes = logits.axis(1).size();
          Axis time = v.axes.get(0);
          List<Integer> lengths = new ArrayList<>();
          for (int row = 0; row < rows; row++) {
            int steps = time.isSteps() ? time.lengths().get(row) : time.size();
            boolean tooMany = steps == 0 || chance(0.1);
            lengths.add(tooMany ? steps + 1 : between(1, (steps + 1) / 2)); // room for the blanks
          }
          Value labels =
              input(
                  Kind.INTS,
                  List.of(Axis.of(lengths)),
                  classes - 1,
                  () -> JSON.numberNode(between(1, classes - 1)));
          values.remove(labels);
          term(step("ctc", logits).put("labels", labels.number));
          if (lengths.stream().mapToInt(k -> k).sum() > 0) {
            scored.add(logits.number); // some examples count nothing
          }
        });
    return x.isPresent();
  }

  private boolean crf() {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> x =
        pickFloats(v -> v.isSequence() && v.isOfExamples && v.axes.get(0).isSteps());
    x.ifPresent(
        v -> {
          Value logits = linear(v, between(2, 3));
          int classes = logits.axis(1).size();
          ObjectNode part =
              part("crf", p -> has(p, "classes", classes), p -> p.put("classes", classes));
          Value labels =
              chance(0.2)
                  ? largest(linear(v, classes))
                  : labels(v.axes.subList(0, 1), classes, chance(0.5) ? 0.3 : 0);
          read.add(labels.number);
          if (chance(0.6)) {
            steps.add(
                step("output", logits)
                    .put("name", "output" + ++names)
                    .put("crf", part.get("name").asText()));
          }
          term(
              step("crfLoss", logits)
                  .put("part", part.get("name").asText())
                  .put("labels", labels.number));
        });
    return x.isPresent();
  }

  private boolean metric() {
    if (isInFormula()) {
      return false;
    }
    Optional<Value> x = pickFloats(v -> v.isOfExamples && v.bound < 10);
    x.ifPresent(
        v -> {
          Value squares = add(step("square", v), v, v.bound * v.bound);
          Value sum = scalar(step("sumAll", squares));
          Value count = chance(0.5) ? constant() : scalar(step("sumAll", positive(v)));
          values.removeAll(List.of(sum, count));
          Value base = withNumber(count, "times", 1);
          Value shifted = add(step("square", base), base, 5);
          Value divisor = withNumber(shifted, "plus", 1);
          values.removeAll(List.of(base, shifted, divisor));
          steps.add(
              JSON.objectNode()
                  .put("op", "metric")
                  .put("name", "metric" + ++names)
                  .put("sum", sum.number)
                  .put("count", divisor.number)
                  .put("finish", one("same", "root", "affine")));
          read.addAll(List.of(sum.number, divisor.number));
          scored.add(v.number);
        });
    return x.isPresent();
  }

  /** Adds a term of the loss that reads a value. */
  private void score(Value x) {
    Value scored = x;
    if (x.isOfExamples && chance(0.35)) {
      errorLoss(one("mse", "mae", "huber", "binaryCrossEntropy"), x);
      return;
    }
    if (x.isOfExamples
        && x.hasFeatures()
        && x.axis(1).size() > 1
        && chance(0.4)
        && (x.rank() == 1 || (x.rank() == 2 && x.axes.get(0).isSteps()))) {
      crossEntropy(x);
      return;
    }
    if (x.hasFeatures() && chance(0.7)) {
      Value weights = constants(List.of(x.axis(1)));
      values.remove(weights);
      scored = add(step("times", x, weights), x, x.bound * 1.5);
    }
    if (scored.bound <= 10 && chance(0.7)) {
      scored = withNumber(scored, "plus", real(-1, 1));
      scored = add(step("square", scored), scored, scored.bound * scored.bound);
    }
    term(step(chance(0.75) ? "meanAll" : "sumAll", scored));
  }

  // the case

  private ObjectNode draw(int number) {
    int inputs = between(1, 3);
    for (int k = 0; k < inputs; k++) {
      switch (between(0, 9)) {
        case 0 -> index();
        case 1, 2 -> indices();
        case 3 -> vector();
        case 4 -> numbers();
        default -> vectors();
      }
    }
    List<String> all = List.copyOf(operations.keySet());
    List<String> wanted = new ArrayList<>();
    for (int k = 0; k < FEATURED; k++) {
      wanted.add(all.get(Math.floorMod(number * FEATURED + k, all.size())));
    }
    int count = between(2, 7);
    for (int k = 0; k < count; k++) {
      wanted.add(between(0, wanted.size()), chance(0.5) ? one(OF_SEQUENCES) : one(all));
    }
    for (String name : wanted) {
      boolean done = false;
      for (int tries = 0; !done && tries < 6; tries++) {
        done = operations.get(name).getAsBoolean();
        if (!done && tries > 1) {
          vectors();
        }
      }
    }
    List<Value> leaves =
        values.stream()
            .filter(v -> v.kind == Kind.FLOATS)
            .filter(v -> !read.contains(v.number) || scored.contains(v.number))
            .toList();
    leaves.forEach(this::score);
    if (terms.isEmpty()) {
      score(one(values.stream().filter(v -> v.kind == Kind.FLOATS).toList()));
    }
    Value loss = terms.get(0);
    for (Value term : terms.subList(1, terms.size())) {
      Value scaled = chance(0.5) ? withNumber(term, "times", real(0.3, 1.5)) : term;
      loss = add(step("plus", loss, scaled), loss, 5);
    }
    ObjectNode drawn = JSON.objectNode().put("rows", rows);
    outputs(drawn, loss.number);
    drawn.set("steps", top);
    drawn.set("examples", examples);
    drawn.put("loss", loss.number);
    CaseSteps.removeUnread(drawn);
    drawn.put("alone", CaseSteps.someoneWithTargets(drawn, random));
    drawn.put("trains", (trains || chance(0.1)) && !dropsWithin());
    drawn.put("aloneFirst", chance(0.3));
    return drawn;
  }

  /** Returns whether a recurrent layer has dropout, whose masks no output shows. */
  private boolean dropsWithin() {
    return parts.stream().anyMatch(p -> p.path("dropout").asBoolean());
  }

  /** Names values that the loss reads, as outputs. */
  private void outputs(ObjectNode drawn, int loss) {
    Set<Integer> live = CaseSteps.live(top, Set.of(loss));
    List<Value> candidates =
        new ArrayList<>(
            values.stream()
                .filter(v -> v.kind == Kind.FLOATS && v.isOfExamples && live.contains(v.number))
                .toList());
    boolean main = true;
    int count = between(1, 3);
    ArrayNode joined = drawn.putArray("joined");
    for (int k = 0; k < count && !candidates.isEmpty(); k++) {
      Value x = candidates.remove(random.nextInt(candidates.size()));
      String name = main ? Network.MAIN : "output" + ++names;
      main = false;
      top.add(step("output", x).put("name", name));
      if (x.joins) {
        joined.add(name);
      }
    }
  }
}

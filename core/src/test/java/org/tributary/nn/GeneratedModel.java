package org.tributary.nn;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.CellState;
import org.tributary.graph.Kernels;
import org.tributary.layer.Linear;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.param.Initializer;
import org.tributary.param.TensorShape;
import org.tributary.testing.MinimalGatedScanUnit;
import org.tributary.testing.OffsetConnection;

/**
 * The model of a {@link ModelGenerator generated case}: each step calls the public method of its
 * name.
 */
final class GeneratedModel implements Model.Definition<GeneratedModel.Example> {
  /** An example: what each input reads, by its name. */
  record Example(int row, Map<String, Object> data) {
    @Override
    public String toString() {
      return "example " + row;
    }
  }

  /** Values and parts by the numbers and names of the steps. */
  private static final class Scope {
    private final Map<Object, Object> known;

    Scope(Map<Object, Object> known) {
      this.known = new HashMap<>(known);
    }

    Object get(JsonNode key) {
      Object value = known.get(key.isInt() ? (Object) key.intValue() : key.textValue());
      if (value == null) {
        throw new AssertionError("no value or part " + key);
      }
      return value;
    }

    Floats floats(JsonNode key) {
      return (Floats) get(key);
    }

    void put(Object key, Object value) {
      known.put(key, value);
    }
  }

  private final JsonNode drawn;
  private final Set<String> calls = new TreeSet<>();

  GeneratedModel(JsonNode drawn) {
    this.drawn = drawn;
  }

  /** Returns the signatures of the methods that the definition has called. */
  Set<String> calls() {
    return calls;
  }

  /** Returns the examples of a case. */
  static List<Example> examples(JsonNode drawn) {
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < drawn.get("rows").intValue(); row++) {
      Map<String, Object> data = new HashMap<>();
      for (JsonNode step : drawn.get("steps")) {
        String name = step.path("name").asText();
        if (drawn.get("examples").has(name)) {
          JsonNode own = drawn.get("examples").get(name).get(row);
          data.put(name, read(step.get("op").asText(), own));
        }
      }
      examples.add(new Example(row, data));
    }
    return examples;
  }

  private static Object read(String op, JsonNode own) {
    return switch (op) {
      case "index" -> own.intValue();
      case "indices" -> ints(own);
      case "number" -> number(own);
      case "vectors" -> {
        float[][] vectors = new float[own.size()][];
        for (int k = 0; k < vectors.length; k++) {
          vectors[k] = floats(own.get(k));
        }
        yield vectors;
      }
      default -> floats(own);
    };
  }

  /** Returns a number, NaN for null. */
  private static float number(JsonNode node) {
    return node.isNull() ? Float.NaN : node.floatValue();
  }

  static float[] floats(JsonNode values) {
    float[] all = new float[values.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = number(values.get(k));
    }
    return all;
  }

  static int[] ints(JsonNode values) {
    int[] all = new int[values.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = values.get(k).intValue();
    }
    return all;
  }

  private static TensorShape shape(JsonNode sizes) {
    return TensorShape.of(Arrays.stream(ints(sizes)).asLongStream().toArray());
  }

  @Override
  public Floats loss(Network<Example> network) {
    Scope scope = new Scope(Map.of());
    run(network, drawn.get("steps"), scope);
    return scope.floats(drawn.get("loss"));
  }

  private void run(Network<Example> m, JsonNode steps, Scope scope) {
    for (JsonNode step : steps) {
      Object result;
      try {
        result = result(m, step, scope);
      } catch (AssertionError | ClassCastException | NullPointerException e) {
        throw new AssertionError("step " + step, e);
      }
      JsonNode out = step.path("out");
      if (out.size() == 1) {
        scope.put(out.get(0).intValue(), result);
      } else {
        for (int k = 0; k < out.size(); k++) {
          scope.put(out.get(k).intValue(), ((List<?>) result).get(k));
        }
      }
    }
  }

  /** Calls a public method, and notes its signature. */
  private Object call(Class<?> type, Object target, String name, Object... arguments) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name) && takes(method.getParameterTypes(), arguments)) {
        calls.add(signature(method));
        try {
          return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
          if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          throw (Error) e.getCause();
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError(
        "no method %s.%s of %s"
            .formatted(
                type.getSimpleName(),
                name,
                Arrays.stream(arguments).map(Object::getClass).toList()));
  }

  private static boolean takes(Class<?>[] types, Object[] arguments) {
    boolean fits = types.length == arguments.length;
    for (int k = 0; fits && k < types.length; k++) {
      Class<?> type = types[k];
      fits =
          type == int.class
              ? arguments[k] instanceof Integer
              : type == double.class
                  ? arguments[k] instanceof Double
                  : type.isInstance(arguments[k]);
    }
    return fits;
  }

  /** Returns a method's class, name and types. */
  static String signature(Method method) {
    return "%s.%s(%s)"
        .formatted(
            method.getDeclaringClass().getSimpleName(),
            method.getName(),
            Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ")));
  }

  private Object network(Network<Example> m, String name, Object... arguments) {
    return call(Network.class, m, name, arguments);
  }

  private Floats floats(Floats x, String name, Object... arguments) {
    return (Floats) call(Floats.class, x, name, arguments);
  }

  private Ops tf(Network<Example> m) {
    return (Ops) network(m, "tf");
  }

  private Floats value(Network<Example> m, Operand<TFloat32> operand) {
    return (Floats) network(m, "value", operand);
  }

  /** Returns the result of a step; a list if it has several. */
  private Object result(Network<Example> m, JsonNode step, Scope scope) {
    String op = step.get("op").asText();
    String name = step.path("name").asText();
    int size = step.path("size").asInt();
    List<Object> with = new ArrayList<>();
    step.path("with").forEach(k -> with.add(scope.get(k)));
    Object[] others = with.toArray();
    Object operand = step.has("x") ? scope.get(step.get("x")) : null;
    Floats x = operand instanceof Floats floats ? floats : null;
    return switch (op) {
      case "index" -> network(m, op, (ToIntFunction<Example>) e -> (Integer) e.data().get(name));
      case "indices" -> network(m, op, (Function<Example, Object>) e -> e.data().get(name));
      case "number" -> network(m, op, (ToDoubleFunction<Example>) e -> (Float) e.data().get(name));
      case "numbers" -> network(m, op, (Function<Example, Object>) e -> e.data().get(name));
      case "vector", "vectors" ->
          network(m, op, size, (Function<Example, Object>) e -> e.data().get(name));
      case "parameter" ->
          network(
              within(m, name), op, own(name), shape(step.get("shape")), Initializer.constant(1));
      case "constant" -> network(m, op, step.get("number").doubleValue());
      case "values" ->
          value(
              m,
              tf(m)
                  .reshape(
                      tf(m).constant(floats(step.get("values"))),
                      tf(m).constant(ints(step.get("shape")))));
      case "part" -> {
        scope.put(name, part(within(m, name), own(name), step));
        yield null;
      }
      case "apply" -> call(Layer.class, scope.get(step.get("part")), "forward", x);
      case "lookup" -> call(EmbeddingPart.class, scope.get(step.get("part")), "forward", operand);
      case "table" -> call(EmbeddingPart.class, scope.get(step.get("part")), "weight");
      case "run" -> {
        RecurrentPart part = (RecurrentPart) scope.get(step.get("part"));
        if (step.path("whole").asBoolean()) {
          part = (RecurrentPart) call(RecurrentPart.class, part, "whole");
        }
        Object result =
            others.length == 0
                ? call(RecurrentPart.class, part, "forward", x)
                : call(RecurrentPart.class, part, "forward", x, others[0]);
        Class<?> type = RecurrentPart.Result.class;
        yield List.of(
            call(type, result, "output"), call(type, result, "last"), call(type, result, "state"));
      }
      case "statePart" -> {
        Operand<TFloat32> part = state(operand).get(step.get("part").asText());
        yield floats(value(m, part), "transpose", 0, 1);
      }
      case "bridge" -> {
        Layer bridge = (Layer) scope.get(step.get("part"));
        yield state(operand).map(h -> bridge.forward(m.value(h)).tanh());
      }
      case "state" -> {
        CellState<TFloat32> state = null;
        for (int k = 0; k < others.length; k++) {
          Floats part = (Floats) others[k];
          List<Operand<TFloat32>> rows = new ArrayList<>();
          for (float factor : floats(step.get("factors"))) {
            rows.add(part.times(factor));
          }
          Operand<TFloat32> stacked = tf(m).stack(rows);
          String key = step.get("names").get(k).asText();
          state = state == null ? CellState.of(stacked) : state.with(key, stacked);
        }
        yield state;
      }
      case "attend", "weights" -> {
        Object attention = scope.get(step.get("part"));
        if (step.get("causal").asBoolean()) {
          attention = call(Attention.class, attention, "causal");
        }
        List<Object> all = new ArrayList<>(List.of(x));
        all.addAll(with);
        yield call(Attention.class, attention, op.equals("attend") ? "forward" : op, all.toArray());
      }
      case "plus", "minus", "times" ->
          floats(x, op, others.length == 0 ? (Object) step.get("number").doubleValue() : others[0]);
      case "dropout" -> {
        Floats dropped = floats(x, op, step.get("number").doubleValue());
        if (drawn
            .path("trains")
            .asBoolean()) { // a training step returns what the mask follows from
          m.output(beforeDropout(step), x);
          m.output(afterDropout(step), dropped);
        }
        yield dropped;
      }
      case "nanToNum" -> floats(x, op, step.get("number").doubleValue());
      case "where" -> {
        Operand<TFloat32> first = (Floats) others[1];
        Operand<TFloat32> second =
            others.length > 2
                ? (Floats) others[2]
                : tf(m).constant(step.get("number").floatValue());
        var condition =
            step.get("condition").asText().equals("greater")
                ? tf(m).math.greater(first, second)
                : tf(m).math.less(first, second);
        yield floats(x, op, condition, others[0]);
      }
      case "tf" -> floats(x, "with", function(tf(m), step.get("function").asText(), x));
      case "toFloats" -> call(Ints.class, operand, op);
      case "oneHot" -> call(Ints.class, operand, op, size);
      case "sum", "mean", "max", "unsqueeze", "squeeze" ->
          floats(x, op, step.get("axis").intValue());
      case "meanAll" -> floats(x, "mean");
      case "sumAll" -> floats(x, "sum");
      case "maxPool1d" -> floats(x, op, step.get("window").intValue());
      case "concat" -> floats(x, op, (Object) Arrays.copyOf(others, others.length, Floats[].class));
      case "chunk" -> call(Floats.class, x, op, step.get("chunks").intValue());
      case "slice" ->
          floats(
              x,
              op,
              step.get("axis").intValue(),
              step.get("from").intValue(),
              step.get("to").intValue());
      case "select" -> floats(x, op, step.get("axis").intValue(), step.get("index").intValue());
      case "transpose" ->
          floats(x, op, step.get("first").intValue(), step.get("second").intValue());
      case "reshape" -> floats(x, op, (Object) ints(step.get("shape")));
      case "value" -> value(m, x);
      case "scan" -> scan(m, step, scope, x);
      case "mse", "mae", "binaryCrossEntropy" ->
          step.has("weights")
              ? network(m, op, x, scope.get(step.get("target")), scope.get(step.get("weights")))
              : network(m, op, x, scope.get(step.get("target")));
      case "huber" -> {
        Object target = scope.get(step.get("target"));
        double delta = step.get("delta").doubleValue();
        yield step.has("weights")
            ? network(m, op, x, target, delta, scope.get(step.get("weights")))
            : network(m, op, x, target, delta);
      }
      case "crossEntropy" -> {
        Object labels = scope.get(step.get("labels"));
        yield step.has("smoothing") || step.has("classWeights")
            ? network(m, op, x, labels, options(step))
            : network(m, op, x, labels);
      }
      case "ctc" -> network(m, op, x, scope.get(step.get("labels")));
      case "crfLoss" ->
          call(
              CrfPart.class, scope.get(step.get("part")), "loss", x, scope.get(step.get("labels")));
      case "output" ->
          step.has("crf")
              ? network(m, op, name, x, scope.get(step.get("crf")))
              : name.equals(Network.MAIN) ? network(m, op, x) : network(m, op, name, x);
      case "accuracy", "perplexity" -> network(m, op, name, x, scope.get(step.get("labels")));
      case "rmse" ->
          step.has("weights")
              ? network(
                  m, op, name, x, scope.get(step.get("target")), scope.get(step.get("weights")))
              : network(m, op, name, x, scope.get(step.get("target")));
      case "metric" ->
          network(
              m,
              op,
              name,
              scope.get(step.get("sum")),
              scope.get(step.get("count")),
              finish(step.get("finish").asText()));
      default -> call(Floats.class, x, op, others);
    };
  }

  @SuppressWarnings("unchecked") // the drawer passes states alone
  private static CellState<TFloat32> state(Object value) {
    return (CellState<TFloat32>) value;
  }

  /** Returns the network of a part, whose name may begin with that of a sub-model. */
  @SuppressWarnings("unchecked") // within returns a network of the same examples
  private Network<Example> within(Network<Example> m, String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? m : (Network<Example>) network(m, "within", name.substring(0, dot));
  }

  private static String own(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  static String beforeDropout(JsonNode step) {
    return "before dropout " + step.get("out").get(0);
  }

  static String afterDropout(JsonNode step) {
    return "after dropout " + step.get("out").get(0);
  }

  private Object part(Network<Example> m, String name, JsonNode step) {
    int size = step.path("size").asInt();
    int inputs = step.path("inputs").asInt();
    int outputs = step.path("outputs").asInt();
    String kind = step.get("kind").asText();
    return switch (kind) {
      case "linear" ->
          step.get("bias").asBoolean()
              ? network(m, kind, name, inputs, outputs)
              : network(m, kind, name, new Linear(inputs, outputs).withoutBias());
      case "embedding" -> network(m, kind, name, step.get("entries").intValue(), size);
      case "recurrent" -> network(m, kind, name, recurrent(step));
      case "layerNorm" -> network(m, kind, name, size);
      case "conv1d" -> network(m, kind, name, inputs, outputs, step.get("kernel").intValue());
      case "dot" -> network(m, "dotAttention");
      case "additive" ->
          network(
              m,
              "additiveAttention",
              name,
              step.get("querySize").intValue(),
              step.get("keySize").intValue(),
              size);
      case "heads" -> network(m, "multiHeadAttention", name, size, step.get("heads").intValue());
      case "crf" -> network(m, kind, name, step.get("classes").intValue());
      default -> throw new AssertionError("part " + kind);
    };
  }

  private static Recurrent recurrent(JsonNode step) {
    int inputs = step.get("inputs").intValue();
    int hidden = step.get("hidden").intValue();
    String cell = step.get("cell").asText();
    Recurrent definition =
        switch (cell) {
          case "lstm" -> Recurrent.lstm(inputs).hidden(hidden);
          case "gru" -> Recurrent.gru(inputs).hidden(hidden);
          case "rnn_tanh" -> Recurrent.rnn(inputs).hidden(hidden);
          case "rnn_relu" -> Recurrent.rnn(inputs).hidden(hidden).nonlinearity(Nonlinearity.RELU);
          default -> Recurrent.of(new MinimalGatedScanUnit(inputs, hidden));
        };
    definition = definition.layers(step.get("layers").intValue());
    if (step.get("bidirectional").asBoolean()) {
      definition = definition.bidirectional();
    }
    if (!step.get("bias").asBoolean()) {
      definition = definition.withoutBias();
    }
    if (step.get("projection").intValue() > 0) {
      definition = definition.projection(step.get("projection").intValue());
    }
    if (step.get("dropout").asBoolean()) {
      definition = definition.dropout(0.4).recurrentDropout(0.3);
    }
    if (step.has("kernel")) {
      definition = definition.kernel(Kernels.named(step.get("kernel").asText()));
    }
    return definition.skipConnection(
        switch (step.get("skip").asText()) {
          case "residual" -> SkipConnection.residual();
          case "highway" -> SkipConnection.highway();
          case "offset" -> new OffsetConnection("offset");
          default -> SkipConnection.none();
        });
  }

  private static Operand<TFloat32> function(Ops tf, String name, Floats x) {
    return switch (name) {
      case "sin" -> tf.math.sin(x);
      case "erf" -> tf.math.erf(x);
      case "atan" -> tf.math.atan(x);
      case "softsign" -> tf.nn.softsign(x);
      case "elu" -> tf.nn.elu(x);
      case "cumsum" -> tf.math.cumsum(x, tf.constant(1));
      default -> throw new AssertionError("function " + name);
    };
  }

  private static DoubleUnaryOperator finish(String name) {
    return switch (name) {
      case "same" -> mean -> mean;
      case "root" -> Math::sqrt;
      case "affine" -> mean -> 2 * mean + 1;
      default -> throw new AssertionError("finish " + name);
    };
  }

  private Object options(JsonNode step) {
    Object options = call(CrossEntropy.class, null, "plain");
    if (step.has("smoothing")) {
      options =
          call(CrossEntropy.class, options, "labelSmoothing", step.get("smoothing").doubleValue());
    }
    if (step.has("classWeights")) {
      options =
          call(
              CrossEntropy.class,
              options,
              "classWeights",
              (Object) floats(step.get("classWeights")));
    }
    return options;
  }

  private Object scan(Network<Example> m, JsonNode step, Scope scope, Floats x) {
    JsonNode body = step.get("body");
    StepFormula formula =
        (now, state) -> {
          Scope inner = new Scope(scope.known);
          inner.put(body.get("x").intValue(), now);
          for (int k = 0; k < state.size(); k++) {
            inner.put(body.get("state").get(k).intValue(), state.get(k));
          }
          run(m, body.get("steps"), inner);
          List<Floats> next = new ArrayList<>();
          body.get("results").forEach(k -> next.add(inner.floats(k)));
          return next;
        };
    Object result;
    if (step.has("initial")) {
      List<Floats> initial = new ArrayList<>();
      step.get("initial").forEach(k -> initial.add(scope.floats(k)));
      result = network(m, "scan", x, formula, initial);
    } else {
      result = network(m, "scan", x, formula, ints(step.get("sizes")));
    }
    List<Object> all = new ArrayList<>(List.of(call(ScanResult.class, result, "output")));
    all.addAll((List<?>) call(ScanResult.class, result, "state"));
    all.set(1, call(ScanResult.class, result, "last")); // the first part of the state
    return all;
  }
}

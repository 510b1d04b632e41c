package org.tributary.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.train.optimizer.Optimizer;

/**
 * Compares a {@link ModelGenerator generated case} with PyTorch: outputs, loss, metrics and
 * gradients, of the batch and of one example alone.
 *
 * <p>An error is relative to the largest element of an output, or of a parameter's gradient, or to
 * a hundredth of that of all gradients, or three thousandths of the loss. What exceeds the
 * tolerance is compared with the differences that PyTorch has in float32: sums that cancel lose
 * precision in both.
 */
final class ModelComparison {
  enum Outcome {
    EQUAL,
    /** Equal but for the precision of float32, which loses more than {@link #TOLERANCE} here. */
    IMPRECISE,
    /** Unlike, at a point where a function has no derivative. */
    AT_KINK,
    REFUSED,
    WRONG
  }

  private static final double TOLERANCE = 5e-5;

  /**
   * The largest error by that of PyTorch in float32. TensorFlow's tanh is several units in the last
   * place off where it is nearly 1, of which the gradient is the difference from 1: 36 times.
   */
  private static final double MORE_NOISE = 100;

  private static final double KINK = 1e-4;

  /** A learning rate with which the change of a parameter is large beside its rounding. */
  private static final double RATE = 16;

  private static final String TRAINING = "training ";

  private record Difference(
      String name, double expected, double actual, double error, double scale) {
    @Override
    public String toString() {
      return "%s: expected %s, got %s; relative error %.3g"
          .formatted(name, expected, actual, error / scale);
    }
  }

  private final ObjectNode drawn;
  private final TorchModels torch;
  private final GeneratedModel definition;
  private final List<GeneratedModel.Example> examples;
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, Double> errors = new TreeMap<>();
  private int undefined;
  private boolean trained;
  private double margin = Double.POSITIVE_INFINITY;
  private Outcome outcome;
  private String message = "";

  ModelComparison(ObjectNode drawn, TorchModels torch) {
    this.drawn = drawn;
    this.torch = torch;
    this.definition = new GeneratedModel(drawn);
    this.examples = GeneratedModel.examples(drawn);
  }

  Outcome outcome() {
    return outcome;
  }

  /** Returns what is wrong, or why the case is refused. */
  String message() {
    return message;
  }

  /** Returns the signatures of the methods that the model calls. */
  Set<String> calls() {
    return definition.calls();
  }

  /** Returns the largest relative error by kind of result. */
  Map<String, Double> errors() {
    return errors;
  }

  /** Returns the number of results that PyTorch does not define, such as a loss without labels. */
  int undefined() {
    return undefined;
  }

  ModelComparison run() {
    try (Model<GeneratedModel.Example> model = Model.of(definition)) {
      setParameters(model);
      compare(model);
      outcome = Outcome.EQUAL;
    } catch (IllegalArgumentException e) {
      outcome = Outcome.REFUSED;
      message = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      outcome = Outcome.WRONG;
      message = "crash: " + e;
    }
    if (!differences.isEmpty()) {
      judge();
    }
    return this;
  }

  /** Draws the values of the parameters that the case lacks, and sets all. */
  private void setParameters(Model<?> model) {
    JsonNode before = drawn.path("parameters");
    ObjectNode all = drawn.objectNode();
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    for (ParameterSpec spec : model.parameters()) {
      if (before.has(spec.name())) {
        all.set(spec.name(), before.get(spec.name()));
      } else {
        all.set(spec.name(), values(spec));
      }
      values.put(
          spec.name(),
          FloatTensor.of(spec.shape(), GeneratedModel.floats(all.get(spec.name()).get("values"))));
    }
    drawn.set("parameters", all);
    if (!values.isEmpty()) {
      model.set(ParameterValues.of(values));
    }
  }

  private ObjectNode values(ParameterSpec spec) {
    Random random = new Random(spec.name().hashCode() * 31L + drawn.path("number").intValue());
    ObjectNode parameter = drawn.objectNode();
    for (long size : spec.shape().asArray()) {
      parameter.withArray("shape").add(size);
    }
    parameter.withArray("shape");
    ArrayNode values = parameter.putArray("values");
    for (int k = 0; k < spec.shape().size(); k++) {
      values.add(Math.rint((random.nextDouble() * 1.6 - 0.8) * 4096) / 4096);
    }
    return parameter;
  }

  private void compare(Model<GeneratedModel.Example> model) {
    JsonNode expected = torch.results(drawn);
    if (expected.get("margin").isNumber()) {
      margin = expected.get("margin").doubleValue();
    }
    List<GeneratedModel.Example> alone = List.of(examples.get(drawn.get("alone").intValue()));
    boolean aloneFirst = drawn.path("aloneFirst").asBoolean();
    if (aloneFirst) {
      alone(model, expected, alone);
    }
    for (Map.Entry<String, JsonNode> output : expected.get("outputs").properties()) {
      outputs("", output.getKey(), model.predict(output.getKey(), examples), output.getValue());
    }
    for (Map.Entry<String, JsonNode> tags : expected.get("tags").properties()) {
      List<int[]> classes = model.classify(tags.getKey(), examples);
      for (int row = 0; row < classes.size(); row++) {
        int[] path = GeneratedModel.ints(tags.getValue().get(row));
        if (!Arrays.equals(path, classes.get(row))) {
          differences.add(
              new Difference(
                  "classes %s of example %d, %s, expected %s"
                      .formatted(
                          tags.getKey(),
                          row,
                          Arrays.toString(classes.get(row)),
                          Arrays.toString(path)),
                  0,
                  1,
                  1,
                  1));
        }
      }
    }
    losses("", model.evaluate(examples), expected);
    if (drawn.get("parameters").size() > 0) {
      gradients("", model.gradients(examples), expected);
    }
    if (!aloneFirst) {
      alone(model, expected, alone);
    }
    if (drawn.path("trains").asBoolean() && drawn.get("parameters").size() > 0) {
      train(model);
    }
  }

  /** Compares a training step, whose dropout masks follow from its outputs. */
  private void train(Model<GeneratedModel.Example> model) {
    Set<String> wanted = new TreeSet<>();
    for (JsonNode step : drawn.get("steps")) {
      if (step.get("op").asText().equals("dropout")) {
        wanted.add(GeneratedModel.beforeDropout(step));
        wanted.add(GeneratedModel.afterDropout(step));
      } else if (step.get("op").asText().equals("output")) {
        wanted.add(step.get("name").asText());
      }
    }
    ModelTrainer.StepResult result;
    ParameterValues after;
    Fit fit = Fit.epochs(1).optimizer(Optimizer.sgd());
    try (ModelTrainer<GeneratedModel.Example> trainer = model.trainer(fit)) {
      result = trainer.step(examples, RATE, wanted.toArray(String[]::new));
      after = trainer.values();
    }
    ObjectNode masked = drawn.deepCopy();
    ObjectNode masks = masked.putObject("masks");
    for (JsonNode step : drawn.get("steps")) {
      if (step.get("op").asText().equals("dropout")) {
        ArrayNode all = masks.putArray(step.get("out").get(0).asText());
        for (int row = 0; row < examples.size(); row++) {
          float[] x = result.outputs().get(GeneratedModel.beforeDropout(step)).get(row).values();
          float[] y = result.outputs().get(GeneratedModel.afterDropout(step)).get(row).values();
          ArrayNode own = all.addArray();
          for (int k = 0; k < x.length; k++) {
            if (x[k] == 0) {
              return; // dropped or not, which matters to the gradient
            }
            own.add(y[k] == 0 ? 0 : 1 / (1 - step.get("number").doubleValue()));
          }
        }
      }
    }
    JsonNode expected = torch.results(masked);
    compare("training loss", result.loss(), expected.get("loss"));
    for (Map.Entry<String, JsonNode> output : expected.get("outputs").properties()) {
      outputs(TRAINING, output.getKey(), result.outputs().get(output.getKey()), output.getValue());
    }
    Map<String, FloatTensor> moved = new LinkedHashMap<>();
    double squares = 0;
    for (String name : after.names()) {
      float[] before = model.values().values(name);
      float[] values = after.values(name);
      float[] gradient = new float[values.length];
      for (int k = 0; k < values.length; k++) {
        gradient[k] = (float) (((double) before[k] - values[k]) / RATE);
        double exact = expected.get("gradients").get(name).get(k).asDouble();
        squares += exact * exact;
      }
      moved.put(name, FloatTensor.of(after.shape(name), gradient));
    }
    gradients(TRAINING, ParameterValues.of(moved), expected);
    compare("training norm", result.gradientNorm(), drawn.numberNode(Math.sqrt(squares)));
    trained = true;
  }

  /** Returns whether a training step was compared. */
  boolean isTrained() {
    return trained;
  }

  private void alone(
      Model<GeneratedModel.Example> model, JsonNode expected, List<GeneratedModel.Example> alone) {
    Set<String> joined = new java.util.HashSet<>();
    drawn.path("joined").forEach(name -> joined.add(name.asText()));
    for (Map.Entry<String, JsonNode> output : expected.get("outputs").properties()) {
      if (joined.contains(output.getKey())) {
        continue;
      }
      for (int row = 0; row < examples.size(); row++) {
        ArrayNode own = drawn.arrayNode().add(output.getValue().get(row));
        outputs(
            "example %d alone, ".formatted(row),
            output.getKey(),
            List.of(model.predict(output.getKey(), examples.get(row))),
            own);
      }
    }
    JsonNode results = expected.get("alone");
    for (Map.Entry<String, JsonNode> output : results.get("outputs").properties()) {
      outputs("alone, ", output.getKey(), model.predict(output.getKey(), alone), output.getValue());
    }
    losses("alone, ", model.evaluate(alone), results);
    if (drawn.get("parameters").size() > 0) {
      gradients("alone, ", model.gradients(alone), results);
    }
  }

  private void outputs(String where, String name, List<FloatTensor> actual, JsonNode expected) {
    double largest = 0;
    for (JsonNode row : expected) {
      largest = Math.max(largest, largest(row.get("values")));
    }
    for (int row = 0; row < expected.size(); row++) {
      String full = "%soutput %s".formatted(where, name);
      long[] shape = actual.get(row).shape().asArray();
      long[] wanted =
          Arrays.stream(GeneratedModel.ints(expected.get(row).get("shape")))
              .asLongStream()
              .toArray();
      if (!Arrays.equals(shape, wanted)) {
        differences.add(
            new Difference(
                "%s of example %d: shape %s, expected %s"
                    .formatted(full, row, Arrays.toString(shape), Arrays.toString(wanted)),
                0,
                1,
                1,
                1));
      } else {
        compare(
            full,
            "[row %d]".formatted(row),
            expected.get(row).get("values"),
            actual.get(row).values(),
            Math.max(largest, 1e-2));
      }
    }
  }

  private void losses(String where, Map<String, Double> actual, JsonNode expected) {
    compare(where + "loss", actual.get(Model.LOSS), expected.get("loss"));
    for (Map.Entry<String, JsonNode> metric : expected.get("metrics").properties()) {
      compare(where + "metric " + metric.getKey(), actual.get(metric.getKey()), metric.getValue());
    }
  }

  private void compare(String name, double actual, JsonNode expected) {
    ArrayNode one = drawn.arrayNode().add(expected);
    compare(name, "", one, new float[] {(float) actual}, Math.max(largest(one), 1e-2));
  }

  private void gradients(String where, ParameterValues actual, JsonNode results) {
    JsonNode expected = results.get("gradients");
    double least = 3e-3 * Math.max(1, Math.abs(results.get("loss").asDouble()));
    double all = 0;
    for (JsonNode values : expected) {
      all = Math.max(all, largest(values));
    }
    for (Map.Entry<String, JsonNode> parameter : expected.properties()) {
      double scale = Math.max(least, Math.max(all / 100, largest(parameter.getValue())));
      compare(
          where + "gradient " + parameter.getKey(),
          "",
          parameter.getValue(),
          actual.values(parameter.getKey()),
          scale);
    }
  }

  private static double largest(JsonNode values) {
    double largest = 0;
    for (JsonNode value : values) {
      if (value.isNumber() && Double.isFinite(value.doubleValue())) {
        largest = Math.max(largest, Math.abs(value.doubleValue()));
      }
    }
    return largest;
  }

  private void compare(String name, String place, JsonNode expected, float[] actual, double scale) {
    if (expected.size() != actual.length) {
      differences.add(
          new Difference(name + ": number of values", expected.size(), actual.length, 1, 1));
      return;
    }
    for (int k = 0; k < actual.length; k++) {
      if (!expected.get(k).isNumber() || !Double.isFinite(expected.get(k).doubleValue())) {
        undefined++;
        continue;
      }
      double error = Math.abs(actual[k] - expected.get(k).doubleValue());
      String kind = name.replaceAll("^(example \\d+ )?(alone, )?(training )?(\\w+).*", "$4");
      if (error / scale <= TOLERANCE) {
        errors.merge(kind, error / scale, Math::max);
      } else {
        differences.add(
            new Difference(
                name + place + "[" + k + "]",
                expected.get(k).doubleValue(),
                actual[k],
                error,
                scale));
      }
    }
  }

  /** Judges the differences by the noise of float32. */
  private void judge() {
    String refusal = outcome == Outcome.EQUAL ? "" : "; then %s".formatted(message);
    if (margin < KINK) {
      outcome = Outcome.AT_KINK;
      message = "%s (margin %.3g)".formatted(differences.get(0), margin);
      return;
    }
    JsonNode noise = torch.noise(drawn);
    for (Difference difference : differences) {
      String name =
          difference
              .name()
              .replaceAll("^(example \\d+ )?(alone, )?(training )?", "")
              .replaceAll("(\\[row \\d+\\])?\\[\\d+\\]$", "");
      double allowed = noise.has(name) ? MORE_NOISE * noise.get(name).doubleValue() : 0;
      if (!(difference.error() <= allowed)) {
        outcome = Outcome.WRONG;
        message =
            "%s (%d differences; noise %.3g)%s"
                .formatted(difference, differences.size(), allowed / MORE_NOISE, refusal);
        return;
      }
    }
    if (outcome == Outcome.EQUAL) {
      outcome = Outcome.IMPRECISE;
      message = differences.get(0).toString();
    }
  }
}

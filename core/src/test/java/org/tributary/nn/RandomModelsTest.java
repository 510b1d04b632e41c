package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random models of a user's own against PyTorch, which computes each example by itself and without
 * padding, by {@code docs/golden/random_models.py}: as many as the property {@code
 * tributary.models} says, of the seed {@code tributary.models.seed}, from the case {@code
 * tributary.models.first} on, by {@code tributary.python}. {@code target/random-models} has the
 * report, and the smallest case of each that is wrong; {@code tributary.models.file} compares one.
 */
class RandomModelsTest {
  private static final int CASES = 40;
  private static final long SEED = 1;

  /** Number of cases after which the report is written. */
  private static final int CHUNK = 50;

  /** Number of wrong cases that are made smaller. */
  private static final int SHRUNK = 20;

  private static final Path FOLDER = Path.of("target", "random-models");

  /** The public classes whose methods compute. */
  private static final List<Class<?>> CLASSES =
      List.of(
          Network.class,
          Floats.class,
          Ints.class,
          Layer.class,
          EmbeddingPart.class,
          RecurrentPart.class,
          RecurrentPart.Result.class,
          Attention.class,
          CrfPart.class,
          ScanResult.class,
          CrossEntropy.class);

  /** Methods that no case calls, with the reason. */
  private static final Map<String, String> NOT_DRAWN =
      Map.of(
          "Floats.asOutput()", "the operand, which TensorFlow's operations read",
          "Floats.op()", "of the operand",
          "Ints.asOutput()", "the operand, which TensorFlow's operations read",
          "Ints.op()", "of the operand",
          "CrossEntropy.labelSmoothing()", "the component of a record",
          "CrossEntropy.classWeights()", "the component of a record");

  private final ObjectMapper json = new ObjectMapper();
  private final Map<ModelComparison.Outcome, Integer> outcomes =
      new EnumMap<>(ModelComparison.Outcome.class);
  private final Map<String, Integer> refusals = new TreeMap<>();
  private final Map<String, String> firstRefused = new TreeMap<>();
  private final Map<String, Integer> calls = new TreeMap<>();
  private final Map<String, Integer> features = new TreeMap<>();
  private final Map<String, Double> errors = new TreeMap<>();
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final List<String> imprecise = new ArrayList<>();
  private int undefined;
  private int trained;

  @Test
  void resultsMatchTorch() throws IOException {
    int count = Integer.getInteger("tributary.models", 0);
    String file = System.getProperty("tributary.models.file");
    assumeTrue(count > 0 || file != null, "tributary.models is not set");
    long seed = Long.getLong("tributary.models.seed", SEED);
    int first = Integer.getInteger("tributary.models.first", 0);
    Files.createDirectories(FOLDER);
    try (TorchModels torch = new TorchModels(System.getProperty("tributary.python", "python3"))) {
      if (file != null) {
        ObjectNode drawn = (ObjectNode) json.readTree(Path.of(file).toFile());
        ModelComparison comparison = new ModelComparison(drawn, torch).run();
        assertThat(comparison.outcome())
            .as(comparison.message())
            .isEqualTo(ModelComparison.Outcome.EQUAL);
        return;
      }
      for (int from = first; from < first + count; from += CHUNK) {
        IntStream.range(from, Math.min(from + CHUNK, first + count))
            .parallel()
            .forEach(k -> compare(ModelGenerator.draw(seed, k), torch));
        report("seed %d, from case %d on".formatted(seed, first));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(outcomes.values().stream().mapToInt(k -> k).sum()).isEqualTo(count);
  }

  /** Every public operation is in the generator and the script. */
  @Test
  void everyOperationIsGenerated() {
    Set<String> called = new TreeSet<>();
    for (int k = 0; k < CASES; k++) {
      GeneratedModel definition = new GeneratedModel(ModelGenerator.draw(SEED, k));
      try (Model<GeneratedModel.Example> model = Model.of(definition)) {
        assertThat(model.parameters()).isNotNull();
      } catch (IllegalArgumentException e) {
        continue; // refused
      }
      called.addAll(definition.calls());
    }
    Set<String> missing = new TreeSet<>();
    for (Class<?> type : CLASSES) {
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers())
            && !method.isSynthetic()
            && !Set.of("toString", "hashCode", "equals").contains(method.getName())) {
          missing.add(GeneratedModel.signature(method));
        }
      }
    }
    assertThat(missing).containsAll(NOT_DRAWN.keySet());
    assertThat(called).doesNotContainAnyElementsOf(NOT_DRAWN.keySet());
    missing.removeAll(called);
    missing.removeAll(NOT_DRAWN.keySet());
    assertThat(missing).isEmpty();
  }

  private void compare(ObjectNode drawn, TorchModels torch) {
    ModelComparison comparison;
    String name = "case %s of seed %s".formatted(drawn.get("number"), drawn.get("seed"));
    try {
      comparison = new ModelComparison(drawn, torch).run();
    } catch (AssertionError | RuntimeException e) {
      wrong.add("%s: %s".formatted(name, e));
      write(drawn, name + " error");
      return;
    }
    synchronized (this) {
      outcomes.merge(comparison.outcome(), 1, Integer::sum);
      undefined += comparison.undefined();
      trained += comparison.isTrained() ? 1 : 0;
      comparison.errors().forEach((kind, error) -> errors.merge(kind, error, Math::max));
      switch (comparison.outcome()) {
        case REFUSED -> {
          String reason = comparison.message().replaceAll("[0-9]+", "#");
          refusals.merge(reason, 1, Integer::sum);
          firstRefused.putIfAbsent(reason, name + ": " + comparison.message());
        }
        case WRONG -> {}
        case IMPRECISE, AT_KINK ->
            imprecise.add("%s, %s: %s".formatted(name, comparison.outcome(), comparison.message()));
        default -> {
          comparison.calls().forEach(call -> calls.merge(call, 1, Integer::sum));
          features(drawn.get("steps")).forEach(feature -> features.merge(feature, 1, Integer::sum));
        }
      }
    }
    if (comparison.outcome() == ModelComparison.Outcome.WRONG) {
      wrong.add("%s: %s".formatted(name, comparison.message()));
      write(drawn, name);
      if (wrong.size() <= SHRUNK) {
        ObjectNode smallest =
            new ModelShrinker(
                    c ->
                        new ModelComparison(c, torch).run().outcome()
                            == ModelComparison.Outcome.WRONG)
                .shrink(drawn);
        write(smallest, name + " smallest");
        wrong.add(
            "%s smallest: %s"
                .formatted(name, new ModelComparison(smallest, torch).run().message()));
      }
    }
  }

  private void write(JsonNode drawn, String name) {
    try {
      String text = json.writeValueAsString(drawn).replace("{\"op\"", "\n{\"op\"");
      Files.writeString(FOLDER.resolve(name.replace(' ', '-') + ".json"), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Returns what a case has beside the methods that it calls. */
  private static Set<String> features(JsonNode steps) {
    Set<String> found = new TreeSet<>();
    for (JsonNode step : steps) {
      String op = step.get("op").asText();
      found.add("step " + op);
      if (step.has("kind")) {
        String kind = step.get("kind").asText();
        found.add("part " + kind);
        for (String key : List.of("cell", "skip", "layers", "bidirectional", "kernel", "bias")) {
          if (step.has(key)) {
            found.add("%s: %s %s".formatted(kind, key, step.get(key).asText()));
          }
        }
        if (step.path("projection").intValue() > 0) {
          found.add("recurrent: projection");
        }
      }
      for (String key : List.of("weights", "smoothing", "classWeights", "causal", "function")) {
        if (step.path(key).isValueNode() && !step.get(key).asText().equals("false")) {
          found.add("%s: %s".formatted(op, key.equals("function") ? step.get(key).asText() : key));
        }
      }
      if (step.has("body")) {
        features(step.get("body").get("steps"))
            .forEach(inner -> found.add("within a scan: " + inner));
      }
    }
    return found;
  }

  private void report(String name) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(name + ": " + outcomes);
    lines.add("largest errors of results that are equal: " + errors);
    lines.add("training steps that were compared: " + trained);
    lines.add("results that PyTorch does not define: " + undefined);
    lines.add("wrong: " + wrong.size());
    lines.addAll(wrong);
    lines.add("imprecise or at a kink: " + imprecise.size());
    lines.addAll(imprecise);
    lines.add("refused:");
    refusals.forEach(
        (reason, n) ->
            lines.add("%6d %s%n       %s".formatted(n, reason, firstRefused.get(reason))));
    lines.add("cases that call a method:");
    calls.forEach((call, n) -> lines.add("%6d %s".formatted(n, call)));
    lines.add("cases with a feature:");
    features.forEach((feature, n) -> lines.add("%6d %s".formatted(n, feature)));
    Files.write(FOLDER.resolve("report.txt"), lines);
  }
}

package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.tributary.golden.TorchScript;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.train.optimizer.Adagrad;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.RmsProp;
import org.tributary.train.optimizer.WeightAverage;

/**
 * Random trainings of embedding lookups against PyTorch in float64, by {@code
 * docs/golden/trainings.py}: 30 stored ones, or as many as the property {@code tributary.trainings}
 * says, of the seed {@code tributary.trainings.seed}, drawn meanwhile by {@code tributary.python}.
 * All parameters must be as close as four times the effect of errors of float32, in gradients and
 * by PyTorch, on the same training, or 1e-6.
 */
class RandomTrainingsTest {
  private record Example(int[] ids, int id, float[] y) {}

  private final ObjectMapper json = new ObjectMapper();
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Double> errors = new TreeMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  @Test
  void parametersMatchTorch() throws IOException, InterruptedException {
    int count = Integer.getInteger("tributary.trainings", 0);
    if (count == 0) {
      TorchScript.stored("trainings.jsonl.gz", this::compare);
      count = 30;
    } else {
      TorchScript.run(
          "trainings.py",
          this::compare,
          "--random",
          String.valueOf(count),
          "--steps",
          System.getProperty("tributary.trainings.steps", "30"),
          "--seed",
          System.getProperty("tributary.trainings.seed", "1"));
    }
    Files.writeString(
        Files.createDirectories(Path.of("target")).resolve("trainings.txt"),
        "compared: %s%nwrong: %d %s%nlargest errors by those allowed: %s%n"
            .formatted(counts, wrong.size(), wrong, errors));
    assertThat(wrong).isEmpty();
    assertThat(counts.values().stream().mapToInt(n -> n).sum()).isEqualTo(count);
  }

  private void compare(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      compare(json.readTree(line));
    }
  }

  private void compare(JsonNode training) {
    String kind = training.get("optimizer").asText();
    counts.merge(kind, 1, Integer::sum);
    Map<String, ParameterValues> actual = train(training);
    assertThat(actual.keySet()).hasSize(training.get("expected").size());
    actual.forEach(
        (when, values) -> {
          for (String name : values.names()) {
            float[] expected = floats(training.at("/expected/" + when + "/" + name));
            double rounding = training.at("/rounding/" + when + "/" + name).asDouble();
            for (int k = 0; k < expected.length; k++) {
              double allowed = 4 * rounding + 1e-6 * Math.max(1, Math.abs(expected[k]));
              double error = Math.abs(values.values(name)[k] - expected[k]);
              errors.merge(kind, error / allowed, Math::max);
              if (!(error <= allowed)) {
                wrong.add(
                    "%d %s %s, %s: %s[%d] expected %s, got %s, allowed error %.2g%n"
                        .formatted(
                            training.get("case").asInt(),
                            optimizer(training),
                            when,
                            name,
                            name,
                            k,
                            expected[k],
                            values.values(name)[k],
                            allowed));
              }
            }
          }
        });
  }

  private static Map<String, ParameterValues> train(JsonNode training) {
    float scale = (float) training.get("scale").asDouble();
    Fit fit =
        Fit.epochs(1).optimizer(optimizer(training)).accumulate(training.get("parts").asInt());
    double factor = training.get("table_factor").asDouble();
    if (factor != 1) {
      fit = fit.group("long", optimizer(training), factor);
      fit = fit.group("short", optimizer(training), factor);
    }
    if (!training.get("clip").isNull()) {
      fit = fit.clipNorm(training.get("clip").asDouble() * training.get("scale").asDouble());
    }
    if (!training.get("average").isNull()) {
      fit = fit.average(WeightAverage.exponential(training.get("average").asDouble()));
    }
    try (Model<Example> model =
        Model.of(
            m -> {
              Floats ofIds =
                  m.embedding("long", 40, 3).forward(m.indices(Example::ids)).meanOverTime();
              Floats ofId = m.embedding("short", 7, 2).forward(m.index(Example::id));
              Floats y = m.linear("out", 5, 3).forward(ofIds.concat(ofId)).tanh();
              return m.mse(y, m.vector(3, Example::y)).times(scale);
            })) {
      ParameterValues.Builder start = ParameterValues.builder();
      training
          .get("parameters")
          .properties()
          .forEach(
              p -> {
                TensorShape shape = model.values().tensor(p.getKey()).shape();
                start.add(p.getKey(), shape, floats(p.getValue()));
              });
      model.set(start.build());
      Map<String, ParameterValues> results = new TreeMap<>();
      // every other training is read at its end alone, with all updates deferred until then
      boolean readsHalf = training.get("case").asInt() % 2 == 0;
      try (ModelTrainer<Example> trainer = model.trainer(fit)) {
        int steps = training.get("batches").size();
        for (int step = 0; step < steps; step++) {
          List<Example> batch =
              StreamSupport.stream(training.get("batches").get(step).spliterator(), false)
                  .map(RandomTrainingsTest::example)
                  .toList();
          trainer.step(batch, training.get("rates").get(step).asDouble());
          if (step + 1 == steps / 2 && readsHalf) {
            results.put("half", trainer.values());
          }
        }
        if (!training.get("average").isNull()) {
          results.put(
              "average",
              trainer
                  .updates
                  .averaged(trainer.program.session, trainer::values, steps)
                  .orElseThrow());
        }
        results.put("end", trainer.values());
        if (!readsHalf) {
          ((ObjectNode) training.get("expected")).remove("half");
        }
      }
      return results;
    }
  }

  private static Optimizer optimizer(JsonNode training) {
    JsonNode s = training.get("settings");
    double decay = s.get("weight_decay").asDouble();
    return switch (training.get("optimizer").asText()) {
      case "SGD" ->
          new Optimizer.Sgd(
              s.get("momentum").asDouble(),
              s.get("dampening").asDouble(),
              s.get("nesterov").asBoolean(),
              decay);
      case "Adam" ->
          new Optimizer.Adam(
              s.at("/betas/0").asDouble(),
              s.at("/betas/1").asDouble(),
              s.get("eps").asDouble(),
              decay);
      case "AdamW" ->
          new Optimizer.AdamW(
              s.at("/betas/0").asDouble(),
              s.at("/betas/1").asDouble(),
              s.get("eps").asDouble(),
              decay);
      case "Adagrad" ->
          new Adagrad(
              s.get("lr_decay").asDouble(),
              s.get("initial_accumulator_value").asDouble(),
              s.get("eps").asDouble(),
              decay);
      default ->
          new RmsProp(
              s.get("alpha").asDouble(),
              s.get("eps").asDouble(),
              s.get("momentum").asDouble(),
              s.get("centered").asBoolean() ? RmsProp.Centering.CENTERED : RmsProp.Centering.NONE,
              decay);
    };
  }

  private static Example example(JsonNode example) {
    float[] ids = floats(example.get("ids"));
    int[] rows = new int[ids.length];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = (int) ids[k];
    }
    return new Example(rows, example.get("id").asInt(), floats(example.get("y")));
  }

  /** Returns the numbers of nested arrays, in order. */
  private static float[] floats(JsonNode array) {
    List<Float> all = new ArrayList<>();
    collect(array, all);
    float[] floats = new float[all.size()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = all.get(k);
    }
    return floats;
  }

  private static void collect(JsonNode node, List<Float> all) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, all));
    } else {
      all.add((float) node.asDouble());
    }
  }
}

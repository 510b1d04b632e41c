package org.tributary.examples.bench.tagger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.bench.measurement.RoundRobin;
import org.tributary.examples.bench.measurement.Rounds;
import org.tributary.examples.chart.LineChart;
import org.tributary.examples.text.NumberFormats;

/**
 * A benchmark of a tagger's training step for several vocabulary sizes, in alternating steps. Words
 * are drawn uniformly, so nearly every embedding row that a batch reads is a CPU cache miss.
 */
public final class VocabularyBench {
  private static final String ROW = "%12s %12s %15s %18s";

  /**
   * The cases to time.
   *
   * @param words vocabulary sizes
   * @param embedding size of the word embedding
   * @param hidden hidden size per direction
   * @param batchSize sentences of 25 words per step
   * @param steps timed steps per vocabulary
   */
  public record Plan(List<Integer> words, int embedding, int hidden, int batchSize, int steps) {}

  private record Row(int words, double stepMs, double lowMs, double highMs) {}

  private final Plan plan;

  /** Creates a benchmark of {@code plan}. */
  public VocabularyBench(Plan plan) {
    this.plan = plan;
  }

  /**
   * Times each vocabulary size.
   *
   * @param lines receives the table
   */
  public BenchResult run(Consumer<String> lines) {
    List<Row> rows = rows(times());
    lines.accept(ROW.formatted("words", "step ms", "quartiles", "over the smallest"));
    for (Row row : rows) {
      lines.accept(
          ROW.formatted(
              NumberFormats.count(row.words()),
              number(row.stepMs()),
              number(row.lowMs()) + " to " + number(row.highMs()),
              number(row.stepMs() / rows.get(0).stepMs())));
    }
    return new BenchResult(json(rows), figure(rows));
  }

  private List<double[]> times() {
    int participants = plan.words().size();
    TrainingSteps steps =
        new TrainingSteps(plan.embedding(), plan.hidden(), plan.batchSize(), plan.steps());
    RoundRobin roundRobin = new RoundRobin(participants);
    ExecutorService threads = Executors.newFixedThreadPool(participants);
    try {
      List<Future<double[]>> running = new ArrayList<>();
      for (int k = 0; k < participants; k++) {
        int number = k;
        running.add(threads.submit(() -> steps.time(plan.words().get(number), roundRobin, number)));
      }
      List<double[]> times = new ArrayList<>();
      for (Future<double[]> result : running) {
        times.add(result.get());
      }
      return times;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("vocabulary: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      roundRobin.cancel();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("vocabulary: interrupted", e);
    } finally {
      threads.shutdown();
    }
  }

  private List<Row> rows(List<double[]> times) {
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < times.size(); k++) {
      double[] ms = times.get(k);
      rows.add(
          new Row(
              plan.words().get(k),
              Rounds.quantile(ms, 0.5),
              Rounds.quantile(ms, 0.25),
              Rounds.quantile(ms, 0.75)));
    }
    return rows;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private ObjectNode json(List<Row> rows) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows) {
      ObjectNode json = array.addObject();
      json.put("words", row.words());
      json.put("stepMs", row.stepMs());
      json.putArray("stepMsQuartiles").add(row.lowMs()).add(row.highMs());
    }
    ObjectNode json = BenchResult.json("vocabulary", Machine.here(), array);
    json.put("embedding", plan.embedding());
    json.put("hidden", plan.hidden());
    json.put("batchSize", plan.batchSize());
    return json;
  }

  private static LineChart figure(List<Row> rows) {
    return new LineChart(
            "Training step of a tagger by vocabulary size", "vocabulary size, words", "ms/step")
        .logarithmicX()
        .fromZero()
        .markedCurve(
            "Tributary",
            rows.stream().map(Row::words).toList(),
            rows.stream().map(Row::stepMs).toList())
        .caption(Machine.here().toString());
  }
}

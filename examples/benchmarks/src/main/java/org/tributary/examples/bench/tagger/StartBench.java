package org.tributary.examples.bench.tagger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.ChildJvm;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.bench.measurement.Rounds;
import org.tributary.examples.chart.BarChart;

/** A benchmark of a saved tagger's startup: the time of a fresh JVM until its first prediction. */
public final class StartBench {
  private static final String ROW = "%-28s %10s %20s";
  private static final String UNTIL_FIRST = "until the first prediction";
  private static final List<String> PARTS =
      List.of(
          "JVM until main",
          "the model and the natives",
          "first prediction",
          UNTIL_FIRST,
          "second prediction",
          "the whole process");

  private final Path model;
  private final List<String> sentence;
  private final List<String> jvmOptions;
  private final int runs;

  /**
   * Creates a benchmark.
   *
   * @param model saved tagger
   * @param sentence words to tag
   * @param jvmOptions options of the JVMs
   * @param runs number of JVMs after one that warms the disk cache
   */
  public StartBench(Path model, List<String> sentence, List<String> jvmOptions, int runs) {
    this.model = model;
    this.sentence = sentence;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.runs = runs;
  }

  /**
   * Starts the JVMs, one after another.
   *
   * @param lines receives the table
   */
  public BenchResult run(Consumer<String> lines) {
    start();
    double[][] seconds = new double[runs][];
    for (int k = 0; k < runs; k++) {
      seconds[k] = start();
    }
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    List<BarChart.Bar> bars = new ArrayList<>();
    lines.accept(ROW.formatted("seconds", "median", "range"));
    for (int part = 0; part < PARTS.size(); part++) {
      int index = part;
      double[] all = Arrays.stream(seconds).mapToDouble(s -> s[index]).sorted().toArray();
      double median = Rounds.quantile(all, 0.5);
      String text = number(median);
      lines.accept(
          ROW.formatted(
              PARTS.get(part), text, number(all[0]) + " to " + number(all[all.length - 1])));
      rows.addObject()
          .put("part", PARTS.get(part))
          .put("seconds", median)
          .put("least", all[0])
          .put("most", all[all.length - 1]);
      bars.add(new BarChart.Bar(PARTS.get(part), median));
    }
    ObjectNode json = BenchResult.json("start", Machine.here(), rows);
    json.put("runs", runs);
    jvmOptions.forEach(json.putArray("jvmOptions")::add);
    return new BenchResult(
        json,
        new BarChart(
            "A saved tagger in a fresh JVM",
            List.of(new BarChart.Panel("seconds", "%.3f", bars)),
            Machine.here().toString()));
  }

  /** Returns the seconds of each part, in the order of {@link #PARTS}. */
  private double[] start() {
    List<String> arguments = new ArrayList<>();
    arguments.add(model.toString());
    arguments.addAll(sentence);
    ChildJvm.Outcome outcome = ChildJvm.run(FirstPrediction.class, jvmOptions, arguments);
    double[] parts =
        Arrays.stream(outcome.lines().get(outcome.lines().size() - 1).split(" ", -1))
            .mapToDouble(nanos -> Double.parseDouble(nanos) / 1e9)
            .toArray();
    double untilFirst = parts[0] + parts[1] + parts[2];
    return new double[] {parts[0], parts[1], parts[2], untilFirst, parts[3], outcome.seconds()};
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}

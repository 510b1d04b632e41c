package org.tributary.examples.bench.tagger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.chart.BarChart;
import org.tributary.examples.taggers.ComparedTagger;
import org.tributary.examples.text.NumberFormats;

/** A benchmark of a saved tagger beside its ONNX file in ONNX Runtime, in one run. */
public final class OnnxBench {
  private static final String ROW = "%-14s %12s %12s %12s %12s %10s";

  private final Map<String, ComparedTagger> taggers = new LinkedHashMap<>();
  private final List<List<String>> sentences;

  /**
   * Creates a benchmark.
   *
   * @param tagger the saved tagger
   * @param onnx the same tagger in ONNX Runtime
   * @param sentences at least one sentence
   */
  public OnnxBench(ComparedTagger tagger, ComparedTagger onnx, List<List<String>> sentences) {
    taggers.put("Tributary", tagger);
    taggers.put("ONNX Runtime", onnx);
    this.sentences = sentences;
  }

  /**
   * Times both.
   *
   * @param lines receives the table
   */
  public BenchResult run(Consumer<String> lines) {
    lines.accept(ROW.formatted("", "words/s", "cached", "ms, median", "ms, 99 %", "differ"));
    List<List<String>> expected = taggers.get("Tributary").tag(sentences);
    var rows = JsonNodeFactory.instance.arrayNode();
    List<BarChart.Bar> throughput = new ArrayList<>();
    List<BarChart.Bar> latency = new ArrayList<>();
    taggers.forEach(
        (name, tagger) -> {
          int differ = differences(expected, tagger.tag(sentences));
          TaggingSpeed speed = TaggingSpeed.of(tagger, sentences);
          String fresh = NumberFormats.count(Math.round(speed.wordsPerSecond()));
          String median = milliseconds(speed.medianMs());
          lines.accept(
              ROW.formatted(
                  name,
                  fresh,
                  NumberFormats.count(Math.round(speed.cachedWordsPerSecond())),
                  median,
                  milliseconds(speed.p99Ms()),
                  NumberFormats.count(differ)));
          rows.addObject()
              .put("tagger", name)
              .put("sentences", sentences.size())
              .put("wordsPerSecond", speed.wordsPerSecond())
              .put("againWordsPerSecond", speed.cachedWordsPerSecond())
              .put("sentenceMedianMs", speed.medianMs())
              .put("sentenceP99Ms", speed.p99Ms())
              .put("differentLabels", differ);
          throughput.add(new BarChart.Bar(name, speed.wordsPerSecond()));
          latency.add(new BarChart.Bar(name, speed.medianMs()));
        });
    BarChart figure =
        new BarChart(
            "A saved tagger and its ONNX file",
            List.of(
                new BarChart.Panel("tagging throughput in batches, words/s", "%,.0f", throughput),
                new BarChart.Panel("ms/sentence, median (shorter is better)", "%.2f", latency)),
            Machine.here().toString());
    return new BenchResult(BenchResult.json("onnx", Machine.here(), rows), figure);
  }

  private static int differences(List<List<String>> expected, List<List<String>> found) {
    int count = 0;
    for (int n = 0; n < expected.size(); n++) {
      for (int t = 0; t < expected.get(n).size(); t++) {
        count += expected.get(n).get(t).equals(found.get(n).get(t)) ? 0 : 1;
      }
    }
    return count;
  }

  private static String milliseconds(double ms) {
    return String.format(Locale.ROOT, "%.2f", ms);
  }
}

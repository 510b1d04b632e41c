package org.tributary.examples.bench.tagger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.chart.BarChart;
import org.tributary.examples.taggers.ComparedTagger;
import org.tributary.examples.text.NumberFormats;

/** A benchmark of a saved tagger: throughput of all sentences and latency of single ones. */
public final class TaggingBench {
  private static final String ROW = "%-34s %12s";

  private final ComparedTagger tagger;
  private final List<List<String>> sentences;

  /**
   * Creates a benchmark.
   *
   * @param tagger tagger to time
   * @param sentences at least one sentence
   */
  public TaggingBench(ComparedTagger tagger, List<List<String>> sentences) {
    this.tagger = tagger;
    this.sentences = sentences;
  }

  /**
   * Times the tagger.
   *
   * @param lines receives the table
   */
  public BenchResult run(Consumer<String> lines) {
    TaggingSpeed speed = TaggingSpeed.of(tagger, sentences);
    String inBatches = NumberFormats.count(Math.round(speed.wordsPerSecond()));
    String cached = NumberFormats.count(Math.round(speed.cachedWordsPerSecond()));
    String median = milliseconds(speed.medianMs());
    String p99 = milliseconds(speed.p99Ms());
    lines.accept(ROW.formatted("words/s, empty caches", inBatches));
    lines.accept(ROW.formatted("words/s, warm caches", cached));
    lines.accept(ROW.formatted("ms/sentence, median", median));
    lines.accept(ROW.formatted("ms/sentence, 99th percentile", p99));
    var rows = JsonNodeFactory.instance.arrayNode();
    rows.addObject()
        .put("sentences", sentences.size())
        .put("wordsPerSecond", speed.wordsPerSecond())
        .put("againWordsPerSecond", speed.cachedWordsPerSecond())
        .put("sentenceMedianMs", speed.medianMs())
        .put("sentenceP99Ms", speed.p99Ms());
    BarChart figure =
        new BarChart(
            "A saved tagger in use",
            List.of(
                new BarChart.Panel(
                    "tagging throughput in batches, words/s",
                    "%,.0f",
                    List.of(
                        new BarChart.Bar("empty caches", speed.wordsPerSecond()),
                        new BarChart.Bar("warm caches", speed.cachedWordsPerSecond()))),
                new BarChart.Panel(
                    "ms/sentence (shorter is better)",
                    "%.2f",
                    List.of(
                        new BarChart.Bar("median", speed.medianMs()),
                        new BarChart.Bar("99 %", speed.p99Ms())))),
            Machine.here().toString());
    return new BenchResult(BenchResult.json("tagging", Machine.here(), rows), figure);
  }

  private static String milliseconds(double ms) {
    return String.format(Locale.ROOT, "%.2f", ms);
  }
}

package org.tributary.examples.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.tributary.examples.figures.BarChart;
import org.tributary.examples.taggers.ComparedTagger;
import org.tributary.examples.text.NumberFormats;

/** How fast a saved tagger tags: all sentences at once, and one by one. */
public final class TaggingBench {
  private static final String ROW = "%-34s %12s";

  private final ComparedTagger tagger;
  private final List<List<String>> sentences;

  /**
   * @param tagger what is timed
   * @param sentences at least one
   */
  public TaggingBench(ComparedTagger tagger, List<List<String>> sentences) {
    this.tagger = tagger;
    this.sentences = sentences;
  }

  /**
   * Tags the sentences again and again.
   *
   * @param lines hears the table
   */
  public BenchResult run(Consumer<String> lines) {
    TaggingSpeed speed = TaggingSpeed.of(tagger, sentences);
    String inBatches = NumberFormats.count(Math.round(speed.wordsPerSecond()));
    String again = NumberFormats.count(Math.round(speed.againPerSecond()));
    String median = milliseconds(speed.medianMs());
    String p99 = milliseconds(speed.p99Ms());
    lines.accept(ROW.formatted("words/s, all sentences at once", inBatches));
    lines.accept(ROW.formatted("words/s, the same sentences again", again));
    lines.accept(ROW.formatted("ms a sentence alone, median", median));
    lines.accept(ROW.formatted("ms a sentence alone, 99 %", p99));
    var rows = JsonNodeFactory.instance.arrayNode();
    rows.addObject()
        .put("sentences", sentences.size())
        .put("wordsPerSecond", speed.wordsPerSecond())
        .put("againWordsPerSecond", speed.againPerSecond())
        .put("sentenceMedianMs", speed.medianMs())
        .put("sentenceP99Ms", speed.p99Ms());
    BarChart figure =
        new BarChart(
            "A saved tagger in use",
            List.of(
                new BarChart.Panel(
                    "words tagged a second, in batches",
                    List.of(
                        new BarChart.Bar("all at once", speed.wordsPerSecond(), inBatches),
                        new BarChart.Bar("again", speed.againPerSecond(), again))),
                new BarChart.Panel(
                    "ms a sentence alone (shorter is better)",
                    List.of(
                        new BarChart.Bar("median", speed.medianMs(), median),
                        new BarChart.Bar("99 %", speed.p99Ms(), p99)))),
            Machine.here().toString());
    return new BenchResult(BenchResult.json("tagging", Machine.here(), rows), figure.svg());
  }

  private static String milliseconds(double ms) {
    return String.format(Locale.ROOT, "%.2f", ms);
  }
}

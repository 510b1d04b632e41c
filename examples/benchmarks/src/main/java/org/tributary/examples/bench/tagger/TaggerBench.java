package org.tributary.examples.bench.tagger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.bench.measurement.Rounds;
import org.tributary.examples.chart.BarChart;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.taggers.ComparedTagger;
import org.tributary.examples.taggers.LabelledSentences;
import org.tributary.examples.taggers.TaggerScore;
import org.tributary.examples.taggers.TributaryLibrary;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/** A benchmark of training epochs and tagging throughput, optionally against a peer script. */
public final class TaggerBench {
  private static final String ROW = "%-22s %10s %10s %10s %20s";

  /** The training and development files. */
  public record Data(LabelledFile train, LabelledFile dev) {}

  /**
   * The configuration of Tributary's tagger.
   *
   * @param trainer trainer
   * @param extractor feature extractor
   * @param description architecture and hyperparameters in words
   */
  public record Configuration(
      LstmTaggerTrainer trainer, TokenFeatureExtractor extractor, String description) {}

  private record Row(
      String tagger,
      List<Double> epochSeconds,
      double accuracy,
      double wordsPerSecond,
      Optional<Latency> latency) {

    double epoch() {
      return Rounds.quantile(epochSeconds.stream().mapToDouble(Double::doubleValue).toArray(), 0.5);
    }
  }

  /** Latency of a single sentence. */
  private record Latency(double medianMs, double p99Ms) {}

  private final Data data;
  private final Configuration ours;
  private final Optional<PeerScript> peer;
  private final int epochs;

  /**
   * Creates a benchmark.
   *
   * @param data training and development files
   * @param ours configuration of Tributary's tagger
   * @param peer script to compare with, if any
   * @param epochs passes over the training file, for both taggers
   */
  public TaggerBench(Data data, Configuration ours, Optional<PeerScript> peer, int epochs) {
    this.data = data;
    this.ours = ours;
    this.peer = peer;
    this.epochs = epochs;
  }

  /**
   * Trains and times the taggers.
   *
   * @param lines receives the table and the output of the script
   */
  public BenchResult run(Consumer<String> lines) {
    Optional<Row> theirs =
        peer.map(script -> theirs(script, lines)); // first, because the script may fail
    List<Row> rows = new ArrayList<>(List.of(ours()));
    theirs.ifPresent(rows::add);
    lines.accept(ROW.formatted("tagger", "s/epoch", "accuracy", "words/s", "ms/sentence, p99"));
    rows.forEach(row -> lines.accept(line(row)));
    return new BenchResult(json(rows), figure(rows));
  }

  private Row ours() {
    List<Double> seconds = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport report) {
            seconds.add(report.seconds());
          }
        };
    TributaryLibrary library = new TributaryLibrary(ours.trainer(), ours.extractor(), listener);
    try (ComparedTagger tagger = library.train(data.train().sentences(), data.dev().sentences())) {
      List<TaggedSentence> dev = LabelledSentences.of(data.dev());
      List<List<String>> words = LabelledSentences.words(dev);
      TaggerScore score =
          TaggerScore.of(dev, tagger.tag(words), LabelledSentences.of(data.train()));
      TaggingSpeed speed = TaggingSpeed.of(tagger, words);
      return new Row(
          library.name(),
          seconds,
          score.accuracy(),
          speed.wordsPerSecond(),
          Optional.of(new Latency(speed.medianMs(), speed.p99Ms())));
    }
  }

  private Row theirs(PeerScript script, Consumer<String> lines) {
    List<PeerScript.Epoch> reported =
        script.run(data.train().path(), data.dev().path(), epochs, lines);
    return new Row(
        script.name(),
        reported.stream().map(PeerScript.Epoch::seconds).toList(),
        reported.get(reported.size() - 1).accuracy(),
        PeerScript.medianWordsPerSecond(reported),
        Optional.empty());
  }

  private static String line(Row row) {
    return ROW.formatted(
        row.tagger(),
        String.format(Locale.ROOT, "%.1f", row.epoch()),
        NumberFormats.percent(row.accuracy()),
        NumberFormats.count(Math.round(row.wordsPerSecond())),
        row.latency()
            .map(l -> String.format(Locale.ROOT, "%.2f, %.2f", l.medianMs(), l.p99Ms()))
            .orElse(NumberFormats.NONE));
  }

  private ObjectNode json(List<Row> rows) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows) {
      ObjectNode json = array.addObject();
      json.put("tagger", row.tagger());
      ArrayNode seconds = json.putArray("epochSeconds");
      row.epochSeconds().forEach(seconds::add);
      json.put("epochSecondsMedian", row.epoch());
      json.put("accuracy", row.accuracy());
      json.put("wordsPerSecond", row.wordsPerSecond());
      row.latency()
          .ifPresent(
              l -> json.put("sentenceMedianMs", l.medianMs()).put("sentenceP99Ms", l.p99Ms()));
    }
    ObjectNode json = BenchResult.json("tagger", Machine.here(), array);
    json.put("ours", ours.description());
    json.put("epochs", epochs);
    return json;
  }

  private static BarChart figure(List<Row> rows) {
    List<BarChart.Panel> panels = new ArrayList<>();
    panels.add(panel(rows, "seconds per epoch (shorter is better)", Row::epoch, "%.1f"));
    panels.add(panel(rows, "tagging throughput in batches, words/s", Row::wordsPerSecond, "%,.0f"));
    return new BarChart("Training and tagging", panels, Machine.here().toString());
  }

  private static BarChart.Panel panel(
      List<Row> rows, String measure, ToDoubleFunction<Row> value, String format) {
    return new BarChart.Panel(
        measure,
        format,
        rows.stream().map(r -> new BarChart.Bar(r.tagger(), value.applyAsDouble(r))).toList());
  }
}

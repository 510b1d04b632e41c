package org.tributary.examples.bench.tagger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.chart.ScatterChart;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.taggers.ComparedTagger;
import org.tributary.examples.taggers.LabelledSentences;
import org.tributary.examples.taggers.TaggerLibrary;
import org.tributary.examples.taggers.TaggerScore;
import org.tributary.examples.text.NumberFormats;
import org.tributary.span.SpanCounts;
import org.tributary.tagger.TaggedSentence;

/** A comparison of several libraries' taggers on the same training and development sentences. */
public final class TaggersBench {
  private static final String ROW = "%-22s %10s %14s %10s %10s %10s %10s %10s";

  /**
   * A script that trains, scores and times its own tagger.
   *
   * @param epochs passes over the training file
   */
  public record Peer(PeerScript script, int epochs) {}

  private record Row(
      String tagger,
      double accuracy,
      OptionalDouble unknownAccuracy,
      Optional<SpanCounts> spans,
      OptionalDouble trainingSeconds,
      double wordsPerSecond) {}

  private final LabelledFile trainFile;
  private final LabelledFile devFile;
  private final List<TaggedSentence> train;
  private final List<TaggedSentence> dev;

  /**
   * Creates a comparison.
   *
   * @param trainFile training sentences
   * @param devFile sentences to score on
   */
  public TaggersBench(LabelledFile trainFile, LabelledFile devFile) {
    this.trainFile = trainFile;
    this.devFile = devFile;
    this.train = LabelledSentences.of(trainFile);
    this.dev = LabelledSentences.of(devFile);
  }

  /**
   * Trains each tagger, unless it was trained before, and scores it.
   *
   * @param peer script to compare with, if any; it runs first
   * @param libraries libraries to compare
   * @param lines receives the script's output and each line of the table as soon as it is complete
   */
  public BenchResult run(
      Optional<Peer> peer, List<TaggerLibrary> libraries, Consumer<String> lines) {
    List<Row> rows = new ArrayList<>();
    peer.ifPresent(script -> rows.add(row(script, lines)));
    lines.accept(
        ROW.formatted(
            "tagger",
            "accuracy",
            "unknown words",
            "precision",
            "recall",
            "span F1",
            "training",
            "words/s"));
    rows.forEach(row -> lines.accept(line(row)));
    for (TaggerLibrary library : libraries) {
      Row row = row(library);
      rows.add(row);
      lines.accept(line(row));
    }
    return new BenchResult(json(rows), figure(rows));
  }

  private Row row(TaggerLibrary library) {
    long start = System.nanoTime();
    try (ComparedTagger tagger = library.train(trainFile.sentences(), devFile.sentences())) {
      double elapsed = (System.nanoTime() - start) / 1e9;
      OptionalDouble seconds =
          library.trains() ? OptionalDouble.of(elapsed) : OptionalDouble.empty();
      List<List<String>> words = LabelledSentences.words(dev);
      TaggerScore score = TaggerScore.of(dev, tagger.tag(words), train);
      return new Row(
          library.name(),
          score.accuracy(),
          score.unknownAccuracy(),
          score.spans(),
          seconds,
          TaggingSpeed.wordsPerSecond(tagger, words));
    }
  }

  private Row row(Peer peer, Consumer<String> lines) {
    List<PeerScript.Epoch> reported =
        peer.script().run(trainFile.path(), devFile.path(), peer.epochs(), lines);
    return new Row(
        peer.script().name(),
        reported.get(reported.size() - 1).accuracy(),
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.of(reported.stream().mapToDouble(PeerScript.Epoch::seconds).sum()),
        PeerScript.medianWordsPerSecond(reported));
  }

  private static String line(Row row) {
    Function<Function<SpanCounts, Double>, String> span =
        value -> row.spans().map(value).map(NumberFormats::percent).orElse(NumberFormats.NONE);
    return ROW.formatted(
        row.tagger(),
        NumberFormats.percent(row.accuracy()),
        NumberFormats.percent(row.unknownAccuracy()),
        span.apply(SpanCounts::precision),
        span.apply(SpanCounts::recall),
        span.apply(SpanCounts::f1),
        row.trainingSeconds().isPresent()
            ? NumberFormats.seconds(row.trainingSeconds().getAsDouble())
            : NumberFormats.NONE,
        NumberFormats.count(Math.round(row.wordsPerSecond())));
  }

  private ObjectNode json(List<Row> rows) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows) {
      ObjectNode json = array.addObject();
      json.put("tagger", row.tagger());
      json.put("accuracy", row.accuracy());
      row.unknownAccuracy().ifPresent(share -> json.put("accuracyUnknown", share));
      row.spans()
          .ifPresent(
              spans ->
                  json.putObject("spans")
                      .put("precision", spans.precision())
                      .put("recall", spans.recall())
                      .put("f1", spans.f1())
                      .put("support", spans.gold())
                      .put("predicted", spans.predicted()));
      row.trainingSeconds().ifPresent(seconds -> json.put("trainingSeconds", seconds));
      json.put("wordsPerSecond", row.wordsPerSecond());
    }
    ObjectNode json = BenchResult.json("taggers", Machine.here(), array);
    json.put("trainSentences", train.size());
    json.put("devSentences", dev.size());
    return json;
  }

  /** Returns a chart of the score over the throughput. */
  private static ScatterChart figure(List<Row> rows) {
    boolean spans = rows.stream().allMatch(r -> r.spans().isPresent());
    ToDoubleFunction<Row> score = spans ? r -> r.spans().orElseThrow().f1() : Row::accuracy;
    return new ScatterChart(
        "Taggers on the same sentences",
        "tagging throughput, words/s",
        spans ? "span F1, %" : "accuracy, %",
        rows.stream()
            .map(
                r ->
                    new ScatterChart.Point(
                        r.tagger(), r.wordsPerSecond(), 100 * score.applyAsDouble(r)))
            .toList(),
        Machine.here().toString());
  }
}

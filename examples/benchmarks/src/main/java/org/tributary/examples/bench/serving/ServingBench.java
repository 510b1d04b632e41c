package org.tributary.examples.bench.serving;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Effort;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.bench.measurement.Rounds;
import org.tributary.examples.chart.BarChart;
import org.tributary.examples.text.NumberFormats;
import org.tributary.serve.TaggingService;
import org.tributary.tagger.Tagger;

/**
 * A benchmark of single sentences from many threads: calls of the tagger, calls of a {@link
 * TaggingService}, and, for comparison, lists of sentences from one thread.
 */
public final class ServingBench {
  private static final String HEADER = "%-34s %11s %9s %9s %9s";
  private static final int LIST = 16;

  private final Tagger tagger;
  private final List<List<String>> sentences;
  private final int clients;
  private final int rounds;
  private final double seconds;

  /**
   * Creates a benchmark.
   *
   * @param tagger an open tagger, which the end of {@link #run} closes
   * @param sentences at least one sentence
   * @param clients number of calling threads
   * @param rounds number of rounds
   * @param seconds seconds of each way in a round
   */
  public ServingBench(
      Tagger tagger, List<List<String>> sentences, int clients, int rounds, double seconds) {
    this.tagger = tagger;
    this.sentences = sentences;
    this.clients = clients;
    this.rounds = rounds;
    this.seconds = Effort.seconds(seconds);
  }

  private record Way(String name, TagCall call, ClosedLoop loop) {}

  /**
   * Times the ways alternately, after a round of warm-up.
   *
   * @param lines receives the table
   */
  public BenchResult run(Consumer<String> lines) {
    try (TaggingService service = TaggingService.of(tagger).start()) {
      List<Way> ways =
          List.of(
              new Way(
                  "tag, %d threads".formatted(clients),
                  list -> tagger.tag(list.get(0)),
                  new ClosedLoop(clients, 1)),
              new Way(
                  "TaggingService, %d threads".formatted(clients),
                  list -> service.tag(list.get(0)),
                  new ClosedLoop(clients, 1)),
              new Way(
                  "tagAll of %d, one thread".formatted(LIST),
                  tagger::tagAll,
                  new ClosedLoop(1, LIST)));
      Map<Integer, List<ClosedLoop.Speed>> speeds = new TreeMap<>();
      for (int round = -1; round < rounds; round++) {
        for (int k = 0; k < ways.size(); k++) {
          Way way = ways.get(k);
          ClosedLoop.Speed speed = way.loop().run(way.call(), sentences, seconds);
          if (round >= 0) {
            speeds.computeIfAbsent(k, key -> new ArrayList<>()).add(speed);
          }
        }
      }
      return result(ways, speeds, lines);
    }
  }

  private BenchResult result(
      List<Way> ways, Map<Integer, List<ClosedLoop.Speed>> speeds, Consumer<String> lines) {
    lines.accept(HEADER.formatted("", "sentences/s", "p50 ms", "p99 ms", "p99.9 ms"));
    var rows = JsonNodeFactory.instance.arrayNode();
    List<BarChart.Bar> bars = new ArrayList<>();
    for (int k = 0; k < ways.size(); k++) {
      double perSecond = median(speeds.get(k), ClosedLoop.Speed::sentencesPerSecond);
      Latencies latencies =
          new Latencies(
              median(speeds.get(k), speed -> speed.latencies().p50()),
              median(speeds.get(k), speed -> speed.latencies().p99()),
              median(speeds.get(k), speed -> speed.latencies().p999()));
      String name = ways.get(k).name();
      String count = NumberFormats.count(Math.round(perSecond));
      lines.accept(
          HEADER.formatted(
              name,
              count,
              milliseconds(latencies.p50()),
              milliseconds(latencies.p99()),
              milliseconds(latencies.p999())));
      var row = rows.addObject().put("way", name).put("sentencesPerSecond", perSecond);
      latencies.addTo(row);
      bars.add(new BarChart.Bar(name, perSecond));
    }
    lines.accept("service / tag       %.2f".formatted(ratio(speeds, 1, 0)));
    lines.accept("service / tagAll    %.2f".formatted(ratio(speeds, 1, 2)));
    return new BenchResult(
        BenchResult.json("serving", Machine.here(), rows),
        new BarChart(
            "Single sentences from many threads",
            List.of(new BarChart.Panel("sentences/s", "%,.0f", bars)),
            Machine.here().toString()));
  }

  /** Returns the median over the rounds of the ratio of two ways' throughputs. */
  private double ratio(Map<Integer, List<ClosedLoop.Speed>> speeds, int way, int base) {
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      ratios[round] =
          speeds.get(way).get(round).sentencesPerSecond()
              / speeds.get(base).get(round).sentencesPerSecond();
    }
    return Rounds.quantile(ratios, 0.5);
  }

  private static double median(
      List<ClosedLoop.Speed> speeds, ToDoubleFunction<ClosedLoop.Speed> value) {
    return Rounds.quantile(speeds.stream().mapToDouble(value).toArray(), 0.5);
  }

  static String milliseconds(double ms) {
    return String.format(Locale.ROOT, "%.2f", ms);
  }
}

package org.tributary.examples.bench.serving;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Effort;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.chart.BarChart;
import org.tributary.examples.job.JobException;
import org.tributary.examples.text.NumberFormats;

/**
 * A benchmark of a running {@code examples/service}: full load by clients in a closed loop, half
 * and three times that rate in an open loop, full load again, and full load while the model is
 * replaced. Fails if a call gets an answer that its load does not explain.
 */
public final class HttpBench {
  private static final String ROW = "%-22s %12s %9s %9s %9s   %s";

  /** Unanswered calls at overload: more than the service's default queue of 1,000 sentences. */
  private static final int MAX_OPEN = 4_000;

  private static final int OVERLOAD = 3;

  /** Warm-up relative to a load's time: a service compiles its code for half a minute of load. */
  private static final int WARM_UP = 3;

  private final HttpCalls calls;
  private final List<List<String>> sentences;
  private final ClosedLoop clients;
  private final double seconds;
  private final int replacements;
  private final ArrayNode rows = JsonNodeFactory.instance.arrayNode();
  private final List<BarChart.Bar> bars = new ArrayList<>();

  /**
   * Creates a benchmark.
   *
   * @param service root of the service, such as {@code http://localhost:8080/}
   * @param sentences at least one sentence
   * @param clients number of concurrent clients of the closed loops
   * @param seconds seconds of each load
   * @param replacements number of replacements of the model under load; may be 0
   */
  public HttpBench(
      URI service, List<List<String>> sentences, int clients, double seconds, int replacements) {
    this.calls = new HttpCalls(service);
    this.sentences = sentences;
    this.clients = new ClosedLoop(clients, 1);
    this.seconds = Effort.seconds(seconds);
    this.replacements = replacements;
  }

  /**
   * Measures the loads.
   *
   * @param lines receives the table
   * @throws JobException if a call fails, or an accepted one is lost
   */
  public BenchResult run(Consumer<String> lines) {
    closed(WARM_UP * seconds);
    lines.accept(ROW.formatted("load", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "answers"));
    double full = report(lines, "full", closed(seconds));
    new OpenLoop(full / 2, MAX_OPEN).run(calls::submit, sentences, seconds); // warm-up
    open(lines, "half", full / 2, Map.of("200", "tagged"));
    open(
        lines,
        OVERLOAD + " times",
        full * OVERLOAD,
        Map.of("200", "tagged", "429", "refused", "not sent", "not sent"));
    report(lines, "full, after it", closed(seconds));
    if (replacements > 0) {
      report(lines, "full, replacements", whileReplacing(lines));
    }
    return new BenchResult(
        BenchResult.json("http", Machine.here(), rows),
        new BarChart(
            "A service over HTTP, single sentences",
            List.of(new BarChart.Panel("p50 of the answered requests, ms", "%.2f", bars)),
            Machine.here().toString()));
  }

  private ClosedLoop.Speed closed(double time) {
    return clients.run(list -> calls.requireTagged(list.get(0)), sentences, time);
  }

  /** Runs closed loops until the model has been replaced the given number of times. */
  private ClosedLoop.Speed whileReplacing(Consumer<String> lines) {
    AtomicBoolean done = new AtomicBoolean();
    List<ClosedLoop.Speed> speeds = new ArrayList<>();
    List<RuntimeException> failures = new ArrayList<>();
    Thread load =
        new Thread(
            () -> {
              try {
                while (!done.get()) {
                  speeds.add(closed(seconds));
                }
              } catch (RuntimeException e) {
                failures.add(e);
              }
            },
            "clients");
    load.start();
    try {
      for (int k = 0; k < replacements; k++) {
        calls.reload();
      }
      done.set(true);
      load.join();
    } catch (IOException e) {
      throw new JobException("reload: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobException("replacements: interrupted");
    } finally {
      done.set(true);
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    lines.accept("%d replacements, no call failed".formatted(replacements));
    return speeds.get(speeds.size() - 1);
  }

  private double report(Consumer<String> lines, String load, ClosedLoop.Speed speed) {
    row(lines, load, speed.sentencesPerSecond(), speed.latencies(), "all tagged");
    return speed.sentencesPerSecond();
  }

  private void open(Consumer<String> lines, String load, double rate, Map<String, String> known) {
    OpenLoop.Result result = new OpenLoop(rate, MAX_OPEN).run(calls::submit, sentences, seconds);
    Map<String, Integer> named = new TreeMap<>();
    result
        .outcomes()
        .forEach(
            (outcome, count) -> {
              if (!known.containsKey(outcome)) {
                throw new JobException(
                    "load %s: expected answers %s, got %d of '%s'"
                        .formatted(load, new TreeSet<>(known.keySet()), count, outcome));
              }
              named.put(known.get(outcome), count);
            });
    String answers =
        named.entrySet().stream()
            .map(each -> NumberFormats.count(each.getValue()) + " " + each.getKey())
            .collect(Collectors.joining(", "));
    row(lines, load, rate, result.answered(), answers);
  }

  private void row(
      Consumer<String> lines, String load, double rate, Latencies latencies, String answers) {
    String count = NumberFormats.count(Math.round(rate));
    lines.accept(
        ROW.formatted(
            load,
            count,
            ServingBench.milliseconds(latencies.p50()),
            ServingBench.milliseconds(latencies.p99()),
            ServingBench.milliseconds(latencies.p999()),
            answers));
    var row = rows.addObject().put("load", load).put("requestsPerSecond", rate);
    latencies.addTo(row);
    row.put("answers", answers);
    bars.add(new BarChart.Bar(load, latencies.p50()));
  }
}

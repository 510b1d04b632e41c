package org.tributary.examples.bench.layers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.bench.measurement.Timed;
import org.tributary.examples.bench.measurement.Timing;
import org.tributary.examples.chart.BarChart;
import org.tributary.kernel.Kernel;

/** A benchmark of layers, optionally against a peer. */
public final class LayerBench {
  private static final String ROW = "%-6s %-16s %-10s %-10s %-9s %10s %10s %7s %15s";

  private final Optional<Peer> peer;
  private final Optional<Kernel> kernel;
  private final int rounds;

  /**
   * Creates a benchmark.
   *
   * @param peer library to compare with, if any
   * @param kernel Tributary's kernel; empty for the fastest supported one
   * @param rounds timed rounds per case
   */
  public LayerBench(Optional<Peer> peer, Optional<Kernel> kernel, int rounds) {
    this.peer = peer;
    this.kernel = kernel;
    this.rounds = rounds;
  }

  /** Returns the table header for the lines of {@link #run}. */
  public static String header() {
    return ROW.formatted(
        "cell", "T,B,I,H", "lengths", "mode", "kernel", "ours ms", "peer ms", "ratio", "quartiles");
  }

  /**
   * Times each case.
   *
   * @param cases layers to time
   * @param lines receives each line of the table as soon as it is complete
   * @return rows of {@code {cell, T, B, I, H, directions, lengths, mode, kernel, oursMs, peer,
   *     peerMs, ratio, ratioQuartiles}}
   */
  public BenchResult run(List<LayerCase> cases, Consumer<String> lines) {
    peer.ifPresent(p -> p.prepare(cases));
    ArrayNode results = JsonNodeFactory.instance.arrayNode();
    Map<String, List<BarChart.Bar>> bars = new LinkedHashMap<>();
    for (LayerCase layer : cases) {
      List<Timed> opened = new ArrayList<>();
      try {
        Timed ours = new TributaryLayer(layer, kernel);
        opened.add(ours);
        Optional<Timed> theirs = peer.map(p -> p.open(layer));
        theirs.ifPresent(opened::add);
        Timing timing = Timing.of(ours, theirs, rounds);
        lines.accept(line(layer, ours, timing));
        results.add(json(layer, ours, timing));
        bars.computeIfAbsent(panel(layer), name -> new ArrayList<>()).add(bar(layer, timing));
      } finally {
        opened.forEach(Timed::close);
      }
    }
    return new BenchResult(results, figure(bars));
  }

  private static BarChart figure(Map<String, List<BarChart.Bar>> bars) {
    return new BarChart(
        "Bidirectional layers by steps, batch size, input and hidden size",
        bars.entrySet().stream()
            .map(panel -> new BarChart.Panel(panel.getKey(), "%.2f", panel.getValue()))
            .toList(),
        Machine.here().toString());
  }

  private String panel(LayerCase layer) {
    return "%s, %s, %s lengths: %s (shorter is better)"
        .formatted(
            LayerCase.lower(layer.cell()),
            LayerCase.lower(layer.mode()),
            LayerCase.lower(layer.lengths()),
            peer.map(p -> "time relative to " + p.name()).orElse("milliseconds"));
  }

  private static BarChart.Bar bar(LayerCase layer, Timing timing) {
    return new BarChart.Bar(layer.shape().toString(), timing.ratio().orElse(timing.oursMs()));
  }

  private static String line(LayerCase layer, Timed ours, Timing timing) {
    return ROW.formatted(
        LayerCase.lower(layer.cell()),
        layer.shape(),
        LayerCase.lower(layer.lengths()),
        LayerCase.lower(layer.mode()),
        ours.kernel(),
        "%.3f".formatted(timing.oursMs()),
        timing.peerMs().isPresent() ? "%.3f".formatted(timing.peerMs().getAsDouble()) : "-",
        timing.ratio().isPresent() ? "%.2f".formatted(timing.ratio().getAsDouble()) : "-",
        timing.ratio().isPresent()
            ? "%.2f to %.2f"
                .formatted(timing.lowRatio().getAsDouble(), timing.highRatio().getAsDouble())
            : "-");
  }

  private ObjectNode json(LayerCase layer, Timed ours, Timing timing) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cell", LayerCase.lower(layer.cell()));
    json.put("T", layer.shape().steps());
    json.put("B", layer.shape().rows());
    json.put("I", layer.shape().input());
    json.put("H", layer.shape().hidden());
    json.put("directions", 2);
    json.put("lengths", LayerCase.lower(layer.lengths()));
    json.put("mode", LayerCase.lower(layer.mode()));
    json.put("kernel", ours.kernel());
    json.put("oursMs", timing.oursMs());
    if (peer.isPresent()) {
      json.put("peer", peer.get().name());
      json.put("peerMs", timing.peerMs().getAsDouble());
      json.put("ratio", timing.ratio().getAsDouble());
      json.putArray("ratioQuartiles")
          .add(timing.lowRatio().getAsDouble())
          .add(timing.highRatio().getAsDouble());
    }
    json.set("machine", Machine.here().json());
    return json;
  }
}

package org.tributary.examples.bench.layers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tributary.examples.bench.layers.LayerCase.LayerShape;
import org.tributary.examples.bench.layers.LayerCase.LengthDistribution;
import org.tributary.examples.bench.layers.LayerCase.Mode;
import org.tributary.examples.bench.measurement.BenchResult;
import org.tributary.examples.bench.measurement.Machine;
import org.tributary.examples.bench.measurement.Timed;
import org.tributary.examples.bench.measurement.Timing;
import org.tributary.examples.chart.LineChart;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.config.TaggerCell;

/**
 * A benchmark of the overhead of sequence lengths: the time of a batch with lengths from 1 to T,
 * relative to the same tensor without lengths. PyTorch's issue 149194 has this table for packed
 * sequences.
 */
public final class LengthsBench {

  /** The issue's ratios of packed to padded time by T: forward pass, backward pass. */
  private static final Map<Integer, double[]> ISSUE_RATIOS =
      Map.of(
          10, new double[] {5.27, 2.77},
          100, new double[] {15.07, 3.96},
          1000, new double[] {95.83, 27.94},
          4000, new double[] {113.85, 80.90});

  private static final String ROW = "%-6s %-10s %12s %12s %7s %14s %15s %11s %11s %9s";

  /**
   * The cases to time.
   *
   * @param cell kind of cell
   * @param steps values of T
   * @param rows batch size, B
   * @param input input size, I
   * @param hidden hidden size per direction, H
   */
  public record Plan(TaggerCell cell, List<Integer> steps, int rows, int input, int hidden) {

    private LayerCase layer(int t, LengthDistribution lengths, Mode mode) {
      return new LayerCase(cell, new LayerShape(t, rows, input, hidden), lengths, mode);
    }

    private List<LayerCase> cases() {
      List<LayerCase> cases = new ArrayList<>();
      for (int t : steps) {
        for (Mode mode : Mode.values()) {
          cases.add(layer(t, LengthDistribution.TRIANGULAR, mode));
          cases.add(layer(t, LengthDistribution.FULL, mode));
        }
      }
      return cases;
    }
  }

  private record Row(
      int steps, Mode mode, Timing ours, Optional<Timing> peer, OptionalLong peakBytes) {

    /** Returns the issue's ratio. It timed backward alone; here training includes forward. */
    OptionalDouble issue() {
      double[] ratios = ISSUE_RATIOS.get(steps);
      return ratios == null
          ? OptionalDouble.empty()
          : OptionalDouble.of(ratios[mode == Mode.INFERENCE ? 0 : 1]);
    }

    /** Returns microseconds of the packed batch per step of its longest sequence. */
    double microsPerStep() {
      return 1000 * ours.oursMs() / steps;
    }
  }

  private final Plan plan;
  private final Optional<Peer> peer;
  private final int rounds;

  /**
   * Creates a benchmark.
   *
   * @param plan cases to time
   * @param peer library to compare with, if any
   * @param rounds timed rounds per case
   */
  public LengthsBench(Plan plan, Optional<Peer> peer, int rounds) {
    this.plan = plan;
    this.peer = peer;
    this.rounds = rounds;
  }

  /** Returns the table header for the lines of {@link #run}. */
  public static String header() {
    return ROW.formatted(
        "T",
        "mode",
        "lengths ms",
        "padded ms",
        "ratio",
        "quartiles",
        "us/step of T",
        "peak",
        "peer ratio",
        "issue");
  }

  /**
   * Times each value of T.
   *
   * @param lines receives each line of the table as soon as it is complete
   */
  public BenchResult run(Consumer<String> lines) {
    peer.ifPresent(p -> p.prepare(plan.cases()));
    List<Row> rows = new ArrayList<>();
    for (int steps : plan.steps()) {
      for (Mode mode : Mode.values()) {
        Row row = row(steps, mode);
        rows.add(row);
        lines.accept(line(row));
      }
    }
    return new BenchResult(json(rows), figure(rows));
  }

  private Row row(int steps, Mode mode) {
    LayerCase packed = plan.layer(steps, LengthDistribution.TRIANGULAR, mode);
    LayerCase padded = plan.layer(steps, LengthDistribution.FULL, mode);
    Timing ours;
    try (Timed withLengths = new TributaryLayer(packed);
        Timed without = new TributaryLayer(padded)) {
      ours = Timing.of(withLengths, Optional.of(without), rounds);
    }
    OptionalLong peak =
        mode == Mode.INFERENCE ? InferenceMemory.peakBytes(packed) : OptionalLong.empty();
    return new Row(steps, mode, ours, peer.map(p -> theirs(p, packed, padded)), peak);
  }

  private Timing theirs(Peer peer, LayerCase packed, LayerCase padded) {
    try (Timed withLengths = peer.open(packed);
        Timed without = peer.open(padded)) {
      return Timing.of(withLengths, Optional.of(without), rounds);
    }
  }

  private static String line(Row row) {
    return ROW.formatted(
        row.steps(),
        LayerCase.lower(row.mode()),
        number("%.3f", row.ours().oursMs()),
        number("%.3f", row.ours().peerMs().getAsDouble()),
        number("%.2f", row.ours().ratio().getAsDouble()),
        number("%.2f", row.ours().lowRatio().getAsDouble())
            + " to "
            + number("%.2f", row.ours().highRatio().getAsDouble()),
        number("%.1f", row.microsPerStep()),
        row.peakBytes().isPresent()
            ? NumberFormats.bytes(row.peakBytes().getAsLong())
            : NumberFormats.NONE,
        row.peer().isPresent()
            ? number("%.2f", row.peer().get().ratio().getAsDouble())
            : NumberFormats.NONE,
        row.issue().isPresent() ? number("%.2f", row.issue().getAsDouble()) : NumberFormats.NONE);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private ObjectNode json(List<Row> rows) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows) {
      ObjectNode json = array.addObject();
      json.put("T", row.steps());
      json.put("mode", LayerCase.lower(row.mode()));
      json.put("lengthsMs", row.ours().oursMs());
      json.put("paddedMs", row.ours().peerMs().getAsDouble());
      json.put("ratio", row.ours().ratio().getAsDouble());
      json.putArray("ratioQuartiles")
          .add(row.ours().lowRatio().getAsDouble())
          .add(row.ours().highRatio().getAsDouble());
      json.put("microsPerStep", row.microsPerStep());
      row.peakBytes().ifPresent(bytes -> json.put("peakBytes", bytes));
      row.issue().ifPresent(ratio -> json.put("issueRatio", ratio));
      row.peer()
          .ifPresent(
              timing -> {
                json.put("peer", peer.orElseThrow().name());
                json.put("peerLengthsMs", timing.oursMs());
                json.put("peerPaddedMs", timing.peerMs().getAsDouble());
                json.put("peerRatio", timing.ratio().getAsDouble());
              });
    }
    ObjectNode json = BenchResult.json("lengths", Machine.here(), array);
    json.put("cell", LayerCase.lower(plan.cell()));
    json.put("B", plan.rows());
    json.put("I", plan.input());
    json.put("H", plan.hidden());
    json.put("directions", 2);
    return json;
  }

  private LineChart figure(List<Row> rows) {
    LineChart chart =
        new LineChart(
                "Sequences of 1 to T steps relative to the same tensor without lengths",
                "T, steps of the longest sequence",
                "time with lengths / time without")
            .logarithmicX()
            .logarithmicY()
            .caption(Machine.here().toString());
    for (Mode mode : Mode.values()) {
      String name = LayerCase.lower(mode);
      List<Row> timed = rows.stream().filter(row -> row.mode() == mode).toList();
      add(chart, timed, "Tributary, " + name, row -> row.ours().ratio());
      peer.ifPresent(
          p ->
              add(
                  chart,
                  timed,
                  p.name() + ", " + name,
                  row -> row.peer().map(Timing::ratio).orElse(OptionalDouble.empty())));
      String pass = mode == Mode.INFERENCE ? "forward" : "backward alone";
      add(chart, timed, "PyTorch, issue 149194, " + pass, Row::issue);
    }
    return chart;
  }

  /** Adds a curve of the rows that have a value; nothing if none has one. */
  private static void add(
      LineChart chart, List<Row> rows, String name, Function<Row, OptionalDouble> value) {
    List<Row> rowsWithValue = rows.stream().filter(row -> value.apply(row).isPresent()).toList();
    if (!rowsWithValue.isEmpty()) {
      chart.markedCurve(
          name,
          rowsWithValue.stream().map(Row::steps).toList(),
          rowsWithValue.stream().map(row -> value.apply(row).getAsDouble()).toList());
    }
  }
}

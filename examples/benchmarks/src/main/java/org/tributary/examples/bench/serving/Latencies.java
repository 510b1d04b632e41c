package org.tributary.examples.bench.serving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.tributary.examples.bench.measurement.Rounds;

/**
 * Quantiles of the latencies of calls, in ms.
 *
 * @param p50 median
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 */
record Latencies(double p50, double p99, double p999) {

  /** Returns the quantiles of at least one latency in ms. */
  static Latencies of(double[] ms) {
    return new Latencies(
        Rounds.quantile(ms, 0.5), Rounds.quantile(ms, 0.99), Rounds.quantile(ms, 0.999));
  }

  /** Adds the quantiles to a row of results. */
  void addTo(ObjectNode row) {
    row.put("p50Ms", p50).put("p99Ms", p99).put("p999Ms", p999);
  }
}

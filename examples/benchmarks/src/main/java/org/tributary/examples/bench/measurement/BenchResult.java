package org.tributary.examples.bench.measurement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.tributary.examples.chart.Chart;

/**
 * The result of a benchmark.
 *
 * @param json {@code {benchmark, machine, ..., rows}}; for layers, a list of rows that each contain
 *     the machine
 * @param figure the chart
 */
public record BenchResult(JsonNode json, Chart figure) {

  /** Returns the members common to all benchmarks. */
  public static ObjectNode json(String benchmark, Machine machine, ArrayNode rows) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", benchmark);
    json.set("machine", machine.json());
    json.set("rows", rows);
    return json;
  }
}

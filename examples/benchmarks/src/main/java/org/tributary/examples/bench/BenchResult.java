package org.tributary.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a benchmark found.
 *
 * @param json {@code {benchmark, machine, ..., rows}}, or, of layers, a list of rows that each name
 *     the machine
 * @param figure an SVG
 */
public record BenchResult(JsonNode json, String figure) {

  /** The JSON that every benchmark's own facts and rows are put into. */
  static ObjectNode json(String benchmark, Machine machine, ArrayNode rows) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", benchmark);
    json.set("machine", machine.json());
    json.set("rows", rows);
    return json;
  }
}

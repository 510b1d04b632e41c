package org.tributary.examples.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tributary.examples.analysis.Calibration;
import org.tributary.examples.analysis.Comparison;
import org.tributary.examples.analysis.TextEvaluation;

/** A comparison as JSON; {@code report.schema.json} describes it. */
final class ComparisonJson {
  private static final String SCHEMA = "tributary-comparison/1";

  private ComparisonJson() {}

  static ObjectNode of(ComparisonContents contents) {
    ObjectNode json = JsonValues.object();
    json.put("schema", SCHEMA);
    json.put("title", contents.title());
    json.put("created", contents.created().toString());
    ArrayNode warnings = json.putArray("warnings");
    contents.warnings().forEach(warnings::add);
    json.put("measure", contents.measure());
    JsonValues.putEach(json, "models", contents.models(), ComparisonJson::putModel);
    JsonValues.putEach(
        json, "pairs", contents.pairs(), (pair, node) -> putPair(node, pair, contents.measure()));
    ReportJson.putProvenance(json, contents.provenance());
    return json;
  }

  private static void putModel(ComparedModel compared, ObjectNode json) {
    json.put("name", compared.name());
    ReportJson.putScores(json, compared.evaluation());
    compared
        .evaluation()
        .spans()
        .ifPresent(
            spans -> {
              json.set("precision", JsonValues.estimate(spans.precision()));
              json.set("recall", JsonValues.estimate(spans.recall()));
            });
    JsonValues.put(json, "calibrationError", error(compared.evaluation().calibration()));
    JsonValues.put(
        json,
        "spanCalibrationError",
        error(compared.evaluation().spans().flatMap(TextEvaluation.Spans::calibration)));
    JsonValues.put(json, "seconds", compared.seconds());
    json.put(
        "modelBytes", compared.bytes().isPresent() ? (Long) compared.bytes().getAsLong() : null);
  }

  private static OptionalDouble error(Optional<Calibration> calibration) {
    return calibration.map(c -> OptionalDouble.of(c.error())).orElse(OptionalDouble.empty());
  }

  private static void putPair(ObjectNode json, ComparisonContents.Pair pair, String measure) {
    Comparison comparison = pair.comparison();
    json.put("first", pair.first().name());
    json.put("second", pair.second().name());
    json.set("difference", JsonValues.estimate(comparison.difference()));
    json.put("pValue", comparison.pValue());
    json.put("adjustedPValue", pair.adjustedPValue());
    json.put("significant", pair.significant());
    json.put("explanation", pair.explanation(measure));
    json.put("bothCorrect", comparison.both());
    json.put("onlyFirstCorrect", comparison.onlyFirst().size());
    json.put("onlySecondCorrect", comparison.onlySecond().size());
    json.put("neitherCorrect", comparison.neither());
    JsonValues.putEach(
        json,
        "onlyFirstExamples",
        Samples.evenlySpaced(comparison.onlyFirst()),
        (position, node) -> JsonValues.putPosition(node, position));
    JsonValues.putEach(
        json,
        "onlySecondExamples",
        Samples.evenlySpaced(comparison.onlySecond()),
        (position, node) -> JsonValues.putPosition(node, position));
  }
}

package org.tributary.examples.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.analysis.Breakdown;
import org.tributary.examples.analysis.ScoredSentence;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.provenance.EpochSummary;

/** A report as JSON; {@code report.schema.json} describes it. */
final class ReportJson {
  private static final String SCHEMA = "tributary-report/1";

  private ReportJson() {}

  static ObjectNode of(ReportContents contents) {
    TextEvaluation evaluation = contents.evaluation();
    ObjectNode json = JsonValues.object();
    json.put("schema", SCHEMA);
    json.put("title", contents.title());
    json.put("created", contents.created().toString());
    ArrayNode warnings = json.putArray("warnings");
    contents.warnings().forEach(warnings::add);
    putScores(json, evaluation);
    JsonValues.put(json, "seconds", contents.seconds());
    json.put(
        "modelBytes",
        contents.modelBytes().isPresent() ? (Long) contents.modelBytes().getAsLong() : null);
    json.set("spans", evaluation.spans().map(spans -> spans(evaluation, spans)).orElse(null));
    JsonValues.putEach(
        json,
        "labels",
        evaluation.labels(),
        (label, node) -> JsonValues.putScore(node.put("label", label.label()), label));
    putConfusions(json, evaluation);
    JsonValues.putBreakdown(
        json, "bySentenceLength", Breakdown.bySentenceLength(evaluation.text()));
    JsonValues.putBreakdown(json, "byTrainingCount", Breakdown.byTrainingCount(evaluation.text()));
    json.set("calibration", evaluation.calibration().map(JsonValues::calibration).orElse(null));
    JsonValues.putEach(
        json,
        "confidentMistakes",
        Samples.confidentMistakes(evaluation),
        (position, node) -> JsonValues.putPosition(node, position));
    JsonValues.putEach(
        json,
        "leastConfidentCorrect",
        Samples.leastConfidentCorrect(evaluation),
        (position, node) -> JsonValues.putPosition(node, position));
    JsonValues.putEach(json, "history", contents.history(), ReportJson::fill);
    putProvenance(json, contents.provenance());
    return json;
  }

  /** Puts the numbers of the text and the scores of all tokens and spans. */
  static void putScores(ObjectNode json, TextEvaluation evaluation) {
    json.put("sentences", evaluation.text().size());
    json.put("tokens", evaluation.text().tokens().count());
    json.put("measure", evaluation.measure());
    json.set("score", JsonValues.estimate(evaluation.headline()));
    json.set("accuracy", JsonValues.estimate(evaluation.accuracy()));
    json.set("macroF1", JsonValues.estimate(evaluation.macroF1()));
    json.set("knownWords", group(evaluation.known()));
    json.set("unknownWords", group(evaluation.unknown()));
    JsonValues.put(json, "coverage", evaluation.coverage());
  }

  static void putProvenance(ObjectNode json, List<FactSheet> sheets) {
    JsonValues.putEach(
        json,
        "provenance",
        sheets,
        (sheet, node) ->
            JsonValues.putEach(
                node.put("title", sheet.title()),
                "facts",
                sheet.facts(),
                (fact, factNode) -> factNode.put("name", fact.name()).put("value", fact.value())));
  }

  private static ObjectNode group(Optional<TextEvaluation.Group> group) {
    if (group.isEmpty()) {
      return null;
    }
    ObjectNode json = JsonValues.object();
    json.put("tokens", group.get().tokens());
    json.put("correct", group.get().correct());
    json.set("accuracy", JsonValues.estimate(group.get().accuracy()));
    return json;
  }

  private static ObjectNode spans(TextEvaluation evaluation, TextEvaluation.Spans spans) {
    ObjectNode json = JsonValues.object();
    json.set("precision", JsonValues.estimate(spans.precision()));
    json.set("recall", JsonValues.estimate(spans.recall()));
    json.set("f1", JsonValues.estimate(spans.f1()));
    JsonValues.putScore(json.putObject("total"), spans.total());
    JsonValues.putEach(
        json,
        "types",
        spans.types(),
        (type, node) -> JsonValues.putScore(node.put("type", type.label()), type));
    JsonValues.putEach(
        json,
        "errors",
        Samples.spanErrors(spans),
        (kind, node) ->
            JsonValues.putEach(
                node.put("kind", kind.kind().text()).put("count", kind.count()),
                "examples",
                kind.examples(),
                (error, example) -> {
                  ScoredSentence sentence = evaluation.text().sentences().get(error.sentence());
                  JsonValues.putSpanError(example, error, sentence.words());
                }));
    JsonValues.putBreakdown(json, "byLength", Breakdown.bySpanLength(evaluation.text()));
    json.set("calibration", spans.calibration().map(JsonValues::calibration).orElse(null));
    return json;
  }

  private static void putConfusions(ObjectNode json, TextEvaluation evaluation) {
    JsonValues.putEach(
        json,
        "confusions",
        Samples.confusions(evaluation),
        (cell, node) ->
            JsonValues.putEach(
                putCell(node, cell, evaluation),
                "examples",
                Samples.confused(evaluation, cell),
                (position, example) -> JsonValues.putPosition(example, position)));
    JsonValues.putEach(
        json,
        "confusionCounts",
        evaluation.confusion().confusions(),
        (cell, node) -> putCell(node, cell, evaluation));
  }

  private static ObjectNode putCell(
      ObjectNode json, ConfusionMatrix.Cell cell, TextEvaluation evaluation) {
    return json.put("gold", cell.gold())
        .put("predicted", cell.predicted())
        .put("count", evaluation.confusion().count(cell.gold(), cell.predicted()));
  }

  private static void fill(EpochSummary epoch, ObjectNode json) {
    json.put("epoch", epoch.epoch());
    json.put("loss", epoch.loss());
    JsonValues.put(json, "devScore", epoch.devScore());
  }
}

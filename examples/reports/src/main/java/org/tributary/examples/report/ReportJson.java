package org.tributary.examples.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.tributary.span.Span;
import org.tributary.tribuo.evaluation.Breakdown;
import org.tributary.tribuo.evaluation.Calibration;
import org.tributary.tribuo.evaluation.Comparison;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.evaluation.Estimate;
import org.tributary.tribuo.evaluation.LabelScore;
import org.tributary.tribuo.evaluation.ScoredText;
import org.tributary.tribuo.evaluation.ScoredText.Position;
import org.tributary.tribuo.evaluation.SpanError;
import org.tributary.tribuo.evaluation.TextEvaluation;

/**
 * Reports and comparisons as JSON; {@code report.schema.json} describes it. A number that is not
 * defined is null.
 */
final class ReportJson {
  private static final int CONTEXT_WORDS = 100;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(
                      OptionalDouble.class,
                      serializer(value -> value.isPresent() ? value.getAsDouble() : null))
                  .addSerializer(Estimate.class, serializer(ReportJson::estimate)));

  /** Returns a serializer of values as others. */
  private static <T> JsonSerializer<T> serializer(Function<T, Object> form) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator to, SerializerProvider provider)
          throws IOException {
        to.writePOJO(form.apply(value));
      }
    };
  }

  private static Object estimate(Estimate estimate) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("value", Double.isNaN(estimate.value()) ? null : (Double) estimate.value());
    values.put("low", estimate.interval().map(Estimate.Interval::low).orElse(null));
    values.put("high", estimate.interval().map(Estimate.Interval::high).orElse(null));
    return values;
  }

  private static JsonNode tree(Optional<?> value) {
    return value.<JsonNode>map(JSON::valueToTree).orElse(null);
  }

  private ReportJson() {}

  static ObjectNode of(ReportContents contents) {
    TextEvaluation evaluation = contents.evaluation();
    ScoredText text = evaluation.text();
    ObjectNode json =
        head("tributary-report/1", contents.title(), contents.created(), contents.warnings());
    putScores(json, evaluation);
    put(json, "seconds", contents.seconds());
    put(json, "modelBytes", contents.modelBytes());
    json.set("spans", evaluation.spans().map(spans -> spans(text, spans)).orElse(null));
    putEach(
        json,
        "labels",
        evaluation.labels(),
        (label, node) -> putScore(node.put("label", label.label()), label));
    putEach(
        json,
        "confusions",
        Examples.confusions(evaluation),
        (cell, node) -> {
          putCell(node, cell, evaluation);
          putEach(
              node,
              "examples",
              Examples.evenlySpaced(evaluation.confused(cell)),
              ReportJson::putPosition);
        });
    putEach(
        json,
        "confusionCounts",
        evaluation.confusion().confusions(),
        (cell, node) -> putCell(node, cell, evaluation));
    putBreakdown(json, "bySentenceLength", Breakdown.bySentenceLength(text));
    putBreakdown(json, "byTrainingCount", Breakdown.byTrainingCount(text));
    json.set("calibration", tree(evaluation.calibration()));
    putEach(
        json,
        "confidentMistakes",
        evaluation.text().confidentMistakes(Examples.LISTED),
        ReportJson::putPosition);
    putEach(
        json,
        "leastConfidentCorrect",
        evaluation.leastConfidentCorrect(Examples.LISTED),
        ReportJson::putPosition);
    json.set("history", JSON.valueToTree(contents.history()));
    json.set("provenance", JSON.valueToTree(contents.provenance()));
    return json;
  }

  static ObjectNode of(ComparisonContents contents) {
    ObjectNode json =
        head("tributary-comparison/1", contents.title(), contents.created(), contents.warnings());
    json.put("measure", contents.measure());
    putEach(json, "models", contents.models(), ReportJson::putModel);
    putEach(
        json, "pairs", contents.pairs(), (pair, node) -> putPair(node, pair, contents.measure()));
    json.set("provenance", JSON.valueToTree(contents.provenance()));
    return json;
  }

  private static ObjectNode head(
      String schema, String title, OffsetDateTime created, List<String> warnings) {
    ObjectNode json =
        object().put("schema", schema).put("title", title).put("created", created.toString());
    warnings.forEach(json.putArray("warnings")::add);
    return json;
  }

  /** Puts the numbers of the text and the scores of all tokens and spans. */
  private static void putScores(ObjectNode json, TextEvaluation evaluation) {
    json.put("sentences", evaluation.text().size());
    json.put("tokens", evaluation.text().tally().total());
    json.put("measure", evaluation.measure());
    json.set("score", JSON.valueToTree(evaluation.headline()));
    json.set("accuracy", JSON.valueToTree(evaluation.accuracy()));
    json.set("macroF1", JSON.valueToTree(evaluation.macroF1()));
    json.set("knownWords", evaluation.known().map(ReportJson::group).orElse(null));
    json.set("unknownWords", evaluation.unknown().map(ReportJson::group).orElse(null));
    put(json, "coverage", evaluation.coverage());
  }

  private static ObjectNode group(TextEvaluation.Group group) {
    ObjectNode json = object();
    json.put("tokens", group.tally().total()).put("correct", group.tally().correct());
    json.set("accuracy", JSON.valueToTree(group.accuracy()));
    return json;
  }

  private static ObjectNode spans(ScoredText text, TextEvaluation.Spans spans) {
    ObjectNode json = object();
    json.set("precision", JSON.valueToTree(spans.precision()));
    json.set("recall", JSON.valueToTree(spans.recall()));
    json.set("f1", JSON.valueToTree(spans.f1()));
    putScore(json.putObject("total"), spans.total());
    putEach(
        json,
        "types",
        spans.types(),
        (type, node) -> putScore(node.put("type", type.label()), type));
    putEach(
        json,
        "errors",
        Examples.errorKinds(spans),
        (kind, node) ->
            putEach(
                node.put("kind", kind.kind().text()).put("count", kind.count()),
                "examples",
                kind.examples(),
                (error, example) ->
                    putSpanError(example, error, text.sentences().get(error.sentence()).words())));
    putBreakdown(json, "byLength", Breakdown.bySpanLength(text));
    json.set("calibration", tree(spans.calibration()));
    return json;
  }

  private static void putCell(
      ObjectNode json, ConfusionMatrix.Cell cell, TextEvaluation evaluation) {
    json.put("gold", cell.gold())
        .put("predicted", cell.predicted())
        .put("count", evaluation.confusion().counts().get(cell));
  }

  private static void putModel(ComparedModel compared, ObjectNode json) {
    TextEvaluation evaluation = compared.evaluation();
    putScores(json.put("name", compared.name()), evaluation);
    evaluation
        .spans()
        .ifPresent(
            spans -> {
              json.set("precision", JSON.valueToTree(spans.precision()));
              json.set("recall", JSON.valueToTree(spans.recall()));
            });
    json.put("calibrationError", evaluation.calibration().map(Calibration::error).orElse(null));
    json.put(
        "spanCalibrationError",
        evaluation
            .spans()
            .flatMap(TextEvaluation.Spans::calibration)
            .map(Calibration::error)
            .orElse(null));
    put(json, "seconds", compared.seconds());
    put(json, "modelBytes", compared.bytes());
  }

  private static void putPair(ObjectNode json, ComparisonContents.Pair pair, String measure) {
    Comparison comparison = pair.comparison();
    json.put("first", pair.first().name()).put("second", pair.second().name());
    json.set("difference", JSON.valueToTree(comparison.difference()));
    json.put("pValue", comparison.pValue())
        .put("adjustedPValue", pair.adjustedPValue())
        .put("significant", pair.significant())
        .put("explanation", pair.explanation(measure))
        .put("bothCorrect", comparison.both())
        .put("onlyFirstCorrect", comparison.onlyFirst().size())
        .put("onlySecondCorrect", comparison.onlySecond().size())
        .put("neitherCorrect", comparison.neither());
    putEach(
        json,
        "onlyFirstExamples",
        Examples.evenlySpaced(comparison.onlyFirst()),
        ReportJson::putPosition);
    putEach(
        json,
        "onlySecondExamples",
        Examples.evenlySpaced(comparison.onlySecond()),
        ReportJson::putPosition);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Puts an array with an object for each item. */
  private static <T> void putEach(
      ObjectNode json, String name, Collection<T> items, BiConsumer<T, ObjectNode> filler) {
    ArrayNode array = json.putArray(name);
    items.forEach(item -> filler.accept(item, array.addObject()));
  }

  private static void put(ObjectNode json, String name, OptionalDouble value) {
    json.put(name, value.isPresent() ? (Double) value.getAsDouble() : null);
  }

  private static void put(ObjectNode json, String name, OptionalLong value) {
    json.put(name, value.isPresent() ? (Long) value.getAsLong() : null);
  }

  private static void putScore(ObjectNode json, LabelScore score) {
    json.put("precision", score.precision())
        .put("recall", score.recall())
        .put("f1", score.f1())
        .put("correct", score.truePositives())
        .put("gold", score.support())
        .put("predicted", score.predicted());
  }

  private static void putBreakdown(ObjectNode json, String name, Breakdown breakdown) {
    putEach(
        json,
        name,
        breakdown.groups().entrySet(),
        (group, node) ->
            put(
                node.put("group", group.getKey())
                    .put("total", group.getValue().total())
                    .put("correct", group.getValue().correct()),
                "accuracy",
                group.getValue().accuracy()));
  }

  /** Puts a token in its sentence; sentences count from 1, tokens from 0. */
  private static void putPosition(Position position, ObjectNode json) {
    ScoredText.Token token = position.token();
    json.put("sentence", position.sentenceIndex() + 1).put("token", position.index());
    putWords(json, position.sentence().words(), position.index(), position.index() + 1);
    json.put("gold", token.gold()).put("predicted", token.predicted());
    put(json, "confidence", token.confidence());
    json.put("known", token.known().orElse(null));
  }

  private static void putSpanError(ObjectNode json, SpanError error, List<String> words) {
    json.put("sentence", error.sentence() + 1);
    putWords(json, words, error.begin(), error.end());
    json.set("gold", error.gold().map(ReportJson::span).orElse(null));
    json.set("predicted", error.predicted().map(ReportJson::span).orElse(null));
  }

  private static ObjectNode span(Span span) {
    return object().put("type", span.type()).put("start", span.begin()).put("end", span.end());
  }

  /** Puts the words in a window around tokens [start, end): a sentence may have thousands. */
  private static void putWords(ObjectNode json, List<String> words, int start, int end) {
    int first = Math.max(0, start - CONTEXT_WORDS);
    ArrayNode array = json.put("firstWord", first).putArray("words");
    words.subList(first, Math.min(words.size(), end + CONTEXT_WORDS)).forEach(array::add);
  }
}

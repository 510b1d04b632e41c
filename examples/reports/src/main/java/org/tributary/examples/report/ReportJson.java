package org.tributary.examples.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.tributary.evaluation.Breakdown;
import org.tributary.evaluation.Calibration;
import org.tributary.evaluation.Comparison;
import org.tributary.evaluation.ConfusionMatrix;
import org.tributary.evaluation.Estimate;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.ScoredText.Position;
import org.tributary.evaluation.SpanError;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.span.Span;

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
                  .addSerializer(
                      OptionalLong.class,
                      serializer(value -> value.isPresent() ? value.getAsLong() : null))
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

  private ReportJson() {}

  static ObjectNode of(ReportContents contents) {
    TextEvaluation evaluation = contents.evaluation();
    ScoredText text = evaluation.text();
    return tree(
        object()
            .put("schema", "tributary-report/1")
            .put("title", contents.model().name())
            .put("created", contents.created().toString())
            .putPOJO("warnings", contents.warnings())
            .<ObjectNode>setAll(scores(contents.model()))
            .putPOJO("spans", evaluation.spans().map(spans -> spans(text, spans)).orElse(null))
            .putPOJO(
                "labels",
                each(
                    evaluation.labels(),
                    label -> object().put("label", label.label()).<ObjectNode>setAll(score(label))))
            .putPOJO(
                "confusions",
                each(
                    Examples.confusions(evaluation),
                    cell ->
                        cell(cell, evaluation)
                            .putPOJO("examples", examples(evaluation.confused(cell)))))
            .putPOJO(
                "confusionCounts",
                each(evaluation.confusion().confusions(), cell -> cell(cell, evaluation)))
            .putPOJO("bySentenceLength", breakdown(Breakdown.bySentenceLength(text)))
            .putPOJO("byTrainingCount", breakdown(Breakdown.byTrainingCount(text)))
            .putPOJO("calibration", evaluation.calibration().orElse(null))
            .putPOJO(
                "confidentMistakes",
                each(text.confidentMistakes(Examples.LISTED), ReportJson::position))
            .putPOJO(
                "leastConfidentCorrect",
                each(evaluation.leastConfidentCorrect(Examples.LISTED), ReportJson::position))
            .putPOJO("history", contents.history())
            .putPOJO("provenance", contents.provenance()));
  }

  static ObjectNode of(ComparisonContents contents) {
    return tree(
        object()
            .put("schema", "tributary-comparison/1")
            .put("title", contents.title())
            .put("created", contents.created().toString())
            .putPOJO("warnings", contents.warnings())
            .put("measure", contents.measure())
            .putPOJO("models", each(contents.models(), ReportJson::model))
            .putPOJO("pairs", each(contents.pairs(), pair -> pair(pair, contents.measure())))
            .putPOJO("provenance", contents.provenance()));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Returns an object with the values of its fields as JSON. */
  private static ObjectNode tree(ObjectNode object) {
    return JSON.valueToTree(object);
  }

  private static <T> List<ObjectNode> each(Collection<T> items, Function<T, ObjectNode> form) {
    return items.stream().map(form).toList();
  }

  private static List<ObjectNode> examples(List<Position> positions) {
    return each(Examples.evenlySpaced(positions), ReportJson::position);
  }

  /** Returns the numbers of the text and the scores of all tokens and spans. */
  private static ObjectNode scores(ScoredModel model) {
    TextEvaluation evaluation = model.evaluation();
    return object()
        .put("sentences", evaluation.text().size())
        .put("tokens", evaluation.text().tally().total())
        .put("measure", evaluation.measure())
        .putPOJO("score", evaluation.headline())
        .putPOJO("accuracy", evaluation.accuracy())
        .putPOJO("macroF1", evaluation.macroF1())
        .putPOJO("knownWords", evaluation.known().map(ReportJson::group).orElse(null))
        .putPOJO("unknownWords", evaluation.unknown().map(ReportJson::group).orElse(null))
        .putPOJO("knownWordRate", evaluation.coverage())
        .putPOJO("seconds", model.seconds())
        .putPOJO("modelBytes", model.bytes());
  }

  private static ObjectNode group(TextEvaluation.Group group) {
    return object()
        .put("tokens", group.tally().total())
        .put("correct", group.tally().correct())
        .putPOJO("accuracy", group.accuracy());
  }

  private static ObjectNode spans(ScoredText text, TextEvaluation.Spans spans) {
    return object()
        .putPOJO("precision", spans.precision())
        .putPOJO("recall", spans.recall())
        .putPOJO("f1", spans.f1())
        .putPOJO("total", score(spans.total()))
        .putPOJO(
            "types",
            each(
                spans.types(),
                type -> object().put("type", type.label()).<ObjectNode>setAll(score(type))))
        .putPOJO(
            "errors",
            each(
                Examples.errorKinds(spans),
                kind ->
                    object()
                        .put("kind", kind.kind().text())
                        .put("count", kind.count())
                        .putPOJO(
                            "examples", each(kind.examples(), error -> spanError(error, text)))))
        .putPOJO("byLength", breakdown(Breakdown.bySpanLength(text)))
        .putPOJO("calibration", spans.calibration().orElse(null));
  }

  private static ObjectNode cell(ConfusionMatrix.Cell cell, TextEvaluation evaluation) {
    return object()
        .put("gold", cell.gold())
        .put("predicted", cell.predicted())
        .put("count", evaluation.confusion().counts().get(cell));
  }

  private static ObjectNode model(ScoredModel compared) {
    TextEvaluation evaluation = compared.evaluation();
    Optional<TextEvaluation.Spans> spans = evaluation.spans();
    ObjectNode json =
        object()
            .put("name", compared.name())
            .<ObjectNode>setAll(scores(compared))
            .put("calibrationError", evaluation.calibration().map(Calibration::error).orElse(null))
            .put(
                "spanCalibrationError",
                spans
                    .flatMap(TextEvaluation.Spans::calibration)
                    .map(Calibration::error)
                    .orElse(null));
    spans.ifPresent(
        present ->
            json.putPOJO("precision", present.precision()).putPOJO("recall", present.recall()));
    return json;
  }

  private static ObjectNode pair(ComparisonContents.Pair pair, String measure) {
    Comparison comparison = pair.comparison();
    return object()
        .put("first", pair.first().name())
        .put("second", pair.second().name())
        .putPOJO("difference", comparison.difference())
        .put("pValue", comparison.pValue())
        .put("adjustedPValue", pair.adjustedPValue())
        .put("significant", pair.significant())
        .put("explanation", pair.explanation(measure))
        .put("bothCorrect", comparison.both())
        .put("onlyFirstCorrect", comparison.onlyFirst().size())
        .put("onlySecondCorrect", comparison.onlySecond().size())
        .put("neitherCorrect", comparison.neither())
        .putPOJO("onlyFirstExamples", examples(comparison.onlyFirst()))
        .putPOJO("onlySecondExamples", examples(comparison.onlySecond()));
  }

  private static ObjectNode score(LabelScore score) {
    return object()
        .put("precision", score.precision())
        .put("recall", score.recall())
        .put("f1", score.f1())
        .put("correct", score.truePositives())
        .put("gold", score.support())
        .put("predicted", score.predicted());
  }

  private static List<ObjectNode> breakdown(Breakdown breakdown) {
    return each(
        breakdown.groups().entrySet(),
        group ->
            object()
                .put("group", group.getKey())
                .put("total", group.getValue().total())
                .put("correct", group.getValue().correct())
                .putPOJO("accuracy", group.getValue().accuracy()));
  }

  /** Returns a token in its sentence; sentences count from 1, tokens from 0. */
  private static ObjectNode position(Position position) {
    ScoredText.Token token = position.token();
    int index = position.index();
    return object()
        .put("sentence", position.sentenceIndex() + 1)
        .put("token", index)
        .<ObjectNode>setAll(words(position.sentence().words(), index, index + 1))
        .put("gold", token.gold())
        .put("predicted", token.predicted())
        .putPOJO("confidence", token.confidence())
        .put("known", token.known().orElse(null));
  }

  private static ObjectNode spanError(SpanError error, ScoredText text) {
    List<String> words = text.sentences().get(error.sentence()).words();
    return object()
        .put("sentence", error.sentence() + 1)
        .<ObjectNode>setAll(words(words, error.begin(), error.end()))
        .putPOJO("gold", error.gold().map(ReportJson::span).orElse(null))
        .putPOJO("predicted", error.predicted().map(ReportJson::span).orElse(null));
  }

  private static ObjectNode span(Span span) {
    return object().put("type", span.type()).put("begin", span.begin()).put("end", span.end());
  }

  /** Returns the words in a window around tokens [begin, end): a sentence may have thousands. */
  private static ObjectNode words(List<String> words, int begin, int end) {
    int first = Math.max(0, begin - CONTEXT_WORDS);
    return object()
        .put("firstWord", first)
        .putPOJO("words", words.subList(first, Math.min(words.size(), end + CONTEXT_WORDS)));
  }
}

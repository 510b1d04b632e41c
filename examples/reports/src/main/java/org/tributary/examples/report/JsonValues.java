package org.tributary.examples.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import org.tributary.examples.analysis.Breakdown;
import org.tributary.examples.analysis.Calibration;
import org.tributary.examples.analysis.Estimate;
import org.tributary.examples.analysis.Interval;
import org.tributary.examples.analysis.ScoredToken;
import org.tributary.examples.analysis.SpanError;
import org.tributary.examples.analysis.TokenInSentence;
import org.tributary.span.Span;
import org.tributary.tribuo.evaluation.LabelScore;
import org.tributary.tribuo.evaluation.Tally;

/** The parts of a report's JSON. A number that is not defined is null. */
final class JsonValues {
  private static final int CONTEXT_WORDS = 100;

  private JsonValues() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Puts an array with an object for each item. */
  static <T> void putEach(
      ObjectNode json, String name, Collection<T> items, BiConsumer<T, ObjectNode> filler) {
    ArrayNode array = json.putArray(name);
    items.forEach(item -> filler.accept(item, array.addObject()));
  }

  static void put(ObjectNode json, String name, OptionalDouble value) {
    json.put(name, value.isPresent() ? (Double) value.getAsDouble() : null);
  }

  static ObjectNode estimate(Estimate estimate) {
    ObjectNode json = object();
    json.put("value", Double.isNaN(estimate.value()) ? null : (Double) estimate.value());
    Optional<Interval> interval = estimate.interval();
    json.put("low", interval.map(Interval::low).orElse(null));
    json.put("high", interval.map(Interval::high).orElse(null));
    return json;
  }

  static void putScore(ObjectNode json, LabelScore score) {
    json.put("precision", score.precision());
    json.put("recall", score.recall());
    json.put("f1", score.f1());
    json.put("correct", score.truePositives());
    json.put("gold", score.support());
    json.put("predicted", score.predicted());
  }

  static void putBreakdown(ObjectNode json, String name, Breakdown breakdown) {
    putEach(
        json,
        name,
        breakdown.groups().entrySet(),
        (group, node) -> {
          Tally tally = group.getValue();
          node.put("group", group.getKey());
          node.put("total", tally.total());
          node.put("correct", tally.correct());
          put(node, "accuracy", tally.accuracy());
        });
  }

  static ObjectNode calibration(Calibration calibration) {
    ObjectNode json = object();
    json.put("error", calibration.error());
    putEach(
        json,
        "bins",
        calibration.bins(),
        (bin, node) -> {
          node.put("low", bin.low());
          node.put("high", bin.high());
          node.put("count", bin.count());
          put(node, "confidence", bin.confidence());
          put(node, "accuracy", bin.accuracy());
        });
    putEach(
        json,
        "thresholds",
        calibration.thresholds(),
        (threshold, node) -> {
          node.put("confidence", threshold.confidence());
          node.put("count", threshold.count());
          node.put("coverage", threshold.coverage());
          put(node, "accuracy", threshold.accuracy());
        });
    return json;
  }

  /** Puts a token in its sentence; sentences count from 1, tokens from 0. */
  static void putPosition(ObjectNode json, TokenInSentence position) {
    ScoredToken token = position.token();
    json.put("sentence", position.number() + 1);
    json.put("token", position.index());
    putWords(json, position.sentence().words(), position.index(), position.index() + 1);
    json.put("gold", token.gold());
    json.put("predicted", token.predicted());
    put(json, "confidence", token.confidence());
    json.put("known", token.known().orElse(null));
  }

  static void putSpanError(ObjectNode json, SpanError error, List<String> words) {
    json.put("sentence", error.sentence() + 1);
    putWords(json, words, error.begin(), error.end());
    json.set("gold", error.gold().map(JsonValues::span).orElse(null));
    json.set("predicted", error.predicted().map(JsonValues::span).orElse(null));
  }

  private static ObjectNode span(Span span) {
    return object().put("type", span.type()).put("start", span.begin()).put("end", span.end());
  }

  /** Puts the words in a window around tokens [start, end): a sentence may have thousands. */
  private static void putWords(ObjectNode json, List<String> words, int start, int end) {
    int first = Math.max(0, start - CONTEXT_WORDS);
    json.put("firstWord", first);
    ArrayNode array = json.putArray("words");
    words.subList(first, Math.min(words.size(), end + CONTEXT_WORDS)).forEach(array::add);
  }
}

package org.tributary.tribuo.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.tribuo.span.Span;
import org.tributary.tribuo.span.SpanScheme;

/** Spans as conlleval counts them, and as every scheme writes them; see docs/golden/spans.py. */
class SpanGoldenTest {

  static List<JsonNode> cases() throws IOException {
    return golden("cases");
  }

  static List<JsonNode> written() throws IOException {
    return golden("written");
  }

  private static List<JsonNode> golden(String name) throws IOException {
    try (InputStream in = SpanGoldenTest.class.getResourceAsStream("spans.json")) {
      List<JsonNode> items = new ArrayList<>();
      new ObjectMapper().readTree(in).get(name).forEach(items::add);
      assertThat(items).isNotEmpty();
      return items;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void countsAreConllevals(JsonNode golden) {
    SpanScheme scheme = SpanScheme.valueOf(golden.get("scheme").textValue());
    GoldPredictions predictions = new GoldPredictions();
    for (JsonNode sentence : golden.get("sentences")) {
      List<String> gold = labels(sentence.get(0));
      assertThat(gold).allMatch(scheme::accepts);
      assertThat(scheme.read(gold)).isEqualTo(SpanScheme.BIOES.read(gold));
      predictions.add(gold, labels(sentence.get(1)));
    }
    List<LabelScore> types = new ArrayList<>();
    golden
        .get("types")
        .properties()
        .forEach(
            type -> {
              JsonNode counts = type.getValue();
              types.add(
                  new LabelScore(
                      type.getKey(),
                      counts.get(2).intValue(),
                      counts.get(0).intValue(),
                      counts.get(1).intValue()));
            });
    SpanEvaluation evaluation = predictions.evaluate();
    assertThat(evaluation.types()).isEqualTo(types);
    assertThat(evaluation.tokens())
        .isEqualTo(new Tally(golden.get("right").intValue(), golden.get("tokens").intValue()));
  }

  @ParameterizedTest
  @MethodSource("written")
  void everySchemeWritesAndReadsTheSpans(JsonNode golden) {
    List<Span> spans = new ArrayList<>();
    for (JsonNode span : golden.get("spans")) {
      spans.add(new Span(span.get(0).textValue(), span.get(1).intValue(), span.get(2).intValue()));
    }
    for (SpanScheme scheme : SpanScheme.values()) {
      List<String> labels = labels(golden.get(scheme.name()));
      assertThat(scheme.write(labels.size(), spans)).isEqualTo(labels);
      assertThat(scheme.read(labels)).isEqualTo(spans);
    }
  }

  private static List<String> labels(JsonNode text) {
    return List.of(text.textValue().split(" ", -1));
  }
}

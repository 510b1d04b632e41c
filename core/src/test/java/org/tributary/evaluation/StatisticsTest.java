package org.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with numpy's numbers for the same draws: docs/golden/report_statistics.py. */
class StatisticsTest {
  private static final Offset<Double> TOLERANCE = within(1e-12);

  private static final List<String> LABELS = List.of("NOUN", "VERB", "DET", "X");
  private static final List<String> TYPES = List.of("PER", "LOC", "ORG");

  private static final Map<String, Function<ScoredText, Measure>> MEASURES =
      Map.of(
          "accuracy", Measure::accuracy,
          "accuracyKnown", text -> Measure.accuracy(text, token -> token.known().orElseThrow()),
          "macroF1", text -> Measure.macroF1(text, LABELS),
          "spanF1", Measure::spanF1,
          "spanPrecision", Measure::spanPrecision,
          "spanRecall", Measure::spanRecall,
          "spanMacroF1", text -> Measure.spanMacroF1(text, TYPES));

  static Stream<JsonNode> cases() throws IOException {
    try (InputStream json = StatisticsTest.class.getResourceAsStream("statistics.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(json).forEach(cases::add);
      return cases.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void intervalsEqualNumpys(JsonNode golden) {
    Resampling<int[]> bootstrap = Resampling.of(ints(golden.get("resamples")));
    golden
        .get("measures")
        .properties()
        .forEach(
            measure -> {
              Measure first = measure(measure.getKey(), golden.get("first"));
              assertEqual(first.estimate(bootstrap), measure.getValue().get("estimate"));
              if (measure.getValue().has("difference")) {
                assertEqual(
                    first.difference(measure(measure.getKey(), golden.get("second")), bootstrap),
                    measure.getValue().get("difference"));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pValuesEqualNumpys(JsonNode golden) {
    Resampling<boolean[]> exchanges = Resampling.of(booleans(golden.get("exchanges")));
    golden
        .get("measures")
        .properties()
        .forEach(
            measure -> {
              if (measure.getValue().has("pValue")) {
                assertThat(
                        measure(measure.getKey(), golden.get("first"))
                            .pValue(measure(measure.getKey(), golden.get("second")), exchanges))
                    .isCloseTo(measure.getValue().get("pValue").asDouble(), TOLERANCE);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void calibrationEqualsNumpys(JsonNode golden) {
    JsonNode expected = golden.get("calibration");
    Calibration actual = Calibration.of(text(golden.get("first")));
    assertThat(actual.error()).isCloseTo(expected.get("error").asDouble(), TOLERANCE);
    assertThat(actual.bins()).hasSize(expected.get("bins").size());
    for (int k = 0; k < actual.bins().size(); k++) {
      Calibration.Bin bin = actual.bins().get(k);
      JsonNode numbers = expected.get("bins").get(k);
      assertThat(bin.count()).isEqualTo(numbers.get("count").asLong());
      assertEqual(bin.confidence(), numbers.get("confidence"));
      assertEqual(bin.accuracy(), numbers.get("accuracy"));
    }
    assertThat(actual.thresholds()).hasSize(expected.get("thresholds").size());
    for (int k = 0; k < actual.thresholds().size(); k++) {
      Calibration.Threshold threshold = actual.thresholds().get(k);
      JsonNode numbers = expected.get("thresholds").get(k);
      assertThat(threshold.confidence()).isEqualTo(numbers.get("confidence").asDouble());
      assertThat(threshold.count()).isEqualTo(numbers.get("count").asLong());
      assertThat(threshold.coverage()).isCloseTo(numbers.get("coverage").asDouble(), TOLERANCE);
      assertEqual(threshold.accuracy(), numbers.get("accuracy"));
    }
  }

  private static void assertEqual(Estimate actual, JsonNode expected) {
    if (expected.get("value").isNull()) {
      assertThat(actual.value()).isNaN();
    } else {
      assertThat(actual.value()).isCloseTo(expected.get("value").asDouble(), TOLERANCE);
    }
    JsonNode interval = expected.get("interval");
    assertThat(actual.interval().isPresent()).isEqualTo(!interval.isNull());
    if (actual.interval().isPresent()) {
      assertThat(actual.interval().get().low()).isCloseTo(interval.get(0).asDouble(), TOLERANCE);
      assertThat(actual.interval().get().high()).isCloseTo(interval.get(1).asDouble(), TOLERANCE);
    }
  }

  private static void assertEqual(OptionalDouble actual, JsonNode expected) {
    assertThat(actual.isPresent()).isEqualTo(!expected.isNull());
    actual.ifPresent(value -> assertThat(value).isCloseTo(expected.asDouble(), TOLERANCE));
  }

  private static Measure measure(String name, JsonNode text) {
    return MEASURES.get(name).apply(text(text));
  }

  private static ScoredText text(JsonNode sentences) {
    List<ScoredText.Sentence> scored = new ArrayList<>();
    for (JsonNode sentence : sentences) {
      List<ScoredText.Token> tokens = new ArrayList<>();
      for (int i = 0; i < sentence.get("gold").size(); i++) {
        tokens.add(
            new ScoredText.Token(
                "w",
                sentence.get("gold").get(i).asText(),
                sentence.get("predicted").get(i).asText(),
                OptionalDouble.of(sentence.get("confidence").get(i).asDouble()),
                Optional.of(sentence.get("known").get(i).asBoolean()),
                OptionalInt.empty()));
      }
      scored.add(new ScoredText.Sentence(tokens));
    }
    return new ScoredText(scored);
  }

  private static List<int[]> ints(JsonNode rows) {
    List<int[]> arrays = new ArrayList<>();
    for (JsonNode row : rows) {
      int[] array = new int[row.size()];
      for (int k = 0; k < array.length; k++) {
        array[k] = row.get(k).asInt();
      }
      arrays.add(array);
    }
    return arrays;
  }

  private static List<boolean[]> booleans(JsonNode rows) {
    List<boolean[]> arrays = new ArrayList<>();
    for (JsonNode row : rows) {
      boolean[] array = new boolean[row.size()];
      for (int k = 0; k < array.length; k++) {
        array[k] = row.get(k).asBoolean();
      }
      arrays.add(array);
    }
    return arrays;
  }
}

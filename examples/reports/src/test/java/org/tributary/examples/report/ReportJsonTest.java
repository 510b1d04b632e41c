package org.tributary.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tributary.evaluation.ScoredText;

/** Numbers of a report's JSON beside plain loops over the predictions. */
class ReportJsonTest {

  private static List<ScoredText.Token> tokens(ScoredText text) {
    return text.sentences().stream().flatMap(sentence -> sentence.tokens().stream()).toList();
  }

  @Test
  void confusionCountsAreThoseOfAllWrongTokens() {
    ScoredText text = SampleContents.random(5, false);
    Map<String, Integer> expected = new HashMap<>();
    for (ScoredText.Token token : tokens(text)) {
      if (!token.gold().equals(token.predicted())) {
        expected.merge(token.gold() + " " + token.predicted(), 1, Integer::sum);
      }
    }
    Map<String, Integer> found = new HashMap<>();
    for (JsonNode cell : ReportJson.of(SampleContents.contents(text)).get("confusionCounts")) {
      String key = cell.get("gold").textValue() + " " + cell.get("predicted").textValue();
      assertThat(found.put(key, cell.get("count").intValue())).as(key).isNull();
    }
    assertThat(expected).hasSizeGreaterThan(5);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void comparisonHasTheCalibrationErrorOfEachModel() {
    JsonNode models = ReportJson.of(SampleContents.comparison(false)).get("models");
    assertThat(models).hasSize(3);
    for (int k = 0; k < 3; k++) {
      double expected = calibrationError(tokens(SampleContents.random(k + 1, false)));
      assertThat(models.get(k).get("calibrationError").doubleValue())
          .isCloseTo(expected, within(1e-12));
      assertThat(models.get(k).get("spanCalibrationError").isNull()).isTrue();
    }
  }

  /** Returns the sum over ten bins of |right − confidence| / n (Guo et al. 2017, equation 3). */
  private static double calibrationError(List<ScoredText.Token> tokens) {
    double[] difference = new double[10];
    for (ScoredText.Token token : tokens) {
      double confidence = token.confidence().orElseThrow();
      int bin = Math.min(9, (int) (10 * confidence));
      difference[bin] += (token.gold().equals(token.predicted()) ? 1 : 0) - confidence;
    }
    double sum = 0;
    for (double each : difference) {
      sum += Math.abs(each) / tokens.size();
    }
    return sum;
  }
}

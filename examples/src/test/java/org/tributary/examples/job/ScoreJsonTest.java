package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.evaluation.ConfusionMatrix.Cell;
import org.tributary.tribuo.evaluation.TaggingEvaluation;
import org.tributary.tribuo.evaluation.Tally;

class ScoreJsonTest {

  private static JsonNode json(Tally known, Tally unknown) throws IOException {
    TaggingEvaluation evaluation =
        new TaggingEvaluation(
            7,
            known,
            unknown,
            new ConfusionMatrix(
                Map.of(new Cell("A", "A"), 6L, new Cell("A", "B"), 3L, new Cell("X", "B"), 1L)),
            Set.of("X"),
            List.of());
    return new ObjectMapper()
        .readTree(
            ScoreJson.of(
                Path.of("a \"model\""), Path.of("test"), new Evaluated(evaluation, 0.5, "")));
  }

  @Test
  void hasEveryFigure() throws IOException {
    assertThat(json(new Tally(5, 8), new Tally(1, 2)))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"model": "a \\"model\\"", "test": "test",
                     "sentences": 7, "tokens": 10, "correct": 6, "accuracy": 0.6,
                     "knownTokens": 8, "knownCorrect": 5, "accuracyKnown": 0.625,
                     "unknownTokens": 2, "unknownCorrect": 1, "accuracyUnknown": 0.5,
                     "seconds": 0.5, "tokensPerSecond": 20.0,
                     "unseenLabels": ["X"],
                     "labels": [
                      {"label": "A", "precision": 1.0, "recall": 0.6666666666666666, "f1": 0.8,
                       "support": 9, "predicted": 6},
                      {"label": "B", "precision": 0.0, "recall": 0.0, "f1": 0.0,
                       "support": 0, "predicted": 4},
                      {"label": "X", "precision": 0.0, "recall": 0.0, "f1": 0.0,
                       "support": 1, "predicted": 0}]}
                    """));
  }

  @Test
  void hasNullWhereThereAreNoSuchWords() throws IOException {
    JsonNode json = json(new Tally(6, 10), new Tally(0, 0));
    assertThat(json.get("accuracyUnknown").isNull()).isTrue();
    assertThat(json.get("unknownTokens").asInt()).isZero();
    assertThat(json.get("accuracyKnown").asDouble()).isEqualTo(0.6);
  }
}

package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.tribuo.provenance.EvaluationProvenance;
import org.tributary.tribuo.evaluation.ConfusionMatrix;
import org.tributary.tribuo.evaluation.ConfusionMatrix.Cell;
import org.tributary.tribuo.evaluation.LabelScore;
import org.tributary.tribuo.evaluation.SpanEvaluation;
import org.tributary.tribuo.evaluation.TaggingEvaluation;
import org.tributary.tribuo.evaluation.Tally;

class ScoreJsonTest {

  private static JsonNode json(Tally known, Tally unknown) throws IOException {
    return json(known, unknown, Optional.empty());
  }

  private static JsonNode json(Tally known, Tally unknown, Optional<SpanEvaluation> spans)
      throws IOException {
    TaggingEvaluation evaluation =
        new TaggingEvaluation(
            7,
            known,
            unknown,
            new ConfusionMatrix(
                Map.of(new Cell("A", "A"), 6L, new Cell("A", "B"), 3L, new Cell("X", "B"), 1L)),
            Set.of("A", "B"),
            List.of(),
            Mockito.mock(EvaluationProvenance.class));
    return new ObjectMapper()
        .readTree(
            ScoreJson.of(
                Path.of("a \"model\""),
                Path.of("test"),
                new EvaluationResult(evaluation, 0.5, "", spans, Optional.of(SeenData.DEV))));
  }

  @Test
  void allFieldsAreWritten() throws IOException {
    assertThat(json(new Tally(5, 8), new Tally(1, 2)))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"model": "a \\"model\\"", "test": "test", "seenAs": "dev",
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
  void accuracyOfNoWordsIsNull() throws IOException {
    JsonNode json = json(new Tally(6, 10), new Tally(0, 0));
    assertThat(json.get("accuracyUnknown").isNull()).isTrue();
    assertThat(json.get("unknownTokens").asInt()).isZero();
    assertThat(json.get("accuracyKnown").asDouble()).isEqualTo(0.6);
  }

  @Test
  void spansAreWrittenForSpanLabels() throws IOException {
    SpanEvaluation spans =
        new SpanEvaluation(
            new Tally(6, 10),
            List.of(new LabelScore("LOC", 1, 4, 2), new LabelScore("PER", 2, 2, 2)),
            null);
    assertThat(json(new Tally(6, 10), new Tally(0, 0), Optional.of(spans)).get("spans"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"precision": 0.75, "recall": 0.5, "f1": 0.6, "support": 6, "predicted": 4,
                     "types": [
                      {"type": "LOC", "precision": 0.5, "recall": 0.25, "f1": 0.3333333333333333,
                       "support": 4, "predicted": 2},
                      {"type": "PER", "precision": 1.0, "recall": 1.0, "f1": 1.0,
                       "support": 2, "predicted": 2}]}
                    """));
  }
}

package org.tributary.arguments;

import static org.tributary.testing.Argument.fixed;
import static org.tributary.testing.Argument.list;
import static org.tributary.testing.Argument.value;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tributary.evaluation.ScoredText;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.span.Span;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagging;
import org.tributary.testing.ArgumentCall;

/** Calls of the package {@code evaluation}. */
final class EvaluationCalls {
  private EvaluationCalls() {}

  static List<ArgumentCall> all() {
    return List.of(
        ArgumentCall.of(ScoredText.class, "of(List, List)")
            .with(
                fixed(List.of(new TaggedSentence(List.of("a", "b"), List.of("X", "Y")))),
                list(tagging("a", "b"))
                    .refusing("of fewer tokens", List.of(tagging("a")))
                    .refusing("of more tokens", List.of(tagging("a", "b", "a")))
                    .named("taggings")),
        ArgumentCall.of(ScoredText.Sentence.class, "new(List, Map)")
            .with(
                fixed(List.of(ScoredText.Token.of("a", "B-X", "B-X"))),
                value(Map.of(new Span("X", 0, 1), 0.5))
                    .refusing("of another sentence", Map.of(new Span("X", 0, 2), 0.5))
                    .refusing("above 1", Map.of(new Span("X", 0, 1), 1.5))
                    .refusing("NaN", Map.of(new Span("X", 0, 1), Double.NaN))
                    .named("spanConfidences")));
  }

  private static Tagging tagging(String... tokens) {
    int[] labels = new int[tokens.length];
    float[] probabilities = new float[2 * tokens.length];
    Arrays.fill(probabilities, 0.5f);
    LabelDistributions distributions = LabelDistributions.of(probabilities, 2);
    return Tagging.of(
        List.of(tokens), List.of("X", "Y"), DecodedSequence.of(labels, distributions));
  }
}

package org.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.evaluation.SpanError.Kind;
import org.tributary.span.Span;

class SpanErrorsTest {
  private static List<SpanError> errors(String gold, String predicted) {
    String[] expected = gold.split(" ", -1);
    String[] actual = predicted.split(" ", -1);
    List<ScoredText.Token> tokens = new ArrayList<>();
    for (int i = 0; i < expected.length; i++) {
      tokens.add(ScoredText.Token.of("w" + i, expected[i], actual[i]));
    }
    return SpanError.of(new ScoredText(List.of(new ScoredText.Sentence(tokens))));
  }

  private static SpanError error(Kind kind, Span gold, Span predicted) {
    return new SpanError(kind, 0, Optional.ofNullable(gold), Optional.ofNullable(predicted));
  }

  @Test
  void correctSpansAreNoErrors() {
    assertThat(errors("B-PER I-PER O B-LOC", "B-PER I-PER O B-LOC")).isEmpty();
    assertThat(errors("O O", "O O")).isEmpty();
  }

  @Test
  void spansWithoutOverlapAreMissedAndSpurious() {
    assertThat(errors("B-PER O O", "O O B-PER"))
        .containsExactly(
            error(Kind.MISSED, new Span("PER", 0, 1), null),
            error(Kind.SPURIOUS, null, new Span("PER", 2, 3)));
  }

  @Test
  void equalWordsOfAnotherTypeAreOfAWrongType() {
    assertThat(errors("B-PER I-PER", "B-LOC I-LOC"))
        .containsExactly(error(Kind.WRONG_TYPE, new Span("PER", 0, 2), new Span("LOC", 0, 2)));
  }

  @Test
  void overlapIsAWrongBoundary() {
    assertThat(errors("B-PER I-PER O", "O B-PER I-PER"))
        .containsExactly(error(Kind.WRONG_BOUNDARY, new Span("PER", 0, 2), new Span("PER", 1, 3)));
    assertThat(errors("B-PER I-PER O", "O B-LOC O"))
        .containsExactly(
            error(Kind.WRONG_BOUNDARY_AND_TYPE, new Span("PER", 0, 2), new Span("LOC", 1, 2)));
  }

  /** A gold span that two predicted spans overlap: the longer overlap is its error. */
  @Test
  void longestOverlapIsPaired() {
    assertThat(errors("B-PER I-PER I-PER", "B-PER B-LOC I-LOC"))
        .containsExactlyInAnyOrder(
            error(Kind.SPURIOUS, null, new Span("PER", 0, 1)),
            error(Kind.WRONG_BOUNDARY_AND_TYPE, new Span("PER", 0, 3), new Span("LOC", 1, 3)));
  }

  /** Among equal overlaps, the equal type is the error. */
  @Test
  void equalTypeIsPairedFirst() {
    assertThat(errors("B-PER I-PER", "B-LOC B-PER"))
        .containsExactlyInAnyOrder(
            error(Kind.SPURIOUS, null, new Span("LOC", 0, 1)),
            error(Kind.WRONG_BOUNDARY, new Span("PER", 0, 2), new Span("PER", 1, 2)));
  }

  /** Every span that is not correct is in exactly one error. */
  @Test
  void everyWrongSpanHasOneError() {
    List<SpanError> errors =
        errors(
            "B-A I-A B-B O B-C I-C I-C O O B-A B-B I-B", "B-A B-A I-A O B-D I-D O B-C O O B-A I-A");
    long gold = errors.stream().filter(e -> e.gold().isPresent()).count();
    long predicted = errors.stream().filter(e -> e.predicted().isPresent()).count();
    assertThat(gold).isEqualTo(5); // all of 5 gold spans differ
    assertThat(predicted).isEqualTo(5); // all of 5 predicted spans differ
  }
}

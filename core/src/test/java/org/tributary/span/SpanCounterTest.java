package org.tributary.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpanCounterTest {
  @Test
  void spanIsCorrectIfBoundsAndTypeMatch() {
    SpanCounter counter = new SpanCounter();
    counter.add(
        SpanLabels.read(List.of("B-PER", "I-PER", "O", "B-LOC", "B-LOC")),
        SpanLabels.read(List.of("B-PER", "E-PER", "S-LOC", "B-LOC", "I-LOC")));
    counter.add(List.of(new Span("LOC", 0, 1)), List.of(new Span("PER", 0, 1)));
    assertThat(counter.byType())
        .containsExactly(
            Map.entry("LOC", new SpanCounts(0, 3, 2)), Map.entry("PER", new SpanCounts(1, 1, 2)));
    assertThat(counter.total()).isEqualTo(new SpanCounts(1, 4, 4));
  }

  @Test
  void ratiosAreThoseOfConlleval() {
    SpanCounts counts = new SpanCounts(1, 4, 2);
    assertThat(counts.precision()).isEqualTo(0.5);
    assertThat(counts.recall()).isEqualTo(0.25);
    assertThat(counts.f1()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(SpanCounts.ZERO.precision()).isZero();
    assertThat(SpanCounts.ZERO.recall()).isZero();
    assertThat(new SpanCounter().total().f1()).isZero();
  }

  @Test
  void spanLabelsAreThoseOfAnyScheme() {
    assertThat(SpanLabels.encodeSpans(List.of("O", "S-PER", "I-LOC"))).isTrue();
    assertThat(SpanLabels.encodeSpans(List.of("O"))).isFalse();
    assertThat(SpanLabels.encodeSpans(List.of("B-PER", "NN"))).isFalse();
    assertThat(SpanLabels.firstInvalid(List.of("O", "E", "VB", "NN"))).contains("VB");
    assertThat(SpanLabels.firstInvalid(List.of("O", "B-X"))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpanLabels.read(List.of("O", "NN")))
        .withMessageStartingWith("label 2: expected a label of BIOES");
  }
}

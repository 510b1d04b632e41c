package org.tributary.tribuo.span;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Spans survive their labels, and labels their conversion. */
class SpanPropertiesTest {

  /** A sentence's spans, and its length. */
  record Sentence(int tokens, List<Span> spans) {}

  private record Piece(String type, int length, boolean span) {}

  @Provide
  Arbitrary<Sentence> sentences() {
    Arbitrary<Piece> piece =
        Combinators.combine(
                Arbitraries.of("PER", "LOC", "creative-work", ""),
                Arbitraries.integers().between(1, 4),
                Arbitraries.of(true, true, false))
            .as(Piece::new);
    return piece.list().ofMaxSize(8).map(SpanPropertiesTest::sentence);
  }

  private static Sentence sentence(List<Piece> pieces) {
    List<Span> spans = new ArrayList<>();
    int end = 0;
    for (Piece piece : pieces) {
      if (piece.span()) {
        spans.add(new Span(piece.type(), end, end + piece.length()));
      }
      end += piece.length();
    }
    return new Sentence(end, spans);
  }

  /** Labels without rhyme or reason. */
  @Provide
  Arbitrary<List<String>> anyLabels() {
    return Arbitraries.of("O", "B-X", "I-X", "E-X", "S-X", "B-Y", "I-Y", "E-Y", "S-Y", "B", "I")
        .list()
        .ofMaxSize(12);
  }

  @Property
  void readingGivesBackWhatWasWritten(
      @ForAll("sentences") Sentence sentence, @ForAll SpanScheme scheme) {
    List<String> labels = scheme.write(sentence.tokens(), sentence.spans());
    assertThat(labels).hasSize(sentence.tokens()).allMatch(scheme::accepts);
    assertThat(scheme.read(labels)).isEqualTo(sentence.spans());
  }

  @Property
  void consistentLabelsSurviveAConversionThereAndBack(
      @ForAll("sentences") Sentence sentence, @ForAll SpanScheme from, @ForAll SpanScheme to) {
    List<String> labels = from.write(sentence.tokens(), sentence.spans());
    List<String> converted = SpanConversion.of(from, to).convert(labels);
    assertThat(to.read(converted)).isEqualTo(sentence.spans());
    assertThat(SpanConversion.of(to, from).convert(converted)).isEqualTo(labels);
  }

  @Property
  void anyLabelsAreRepairedOnceAndForAll(
      @ForAll("anyLabels") List<String> labels, @ForAll SpanScheme to) {
    List<Span> spans = SpanScheme.BIOES.read(labels);
    List<String> repaired = SpanConversion.of(SpanScheme.BIOES, to).convert(labels);
    assertThat(to.read(repaired)).isEqualTo(spans);
    assertThat(SpanConversion.of(to, to).convert(repaired)).isEqualTo(repaired);
    long covered = spans.stream().mapToLong(Span::length).sum();
    assertThat(labels.stream().filter(label -> !label.equals("O")).count()).isEqualTo(covered);
  }
}

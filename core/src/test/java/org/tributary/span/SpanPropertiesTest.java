package org.tributary.span;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Round trips of spans through labels, and of labels through conversions. */
class SpanPropertiesTest {

  /** The length and spans of a sentence. */
  record Sentence(int tokens, List<Span> spans) {}

  private record Segment(String type, int length, boolean span) {}

  @Provide
  Arbitrary<Sentence> sentences() {
    Arbitrary<Segment> segment =
        Combinators.combine(
                Arbitraries.of("PER", "LOC", "creative-work", ""),
                Arbitraries.integers().between(1, 4),
                Arbitraries.of(true, true, false))
            .as(Segment::new);
    return segment.list().ofMaxSize(8).map(SpanPropertiesTest::sentence);
  }

  private static Sentence sentence(List<Segment> segments) {
    List<Span> spans = new ArrayList<>();
    int end = 0;
    for (Segment segment : segments) {
      if (segment.span()) {
        spans.add(new Span(segment.type(), end, end + segment.length()));
      }
      end += segment.length();
    }
    return new Sentence(end, spans);
  }

  /** Random, possibly inconsistent labels. */
  @Provide
  Arbitrary<List<String>> anyLabels() {
    return Arbitraries.of("O", "B-X", "I-X", "E-X", "S-X", "B-Y", "I-Y", "E-Y", "S-Y", "B", "I")
        .list()
        .ofMaxSize(12);
  }

  @Property
  void writtenSpansAreReadBack(@ForAll("sentences") Sentence sentence, @ForAll TagScheme scheme) {
    List<String> labels = scheme.write(sentence.tokens(), sentence.spans());
    assertThat(labels).hasSize(sentence.tokens()).allMatch(scheme::accepts);
    assertThat(scheme.read(labels)).isEqualTo(sentence.spans());
  }

  @Property
  void consistentLabelsRoundTripThroughConversion(
      @ForAll("sentences") Sentence sentence, @ForAll TagScheme from, @ForAll TagScheme to) {
    List<String> labels = from.write(sentence.tokens(), sentence.spans());
    List<String> converted = from.convert(labels, to);
    assertThat(to.read(converted)).isEqualTo(sentence.spans());
    assertThat(to.convert(converted, from)).isEqualTo(labels);
  }

  @Property
  void conversionRepairsLabelsIdempotently(
      @ForAll("anyLabels") List<String> labels, @ForAll TagScheme to) {
    List<Span> spans = TagScheme.BIOES.read(labels);
    List<String> repaired = TagScheme.BIOES.convert(labels, to);
    assertThat(to.read(repaired)).isEqualTo(spans);
    assertThat(to.convert(repaired, to)).isEqualTo(repaired);
    long covered = spans.stream().mapToLong(Span::length).sum();
    assertThat(labels.stream().filter(label -> !label.equals("O")).count()).isEqualTo(covered);
  }
}

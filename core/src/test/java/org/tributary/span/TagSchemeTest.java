package org.tributary.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TagSchemeTest {

  private static List<String> labels(String text) {
    return List.of(text.split(" ", -1));
  }

  /** Formats spans as type:start-end. */
  private static String spans(TagScheme scheme, String labels) {
    StringBuilder text = new StringBuilder();
    for (Span span : scheme.read(labels(labels))) {
      text.append(" %s:%d-%d".formatted(span.type(), span.begin(), span.end()));
    }
    return text.toString().strip();
  }

  @ParameterizedTest
  @CsvSource({
    "BIO,   O B-X I-X O B-Y B-Y,         X:1-3 Y:4-5 Y:5-6",
    "IOB1,  I-X I-X B-X I-Y O I-Y,       X:0-2 X:2-3 Y:3-4 Y:5-6",
    "BIOES, S-X S-X B-X I-X E-X O B-Y E-Y, X:0-1 X:1-2 X:2-5 Y:6-8",
    "BIO,   B-creative-work I-creative-work, creative-work:0-2",
    "BIO,   B I O I B,                   :0-2 :3-4 :4-5",
    "BIO,   O O,                         ''"
  })
  void spansAreRead(TagScheme scheme, String labels, String spans) {
    assertThat(spans(scheme, labels)).isEqualTo(spans);
  }

  @ParameterizedTest
  @CsvSource({
    "BIO,   O I-X I-X,         X:1-3",
    "BIO,   B-X I-Y I-Y,       X:0-1 Y:1-3",
    "BIO,   I-X,               X:0-1",
    "IOB1,  O B-X I-X,         X:1-3",
    "BIOES, B-X I-X O,         X:0-2",
    "BIOES, B-X,               X:0-1",
    "BIOES, B-X B-X E-X,       X:0-1 X:1-3",
    "BIOES, E-X E-X,           X:0-1 X:1-2",
    "BIOES, O I-X E-X I-X,     X:1-3 X:3-4",
    "BIOES, S-X I-X E-X E-X,   X:0-1 X:1-3 X:3-4",
    "BIOES, B-X S-X I-X,       X:0-1 X:1-2 X:2-3",
    "BIOES, B-X E-Y I-Y,       X:0-1 Y:1-2 Y:2-3",
    "BIOES, B E-X,             :0-1 X:1-2"
  })
  void inconsistentLabelsAreReadAsByConlleval(TagScheme scheme, String labels, String spans) {
    assertThat(spans(scheme, labels)).isEqualTo(spans);
  }

  @ParameterizedTest
  @CsvSource({
    "BIO,   B-X I-X B-X B-Y I-Y I-Y O B B",
    "IOB1,  I-X I-X B-X I-Y I-Y I-Y O I B",
    "BIOES, B-X E-X S-X B-Y I-Y E-Y O S S"
  })
  void spansAreWritten(TagScheme scheme, String labels) {
    List<Span> spans =
        List.of(
            new Span("X", 0, 2),
            new Span("X", 2, 3),
            new Span("Y", 3, 6),
            new Span("", 7, 8),
            new Span("", 8, 9));
    assertThat(scheme.write(9, spans)).isEqualTo(labels(labels));
    assertThat(scheme.read(labels(labels))).isEqualTo(spans);
  }

  @ParameterizedTest
  @EnumSource
  void emptySentenceIsAccepted(TagScheme scheme) {
    assertThat(scheme.read(List.of())).isEmpty();
    assertThat(scheme.write(0, List.of())).isEmpty();
  }

  @Test
  void refusalExplainsTheLabel() {
    assertThat(TagScheme.BIO.mismatch("E-PER"))
        .contains(
            "expected a label of BIO (O, or B, I with a type as in B-PER, or without), got"
                + " \"E-PER\"; are the labels BIOES?");
    assertThat(TagScheme.BIOES.mismatch("NN"))
        .contains(
            "expected a label of BIOES (O, or B, I, E, S with a type as in B-PER, or without), got"
                + " \"NN\"; is this the column with the spans, and in upper case?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TagScheme.IOB1.read(List.of("O", "b-per")))
        .withMessage(
            "label 2: expected a label of IOB1 (O, or B, I with a type as in B-PER, or without),"
                + " got \"b-per\"; is this the column with the spans, and in upper case?");
    assertThat(TagScheme.BIOES.mismatch("S-a-b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"''", "_", "o", "B-", "O-PER", "B_PER", "PER", "-PER", "BB-PER", "PER-B"})
  void otherLabelsAreNotAccepted(String label) {
    assertThat(TagScheme.values()).noneMatch(scheme -> scheme.accepts(label));
  }

  @Test
  void unsortedAndOutsideSpansAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TagScheme.BIO.write(5, List.of(new Span("X", 1, 3), new Span("Y", 2, 4))))
        .withMessage(
            "spans: expected a span within tokens 3 to 5, after the previous span and within the"
                + " sentence, got Span[type=Y, begin=2, end=4]; are the spans sorted, and do they"
                + " belong to this sentence?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TagScheme.BIO.write(2, List.of(new Span("X", 1, 3))))
        .withMessageContaining("expected a span within tokens 0 to 2");
  }

  @Test
  void emptySpanIsRefused() {
    assertThat(new Span("X", 2, 5).length()).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Span("X", 2, 2))
        .withMessage(
            "span: expected 0 <= begin < end, got begin 2, end 2; the end is the index after the"
                + " last token");
    assertThatIllegalArgumentException().isThrownBy(() -> new Span("X", -1, 2));
  }
}

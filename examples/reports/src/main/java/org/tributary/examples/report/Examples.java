package org.tributary.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.analysis.ScoredSentence;
import org.tributary.examples.analysis.ScoredToken;
import org.tributary.examples.analysis.SpanError;
import org.tributary.examples.analysis.TokenInSentence;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Cell.Mark;
import org.tributary.examples.page.Cell.Part;
import org.tributary.examples.page.Table;
import org.tributary.examples.text.NumberFormats;
import org.tributary.span.Span;

/** The tables of examples in context. */
final class Examples {
  private static final int CONTEXT_WORDS = 12;

  private Examples() {}

  /** Returns a table of tokens in context with their labels; no rows without tokens. */
  static Table positions(List<TokenInSentence> positions) {
    boolean confidences = positions.stream().anyMatch(p -> p.token().confidence().isPresent());
    Table.Builder table =
        Table.of(Table.Kind.EXAMPLES).number("Sentence").text("In context").text("Gold");
    table.text("Predicted");
    if (confidences) {
      table.number("Confidence");
    }
    for (TokenInSentence position : positions) {
      ScoredToken token = position.token();
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(NumberFormats.count(position.number() + 1)));
      cells.add(Cell.of(inContext(position)));
      cells.add(Cell.of(token.gold()).styled("good"));
      cells.add(Cell.of(token.predicted()).styled(token.correct() ? "good" : "bad"));
      if (confidences) {
        cells.add(Cell.of(NumberFormats.percent(token.confidence())));
      }
      table.row(cells, false);
    }
    return table.build();
  }

  /** Returns a table of span errors in context. */
  static Table spanErrors(List<SpanError> errors, List<ScoredSentence> sentences) {
    Table.Builder table =
        Table.of(Table.Kind.EXAMPLES)
            .number("Sentence")
            .text("In context")
            .text("Gold")
            .text("Predicted");
    for (SpanError error : errors) {
      List<String> words = sentences.get(error.sentence()).words();
      table.row(
          Cell.of(NumberFormats.count(error.sentence() + 1)),
          Cell.of(inContext(error, words)),
          Cell.of(error.gold().map(span -> text(span, words)).orElse("–")).styled("good"),
          Cell.of(error.predicted().map(span -> text(span, words)).orElse("–")).styled("bad"));
    }
    return table.build();
  }

  private static String text(Span span, List<String> words) {
    String text = String.join(" ", words.subList(span.begin(), span.end()));
    return span.type().isEmpty() ? text : span.type() + ": " + text;
  }

  private static List<Part> inContext(TokenInSentence position) {
    List<String> words = position.sentence().words();
    int index = position.index();
    List<Part> parts = new ArrayList<>(before(words, index));
    parts.add(new Part(words.get(index), Mark.FOCUS));
    parts.addAll(after(words, index + 1));
    if (position.token().known().equals(Optional.of(false))) {
      parts.add(new Part("unknown word", Mark.BADGE));
    }
    return parts;
  }

  private static List<Part> inContext(SpanError error, List<String> words) {
    int start = error.begin();
    int end = error.end();
    List<Part> parts = new ArrayList<>(before(words, start));
    int i = start;
    while (i < end) {
      Mark mark = mark(error, i);
      int from = i;
      while (i < end && mark(error, i) == mark) {
        i++;
      }
      parts.add(new Part(String.join(" ", words.subList(from, i)), mark));
    }
    parts.addAll(after(words, end));
    return parts;
  }

  private static Mark mark(SpanError error, int token) {
    boolean gold = error.gold().filter(span -> contains(span, token)).isPresent();
    boolean predicted = error.predicted().filter(span -> contains(span, token)).isPresent();
    if (gold && predicted) {
      return Mark.FOCUS;
    }
    return gold ? Mark.GOLD : Mark.PREDICTED;
  }

  private static boolean contains(Span span, int token) {
    return span.begin() <= token && token < span.end();
  }

  private static List<Part> before(List<String> words, int end) {
    int from = Math.max(0, end - CONTEXT_WORDS);
    String text = (from > 0 ? "… " : "") + String.join(" ", words.subList(from, end));
    return plain(text);
  }

  private static List<Part> after(List<String> words, int start) {
    int to = Math.min(words.size(), start + CONTEXT_WORDS);
    return plain(String.join(" ", words.subList(start, to)) + (to < words.size() ? " …" : ""));
  }

  private static List<Part> plain(String text) {
    return text.isEmpty() ? List.of() : List.of(new Part(text, Mark.NONE));
  }
}

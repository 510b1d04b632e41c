package org.tributary.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tributary.evaluation.ConfusionMatrix;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.ScoredText.Position;
import org.tributary.evaluation.SpanError;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Cell.Mark;
import org.tributary.examples.page.Cell.Part;
import org.tributary.examples.page.Table;
import org.tributary.span.Span;

/** The examples that a report shows, the same in each of its files, and their tables. */
final class Examples {
  /** The number of confusions with examples. */
  private static final int CONFUSIONS = 12;

  private static final int EXAMPLES = 8;

  /** The number of listed mistakes, and of correct labels. */
  static final int LISTED = 25;

  private static final int CONTEXT_WORDS = 12;

  private Examples() {}

  /** Returns the most frequent confusions. */
  static List<ConfusionMatrix.Cell> confusions(TextEvaluation evaluation) {
    List<ConfusionMatrix.Cell> all = evaluation.confusion().confusions();
    return all.subList(0, Math.min(CONFUSIONS, all.size()));
  }

  /**
   * A kind of span errors.
   *
   * @param count the number of errors
   * @param examples some of them
   */
  record ErrorKind(SpanError.Kind kind, int count, List<SpanError> examples) {}

  /** Returns the kinds of span errors that occur, the most frequent first. */
  static List<ErrorKind> errorKinds(TextEvaluation.Spans spans) {
    return Arrays.stream(SpanError.Kind.values())
        .map(
            kind -> {
              List<SpanError> errors =
                  spans.errors().stream().filter(error -> error.kind() == kind).toList();
              return new ErrorKind(kind, errors.size(), evenlySpaced(errors));
            })
        .filter(kind -> kind.count() > 0)
        .sorted(Comparator.comparingInt(ErrorKind::count).reversed())
        .toList();
  }

  /** Returns a few items from all parts of a list. */
  static <T> List<T> evenlySpaced(List<T> items) {
    if (items.size() <= EXAMPLES) {
      return items;
    }
    List<T> some = new ArrayList<>();
    for (long k = 0; k < EXAMPLES; k++) {
      some.add(items.get((int) (k * items.size() / EXAMPLES)));
    }
    return some;
  }

  /** Returns a table of tokens in context with their labels; no rows without tokens. */
  static Table<Position> positions(List<Position> positions) {
    Table<Position> table =
        Table.of(Table.Kind.EXAMPLES, positions)
            .number("Sentence", position -> NumberFormats.count(position.sentenceIndex() + 1))
            .cells("In context", position -> Cell.of(inContext(position)))
            .cells("Gold", position -> Cell.of(position.token().gold()).styled("good"))
            .cells(
                "Predicted",
                position ->
                    Cell.of(position.token().predicted())
                        .styled(position.token().correct() ? "good" : "bad"));
    if (positions.stream().anyMatch(p -> p.token().confidence().isPresent())) {
      table.number("Confidence", position -> NumberFormats.percent(position.token().confidence()));
    }
    return table;
  }

  /** Returns a table of span errors in context. */
  static Table<SpanError> spanErrors(List<SpanError> errors, List<ScoredText.Sentence> sentences) {
    return Table.of(Table.Kind.EXAMPLES, errors)
        .number("Sentence", error -> NumberFormats.count(error.sentence() + 1))
        .cells(
            "In context",
            error -> Cell.of(inContext(error, sentences.get(error.sentence()).words())))
        .cells("Gold", error -> span(error.gold(), error, sentences).styled("good"))
        .cells("Predicted", error -> span(error.predicted(), error, sentences).styled("bad"));
  }

  private static Cell span(
      Optional<Span> span, SpanError error, List<ScoredText.Sentence> sentences) {
    List<String> words = sentences.get(error.sentence()).words();
    return Cell.of(span.map(present -> text(present, words)).orElse(NumberFormats.NONE));
  }

  private static String text(Span span, List<String> words) {
    String text = String.join(" ", words.subList(span.begin(), span.end()));
    return span.type().isEmpty() ? text : span.type() + ": " + text;
  }

  private static List<Part> inContext(Position position) {
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

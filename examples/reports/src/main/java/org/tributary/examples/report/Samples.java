package org.tributary.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tributary.examples.analysis.SpanError;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.analysis.TokenInSentence;
import org.tributary.tribuo.evaluation.ConfusionMatrix;

/** The examples that a report shows, the same in each of its files. */
final class Samples {
  /** The number of confusions with examples. */
  static final int CONFUSIONS = 12;

  private static final int EXAMPLES = 8;
  private static final int LISTED = 25;

  private Samples() {}

  /** Returns the most frequent confusions. */
  static List<ConfusionMatrix.Cell> confusions(TextEvaluation evaluation) {
    List<ConfusionMatrix.Cell> all = evaluation.confusion().confusions();
    return all.subList(0, Math.min(CONFUSIONS, all.size()));
  }

  static List<TokenInSentence> confused(TextEvaluation evaluation, ConfusionMatrix.Cell cell) {
    return evenlySpaced(evaluation.confused(cell));
  }

  /** Returns the kinds of span errors that occur, the most frequent first, with their errors. */
  static List<ErrorKind> spanErrors(TextEvaluation.Spans spans) {
    List<ErrorKind> kinds = new ArrayList<>();
    for (SpanError.Kind kind : SpanError.Kind.values()) {
      List<SpanError> errors = spans.errors().stream().filter(e -> e.kind() == kind).toList();
      if (!errors.isEmpty()) {
        kinds.add(new ErrorKind(kind, errors.size(), evenlySpaced(errors)));
      }
    }
    kinds.sort(Comparator.comparingInt(ErrorKind::count).reversed());
    return kinds;
  }

  /**
   * @param count the number of errors
   * @param examples some of them
   */
  record ErrorKind(SpanError.Kind kind, int count, List<SpanError> examples) {}

  static List<TokenInSentence> confidentMistakes(TextEvaluation evaluation) {
    return evaluation.confidentMistakes(LISTED);
  }

  static List<TokenInSentence> leastConfidentCorrect(TextEvaluation evaluation) {
    return evaluation.leastConfidentCorrect(LISTED);
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
}

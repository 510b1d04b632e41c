package org.tributary.examples.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.tributary.evaluation.Comparison;
import org.tributary.evaluation.Estimate;
import org.tributary.evaluation.ScoredText;
import org.tributary.examples.page.Page;

/**
 * The contents of a report that compares models on the same sentences.
 *
 * @param title the heading
 * @param created the time of the evaluation
 * @param models at least two models
 * @param warnings warnings on the validity of the scores
 * @param pairs the comparison of each pair
 * @param provenance the provenance of models, data and run
 */
public record ComparisonContents(
    String title,
    OffsetDateTime created,
    List<ScoredModel> models,
    List<String> warnings,
    List<Pair> pairs,
    List<FactSheet> provenance)
    implements Report.Contents {

  /**
   * Two models.
   *
   * @param first one model
   * @param second another
   * @param comparison the comparison of the first with the second
   * @param adjustedPValue the p-value adjusted for the number of pairs by Holm's method
   */
  public record Pair(
      ScoredModel first, ScoredModel second, Comparison comparison, double adjustedPValue) {

    /**
     * Returns whether the difference is significant.
     *
     * @return whether the adjusted p-value is below {@link Comparison#SIGNIFICANCE}
     */
    public boolean significant() {
      return adjustedPValue < Comparison.SIGNIFICANCE;
    }

    /**
     * Explains the difference in a sentence or two.
     *
     * @param measure the name of the score
     */
    public String explanation(String measure) {
      double difference = comparison.difference().value();
      if (difference == 0) {
        return "%s and %s have the same %s.".formatted(first.name(), second.name(), measure);
      }
      return "%s scores %s percentage points higher in %s than %s (p = %s%s): %s"
          .formatted(
              (difference > 0 ? first : second).name(),
              Estimates.points("%.2f", Math.abs(difference)),
              measure,
              (difference > 0 ? second : first).name(),
              Estimates.pValue(comparison.pValue()),
              adjustedPValue == comparison.pValue()
                  ? ""
                  : ", adjusted for the number of pairs " + Estimates.pValue(adjustedPValue),
              significant()
                  ? "the difference is significant at the 5 % level."
                  : "the difference is not significant at the 5 % level; these sentences do not show that one of them is better.");
    }
  }

  /** Makes immutable copies. */
  public ComparisonContents {
    models = List.copyOf(models);
    warnings = List.copyOf(warnings);
    pairs = List.copyOf(pairs);
    provenance = List.copyOf(provenance);
  }

  /**
   * Compares every pair of models.
   *
   * @param title the heading
   * @param created the time of the evaluation
   * @param models at least two models with predictions for the same sentences
   * @param warnings warnings on the validity of the scores
   * @param provenance the provenance of models, data and run
   * @return the contents
   * @throws IllegalArgumentException if there are fewer than two models, or words or gold labels
   *     differ
   */
  public static ComparisonContents of(
      String title,
      OffsetDateTime created,
      List<ScoredModel> models,
      List<String> warnings,
      List<FactSheet> provenance) {
    if (models.size() < 2) {
      throw new IllegalArgumentException(
          "models: expected at least 2 models to compare, got " + models.size());
    }
    boolean spans = spans(models);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      for (int j = i + 1; j < models.size(); j++) {
        ScoredText first = models.get(i).evaluation().text();
        ScoredText second = models.get(j).evaluation().text();
        pairs.add(
            new Pair(
                models.get(i),
                models.get(j),
                spans ? Comparison.ofSpans(first, second) : Comparison.ofTokens(first, second),
                Double.NaN));
      }
    }
    List<Double> adjusted =
        Comparison.adjusted(pairs.stream().map(pair -> pair.comparison().pValue()).toList());
    for (int k = 0; k < pairs.size(); k++) {
      Pair pair = pairs.get(k);
      pairs.set(k, new Pair(pair.first(), pair.second(), pair.comparison(), adjusted.get(k)));
    }
    return new ComparisonContents(title, created, models, warnings, pairs, provenance);
  }

  /**
   * Compares every pair of models, with the current time and without provenance.
   *
   * @param title the heading
   * @param models at least two models with predictions for the same sentences
   * @return the contents
   * @throws IllegalArgumentException if there are fewer than two models, or words or gold labels
   *     differ
   */
  public static ComparisonContents of(String title, List<ScoredModel> models) {
    return of(title, Report.now(), models, List.of(), List.of());
  }

  /**
   * Returns the name of the score that the models are compared by.
   *
   * @return {@code span F1} if all predict spans, else {@code accuracy}
   */
  public String measure() {
    return bySpans() ? "span F1" : "accuracy";
  }

  /**
   * Returns whether the models are compared by spans.
   *
   * @return whether all predict spans
   */
  public boolean bySpans() {
    return spans(models);
  }

  /** Returns a model's score in that measure. */
  public Estimate score(ScoredModel compared) {
    return bySpans() ? compared.evaluation().headline() : compared.evaluation().accuracy();
  }

  private static boolean spans(List<ScoredModel> models) {
    return models.stream().allMatch(c -> c.evaluation().spans().isPresent());
  }

  @Override
  public Page page() {
    return ComparisonPage.of(this);
  }

  @Override
  public ObjectNode json() {
    return ReportJson.of(this);
  }
}

package org.tributary.examples.report;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.tributary.examples.analysis.Comparison;

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
    List<ComparedModel> models,
    List<String> warnings,
    List<Pair> pairs,
    List<FactSheet> provenance) {

  /**
   * Two models.
   *
   * @param first one model
   * @param second another
   * @param comparison the comparison of the first with the second
   * @param adjustedPValue the p-value adjusted for the number of pairs by Holm's method
   */
  public record Pair(
      ComparedModel first, ComparedModel second, Comparison comparison, double adjustedPValue) {

    /**
     * Returns whether the difference is significant.
     *
     * @return whether the adjusted p-value is below {@link Comparison#SIGNIFICANCE}
     */
    public boolean significant() {
      return adjustedPValue < Comparison.SIGNIFICANCE;
    }

    /**
     * Explains the difference.
     *
     * @param measure the name of the score
     * @return a sentence
     */
    public String explanation(String measure) {
      return ComparisonText.explanation(this, measure);
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
      List<ComparedModel> models,
      List<String> warnings,
      List<FactSheet> provenance) {
    if (models.size() < 2) {
      throw new IllegalArgumentException(
          "models: expected at least 2 models to compare, got " + models.size());
    }
    boolean spans = spans(models);
    List<ComparedModel> firsts = new ArrayList<>();
    List<ComparedModel> seconds = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      for (int j = i + 1; j < models.size(); j++) {
        firsts.add(models.get(i));
        seconds.add(models.get(j));
        comparisons.add(
            Comparison.of(
                models.get(i).evaluation().text(), models.get(j).evaluation().text(), spans));
      }
    }
    List<Double> adjusted =
        Comparison.adjusted(comparisons.stream().map(Comparison::pValue).toList());
    List<Pair> pairs = new ArrayList<>();
    for (int k = 0; k < comparisons.size(); k++) {
      pairs.add(new Pair(firsts.get(k), seconds.get(k), comparisons.get(k), adjusted.get(k)));
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
  public static ComparisonContents of(String title, List<ComparedModel> models) {
    return of(
        title,
        OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS),
        models,
        List.of(),
        List.of());
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

  private static boolean spans(List<ComparedModel> models) {
    return models.stream().allMatch(c -> c.evaluation().spans().isPresent());
  }
}

package org.tributary.tagger;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.tributary.head.LabelDistributions;
import org.tributary.internal.NullChecks;
import org.tributary.internal.tagger.DataHash;

/**
 * Soft labels of a sentence: a distribution over labels for each token, such as the mean of several
 * {@code Teachers}, which training learns beside the labels (knowledge distillation; Hinton,
 * Vinyals and Dean 2015). Immutable.
 *
 * @param labels the labels by index, each once; labels absent from the training data are left out,
 *     and the rest of the distribution normalized
 * @param distributions one per token, over {@code labels}
 * @param weight L, the weight of the distribution in the loss of a token, above 0 and at most 1;
 *     the loss of the label has the weight 1 - L
 * @param origin the origin of the distributions, for the information in the tagger's file
 */
public record SoftLabels(
    List<String> labels, LabelDistributions distributions, double weight, String origin) {
  /** Minimum sum of the kept probabilities for normalization; below it they become uniform. */
  private static final double MIN_SUM = 0.5;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the number of labels differs from that of the
   *     distributions, a label occurs twice, or the weight is out of range
   */
  public SoftLabels {
    NullChecks.requireElements("labels", "label", labels);
    NullChecks.require("distributions", "one per token", distributions);
    NullChecks.require("origin", "a text", origin);
    labels = List.copyOf(labels);
    if (labels.size() != distributions.labels() || labels.size() != Set.copyOf(labels).size()) {
      throw new IllegalArgumentException(
          "soft labels: expected the distinct names of %d labels, got %s"
              .formatted(distributions.labels(), labels));
    }
    requireWeight(weight);
  }

  public static void requireWeight(double weight) {
    if (!(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "teachers' weight: expected a number above 0 and at most 1, got " + weight);
    }
  }

  /** Returns whether the loss counts the hard labels. */
  public boolean countsLabels() {
    return weight < 1;
  }

  /**
   * Maps the distributions to other labels: labels missing here get probability 0, labels missing
   * in {@code names} are dropped, and the rest is normalized. A distribution that loses more than
   * half of its probability becomes uniform.
   *
   * @param names the labels of the tagger to be trained, by index
   * @throws IllegalArgumentException if there is no common label
   */
  public LabelDistributions over(List<String> names) {
    NullChecks.requireElements("names", "label", names);
    if (names.equals(labels)) {
      return distributions;
    }
    int[] columns = names.stream().mapToInt(labels::indexOf).toArray();
    if (Arrays.stream(columns).allMatch(column -> column < 0)) {
      throw new IllegalArgumentException(
          "soft labels: expected some of the labels %s of the training data, got only others: %s; are the teachers of another task?"
              .formatted(names, labels));
    }
    int count = names.size();
    float[] values = new float[distributions.steps() * count];
    for (int step = 0; step < distributions.steps(); step++) {
      double sum = 0;
      for (int column : columns) {
        sum += column < 0 ? 0 : distributions.probability(step, column);
      }
      for (int label = 0; label < count; label++) {
        double probability =
            columns[label] < 0 ? 0 : distributions.probability(step, columns[label]);
        values[step * count + label] = (float) (sum >= MIN_SUM ? probability / sum : 1.0 / count);
      }
    }
    return LabelDistributions.of(values, count);
  }

  /** Returns the SHA-256 of labels, distributions and weights, in hexadecimal. */
  public static String sha256(List<SoftLabels> sentences) {
    DataHash hash = new DataHash();
    for (SoftLabels soft : sentences) {
      hash.add(soft.labels).add(soft.distributions);
      hash.add(List.of(Double.toString(soft.weight)));
    }
    return hash.hex();
  }

  @Override
  public String toString() {
    return "soft labels over %s, weight %s, of %s".formatted(labels, weight, origin);
  }
}

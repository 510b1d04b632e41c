package org.tributary.graph.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tributary.head.BruteForce;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.head.PlainForward;
import org.tributary.head.TransitionConstraints;
import org.tributary.span.TagScheme;

class CrfTest {
  private static final int LABELS = 3;

  /**
   * Label rows: unlabelled steps at the start, in the middle and at the end; one step; no steps.
   */
  private static final List<List<Integer>> ROWS =
      List.of(
          List.of(0, 2, 1, 1, 0),
          List.of(-1, 2, -1, -2),
          List.of(1),
          List.of(),
          List.of(2, 2, 0, 1, -1),
          List.of(-1, -2));

  private static final List<Double> WEIGHTS = List.of(1.0, 0.5, 3.0, 1.0, 2.0, 7.0);
  private static final int STEPS = 6;

  private static final TransitionConstraints RULES =
      TransitionConstraints.of(TagScheme.BIO, List.of("B-X", "O", "I-X"));

  private static CrfResult run(BruteForce chain, float[] logits) {
    return CrfResult.of(chain, logits, ROWS, WEIGHTS, STEPS, Optional.empty());
  }

  /** Returns the scores of one row of [T, N, K]. */
  private static float[] row(float[] logits, int row, int batch, int length, int labels) {
    float[] scores = new float[length * labels];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = logits[(k / labels * batch + row) * labels + k % labels];
    }
    return scores;
  }

  private static double expected(BruteForce chain, float[] logits) {
    double sum = 0;
    int labelled = 0;
    for (int n = 0; n < ROWS.size(); n++) {
      int[] path = ROWS.get(n).stream().mapToInt(Integer::intValue).toArray();
      labelled += (int) ROWS.get(n).stream().filter(label -> label >= 0).count();
      if (path.length > 0) {
        float[] scores = row(logits, n, ROWS.size(), path.length, chain.labels());
        sum += WEIGHTS.get(n) * chain.loss(scores, path);
      }
    }
    return sum / labelled;
  }

  private static float[] logits(Random random) {
    return BruteForce.scores(random, STEPS * ROWS.size() * LABELS);
  }

  @Test
  void lossMatchesBruteForce() {
    Random random = new Random(2);
    for (int round = 0; round < 5; round++) {
      BruteForce chain = BruteForce.random(random, LABELS);
      float[] logits = logits(random);
      double expected = expected(chain, logits);
      assertThat(run(chain, logits).loss()).isCloseTo(expected, within(2e-6 * expected));
    }
  }

  @Test
  void gradientsMatchFiniteDifferences() {
    Random random = new Random(3);
    BruteForce chain = BruteForce.random(random, LABELS);
    float[] logits = logits(random);
    CrfResult result = run(chain, logits);
    double delta = 1.0 / 64;
    for (int k = 0; k < logits.length; k++) {
      float[] up = logits.clone();
      float[] down = logits.clone();
      up[k] += (float) delta;
      down[k] -= (float) delta;
      double slope =
          (expected(chain, up) - expected(chain, down)) / ((double) up[k] - (double) down[k]);
      assertThat((double) result.values().get(1)[k])
          .as("logit %d", k)
          .isCloseTo(slope, within(2e-5));
    }
    for (int k = 0; k < LABELS; k++) {
      assertMatchesSlope(result.values().get(2)[k], logits, chain, chain.start(), k, "start " + k);
      assertMatchesSlope(result.values().get(3)[k], logits, chain, chain.end(), k, "end " + k);
    }
    for (int k = 0; k < LABELS * LABELS; k++) {
      assertMatchesSlope(
          result.values().get(4)[k], logits, chain, chain.transitions(), k, "transition " + k);
    }
  }

  private static void assertMatchesSlope(
      float actual, float[] logits, BruteForce chain, List<Double> which, int k, String what) {
    double delta = 1e-4;
    double slope =
        (expected(perturbed(chain, which, k, delta), logits)
                - expected(perturbed(chain, which, k, -delta), logits))
            / (2 * delta);
    assertThat((double) actual).as(what).isCloseTo(slope, within(2e-6));
  }

  private static BruteForce perturbed(BruteForce chain, List<Double> which, int k, double delta) {
    List<Double> changed = new ArrayList<>(which);
    changed.set(k, changed.get(k) + delta);
    return new BruteForce(
        which == chain.start() ? changed : chain.start(),
        which == chain.end() ? changed : chain.end(),
        which == chain.transitions() ? changed : chain.transitions());
  }

  @Test
  void paddingValuesDoNotAffectLossAndGradients() {
    Random random = new Random(4);
    BruteForce chain = BruteForce.random(random, LABELS);
    float[] logits = logits(random);
    float[] other = logits.clone();
    for (int n = 0; n < ROWS.size(); n++) {
      for (int k = 0; k < (STEPS - ROWS.get(n).size()) * LABELS; k++) {
        int step = ROWS.get(n).size() + k / LABELS;
        other[(step * ROWS.size() + n) * LABELS + k % LABELS] = 300f - 17 * k;
      }
    }
    List<float[]> expected = run(chain, logits).values();
    List<float[]> actual = run(chain, other).values();
    for (int k = 0; k < expected.size(); k++) {
      assertThat(actual.get(k)).containsExactly(expected.get(k));
    }
    for (int k = 0; k < LABELS; k++) {
      assertThat(actual.get(1)[((STEPS - 1) * ROWS.size() + 1) * LABELS + k]).isZero();
    }
  }

  @Test
  void rowGradientIsTheSameAloneAndInABatch() {
    Random random = new Random(5);
    BruteForce chain = BruteForce.random(random, LABELS);
    float[] logits = logits(random);
    float[] batched = run(chain, logits).values().get(1);
    double labelled = 11; // in the batch; a row alone is divided by its own count
    for (int n : new int[] {0, 1, 2, 4}) {
      List<Integer> row = ROWS.get(n);
      float[] scores = row(logits, n, ROWS.size(), row.size(), LABELS);
      CrfResult alone =
          CrfResult.of(
              chain, scores, List.of(row), List.of(WEIGHTS.get(n)), row.size(), Optional.empty());
      double own = row.stream().filter(label -> label >= 0).count();
      float[] part = row(batched, n, ROWS.size(), row.size(), LABELS);
      for (int k = 0; k < part.length; k++) {
        assertThat(part[k] * labelled)
            .isCloseTo(alone.values().get(1)[k] * own, within(1e-6 * labelled));
      }
    }
  }

  @Test
  void lossAndGradientsAreZeroWithoutLabelledSteps() {
    Random random = new Random(6);
    BruteForce chain = BruteForce.random(random, LABELS);
    CrfResult result =
        CrfResult.of(
            chain,
            BruteForce.scores(random, 3 * 2 * LABELS),
            List.of(List.of(-1, -2), List.of(-1, -1, -1)),
            List.of(1.0, 1.0),
            3,
            Optional.empty());
    result.values().forEach(values -> assertThat(values).containsOnly(0f));
  }

  @Test
  void longRowsWithLargeScoresStayExact() {
    Random random = new Random(7);
    int steps = 5000;
    BruteForce chain = BruteForce.random(random, LABELS);
    float[] logits = BruteForce.scores(random, steps * LABELS);
    int[] path = new int[steps];
    for (int t = 0; t < steps; t++) {
      path[t] = t % 11 == 0 ? -1 : random.nextInt(LABELS);
      for (int k = 0; k < LABELS; k++) {
        float sign = random.nextBoolean() ? 1000 : -1000;
        logits[t * LABELS + k] += t % 3 == 0 ? sign : 0;
      }
    }
    List<Integer> row = new ArrayList<>();
    for (int label : path) {
      row.add(label);
    }
    CrfResult result =
        CrfResult.of(chain, logits, List.of(row), List.of(1.0), steps, Optional.empty());
    double labelled = row.stream().filter(label -> label >= 0).count();
    double expected =
        (PlainForward.logPartition(chain, logits) - PlainForward.logSum(chain, logits, path))
            / labelled;
    assertThat(result.loss()).isCloseTo(expected, within(1e-5 * expected));
    float[] marginals = chain.marginals(logits);
    for (int t = 0; t < steps; t++) {
      for (int k = 0; k < LABELS && path[t] >= 0; k++) {
        double observed = path[t] == k ? 1 : 0;
        assertThat(result.values().get(1)[t * LABELS + k] * labelled)
            .as("step %d, label %d", t, k)
            .isCloseTo(marginals[t * LABELS + k] - observed, within(1e-3));
      }
    }
  }

  @Test
  void forbiddenTransitionsGetNoGradient() {
    Random random = new Random(8);
    BruteForce chain = BruteForce.random(random, LABELS);
    float[] logits = BruteForce.scores(random, 4 * LABELS);
    List<Integer> row = List.of(0, 2, 1, 1);
    CrfResult result =
        CrfResult.of(chain, logits, List.of(row), List.of(1.0), 4, Optional.of(RULES));
    double nll = chain.restrictedNegativeLogLikelihood(RULES, logits, 0, 2, 1, 1);
    assertThat(result.loss()).isCloseTo(nll / 4, within(1e-5));
    assertThat(result.values().get(4)[1 * LABELS + 2]).isZero();
    assertThat(result.values().get(2)[2]).isZero();
    assertThat(result.values().get(2)[1]).isNotZero();
  }

  @Test
  void rowThatBreaksTheRulesPaysThePenaltyWithBoundedGradient() {
    Random random = new Random(9);
    BruteForce chain = BruteForce.random(random, LABELS);
    float[] logits = BruteForce.scores(random, 4 * LABELS);
    CrfResult result =
        CrfResult.of(
            chain, logits, List.of(List.of(2, 1, 2, 0)), List.of(1.0), 4, Optional.of(RULES));
    assertThat(result.loss()).isCloseTo(2 * 10_000 / 4.0, within(10.0));
    for (float[] gradient : result.values().subList(1, 5)) {
      for (float g : gradient) {
        assertThat((double) g).isBetween(-1.0, 1.0);
      }
    }
  }

  @Test
  void parameterNamesAndShapesMatchTorchcrf() {
    assertThat(Head.crf().parameters(LabelSet.ofSize(4)))
        .extracting(p -> p.name() + p.shape())
        .containsExactly("start_transitions[4]", "end_transitions[4]", "transitions[4, 4]");
  }
}

package org.tributary.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.span.TagScheme;

class LinearChainTest {
  private static final TransitionConstraints RULES =
      TransitionConstraints.of(TagScheme.BIOES, List.of("B-X", "O", "E-X"));

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4", "3, 1", "3, 2", "3, 5", "4, 4", "2, 7"})
  void decodingMatchesBruteForce(int labels, int steps) {
    Random random = new Random(10L * labels + steps);
    for (int round = 0; round < 20; round++) {
      BruteForce brute = BruteForce.random(random, labels);
      float[] scores = BruteForce.scores(random, steps * labels);
      List<int[]> ranked =
          brute.paths(steps).stream()
              .sorted((a, b) -> Double.compare(brute.score(scores, b), brute.score(scores, a)))
              .toList();
      check(brute.chain(), brute, scores, ranked);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "6"})
  void restrictedChainMatchesBruteForceOverAllowedPaths(int steps) {
    Random random = new Random(steps);
    for (int round = 0; round < 20; round++) {
      BruteForce brute = BruteForce.random(random, 3);
      float[] scores = BruteForce.scores(random, steps * 3);
      List<int[]> ranked =
          brute.paths(steps).stream()
              .filter(RULES::allow)
              .sorted((a, b) -> Double.compare(brute.score(scores, b), brute.score(scores, a)))
              .toList();
      check(brute.chain().restrictedTo(RULES), brute, scores, ranked);
    }
  }

  /** Scores whose e^x, or the e^x of their difference, overflows or underflows a double. */
  @ParameterizedTest
  @CsvSource({"300, 1", "1, 400", "300, 400", "20, 400", "0.1, 900"})
  void extremeScoresStayExact(double transitions, double scores) {
    Random random = new Random(11);
    for (int round = 0; round < 40; round++) {
      BruteForce drawn = BruteForce.random(random, 3);
      BruteForce brute =
          new BruteForce(
              drawn.start(),
              drawn.end(),
              drawn.transitions().stream().map(x -> (double) (float) (x * transitions)).toList());
      float[] scaled = BruteForce.scores(random, 5 * 3);
      for (int k = 0; k < scaled.length; k++) {
        scaled[k] *= (float) scores;
      }
      for (boolean restricted : new boolean[] {false, true}) {
        List<int[]> ranked =
            brute.paths(5).stream()
                .filter(path -> !restricted || RULES.allow(path))
                .sorted((a, b) -> Double.compare(brute.score(scaled, b), brute.score(scaled, a)))
                .toList();
        LinearChain chain = brute.chain();
        check(restricted ? chain.restrictedTo(RULES) : chain, brute, scaled, ranked);
      }
    }
  }

  private static void check(
      LinearChain chain, BruteForce brute, float[] scores, List<int[]> ranked) {
    int steps = scores.length / chain.labels();
    double[] all = ranked.stream().mapToDouble(path -> brute.score(scores, path)).toArray();
    double logZ = all[0] + Math.log(Arrays.stream(all).map(s -> Math.exp(s - all[0])).sum());
    assertThat(chain.logPartition(scores)).isCloseTo(logZ, within(1e-9));

    assertThat(chain.viterbi(scores)).containsExactly(ranked.get(0));

    List<LabelPath> few = chain.nBest(scores, 5);
    assertThat(few).hasSize(Math.min(5, ranked.size()));
    List<LabelPath> more = chain.nBest(scores, ranked.size() + 3);
    assertThat(more).hasSize(ranked.size()).startsWith(few.toArray(LabelPath[]::new));
    for (int k = 0; k < more.size(); k++) {
      assertThat(ints(more.get(k))).containsExactly(ranked.get(k));
      assertThat(more.get(k).score()).isCloseTo(all[k] - logZ, within(1e-9));
    }

    LinearChain.Posterior posterior = chain.posterior(scores);
    LabelDistributions distributions = posterior.distributions();
    assertThat(distributions.steps()).isEqualTo(steps);
    for (int from = 0; from < steps; from++) {
      for (int to = from + 1; to <= Math.min(steps, from + 3); to++) {
        int begin = from;
        int end = to;
        for (int[] part : brute.paths(to - from)) {
          double expected =
              ranked.stream()
                  .filter(path -> Arrays.equals(path, begin, end, part, 0, part.length))
                  .mapToDouble(path -> Math.exp(brute.score(scores, path) - logZ))
                  .sum();
          assertThat(posterior.probabilityOf(from, part)).isCloseTo(expected, within(1e-9));
          if (part.length == 1) {
            assertThat(distributions.probability(from, part[0]))
                .isCloseTo((float) expected, within(1e-6f));
          }
        }
      }
    }
  }

  @Test
  void tiesGoToTheSmallerLastLabel() {
    LinearChain chain = independent(3);
    float[] scores = {0, 1, 1, 2, 2, 0};
    assertThat(chain.viterbi(scores)).containsExactly(1, 0);
    List<LabelPath> paths = chain.nBest(scores, 9);
    assertThat(LinearChain.nBestOfIndependent(scores, 3, 9)).isEqualTo(paths);
    assertThat(ints(paths.get(0))).containsExactly(1, 0);
    assertThat(paths).hasSize(9);
    Set<List<Integer>> distinct = new HashSet<>();
    for (int k = 0; k < 9; k++) {
      distinct.add(paths.get(k).labels());
      assertThat(paths.get(k).score()).isLessThanOrEqualTo(paths.get(Math.max(0, k - 1)).score());
    }
    assertThat(distinct).hasSize(9);
  }

  @Test
  void longRowsWithLargeScoresStayExact() {
    Random random = new Random(8);
    int labels = 5;
    int steps = 5000;
    BruteForce brute = BruteForce.random(random, labels);
    float[] scores = BruteForce.scores(random, steps * labels);
    for (int k = 0; k < scores.length; k++) {
      scores[k] = k % 7 == 0 ? Math.copySign(1000, scores[k]) : scores[k];
    }
    LinearChain chain = brute.chain();
    assertThat(chain.logPartition(scores))
        .isGreaterThanOrEqualTo(brute.score(scores, chain.viterbi(scores)))
        .isCloseTo(PlainForward.logPartition(brute, scores), within(1e-5));
    LabelDistributions marginals = chain.posterior(scores).distributions();
    for (int t = 0; t < steps; t++) {
      double sum = 0;
      for (int label = 0; label < labels; label++) {
        sum += marginals.probability(t, label);
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void independentChainIsSoftmax() {
    float[] scores = {1f, -2f, 0.5f, 3f, 0.25f, -1f};
    LinearChain.Posterior posterior = independent(3).posterior(scores);
    double sum = Math.exp(3f) + Math.exp(0.25f) + Math.exp(-1f);
    assertThat(posterior.probabilityOf(1, 2)).isCloseTo(Math.exp(-1) / sum, within(1e-12));
    assertThat(posterior.probabilityOf(0, 1, 2))
        .isCloseTo(posterior.probabilityOf(0, 1) * posterior.probabilityOf(1, 2), within(1e-12));
  }

  @Test
  void invalidArgumentsAreRefused() {
    LinearChain chain = independent(3);
    assertThatThrownBy(() -> LinearChain.of(new float[2], new float[2], new float[3]))
        .hasMessage(
            "linear chain: expected start [K], end [K] and transitions [K, K], got 2, 2 and 3 numbers");
    assertThatThrownBy(() -> LinearChain.of(new float[1], new float[1], new float[] {Float.NaN}))
        .hasMessage(
            "transitions: expected finite numbers, got NaN at element 0; did training diverge?");
    assertThatThrownBy(() -> chain.viterbi(new float[4]))
        .hasMessage("scores: expected [T, 3] of at least one step, got 4 numbers");
    assertThatThrownBy(() -> chain.posterior(new float[0]))
        .hasMessage("scores: expected [T, 3] of at least one step, got 0 numbers");
    float[] infinite = {0, 0, Float.POSITIVE_INFINITY};
    assertThatThrownBy(() -> chain.logPartition(infinite))
        .hasMessage(
            "scores: expected finite numbers, got Infinity at element 2; did training diverge?");
    assertThatThrownBy(() -> chain.nBest(new float[3], 0))
        .hasMessage("n best: expected n of at least 1, got 0");
  }

  private static LinearChain independent(int labels) {
    return LinearChain.of(new float[labels], new float[labels], new float[labels * labels]);
  }

  @Test
  void pathsOfIndependentStepsAreThoseOfAChainWithoutTransitions() {
    Random random = new Random(11);
    for (int steps : new int[] {1, 2, 5, 40}) {
      float[] scores = BruteForce.scores(random, 4 * steps);
      for (int n : new int[] {1, 3, 100}) {
        assertThat(LinearChain.nBestOfIndependent(scores, 4, n))
            .isEqualTo(independent(4).nBest(scores, n));
      }
    }
    assertThatThrownBy(() -> LinearChain.nBestOfIndependent(new float[3], 3, 0))
        .hasMessage("n best: expected n of at least 1, got 0");
  }

  @Test
  void softmaxOfManyLabelsNeedsNoTransitions() {
    int labels = 50_000; // their square is no array's size
    float[] logits = new float[2 * labels];
    logits[7] = 3;
    logits[labels + 9] = 1;
    HeadDecoder decoder = Head.softmax().decoder(LabelSet.ofSize(labels), name -> new float[0]);
    assertThat(decoder.best(logits)).containsExactly(7, 9);
    LabelPath best = decoder.nBest(logits, 2).get(0);
    assertThat(ints(best)).containsExactly(7, 9);
    double logZ = Math.log(labels - 1 + Math.exp(3)) + Math.log(labels - 1 + Math.E);
    assertThat(best.score()).isCloseTo(4 - logZ, within(1e-9));
    assertThat(ints(decoder.nBest(logits, 2).get(1))).containsExactly(7, 0);
  }

  @Test
  void sumsHaveTheBitsOfStrictMath() {
    Random random = new Random(12);
    for (int k = 0; k < 1000; k++) {
      float[] scores = BruteForce.scores(random, 2);
      double largest = Math.max(scores[0], scores[1]);
      double sum = StrictMath.exp(scores[0] - largest) + StrictMath.exp(scores[1] - largest);
      assertThat(independent(2).logPartition(scores)).isEqualTo(largest + StrictMath.log(sum));
    }
  }

  private static int[] ints(LabelPath path) {
    return path.labels().stream().mapToInt(label -> label).toArray();
  }
}

package org.tributary.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LazyPosteriorTest {
  private static final int LABELS = 3;

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }

  private static List<Float> values(LabelDistributions distributions) {
    return IntStream.range(0, distributions.steps() * LABELS)
        .mapToObj(k -> distributions.probability(k / LABELS, k % LABELS))
        .toList();
  }

  private static LinearChain chain() {
    return LinearChain.of(random(LABELS, 1), random(LABELS, 2), random(LABELS * LABELS, 3));
  }

  @Test
  void labelsAreReadWithoutProbabilities() {
    AtomicInteger computed = new AtomicInteger();
    LabelDistributions known = LabelDistributions.of(new float[] {.25f, .75f}, 2);
    DecodedSequence decoded =
        new DecodedSequence(
            new int[] {1},
            2,
            () -> {
              computed.incrementAndGet();
              return new DecodedSequence.Probabilities(known, Optional.empty());
            });
    assertThat(decoded.labels()).containsExactly(1);
    assertThat(decoded.label(0)).isEqualTo(1);
    assertThat(decoded.steps()).isEqualTo(1);
    assertThat(decoded.labelCount()).isEqualTo(2);
    assertThat(computed).hasValue(0);
    assertThat(decoded.confidence(0)).isEqualTo(.75f);
    assertThat(computed).hasValue(1);
  }

  /** Scores that change after decoding show when they are read. */
  @Test
  void crfDecodesLabelsAtOnceAndProbabilitiesAtTheirFirstUse() {
    HeadDecoder decoder =
        Head.crf()
            .decoder(
                LabelSet.ofSize(LABELS),
                name ->
                    random(
                        name.equals(CrfHead.TRANSITIONS) ? LABELS * LABELS : LABELS,
                        name.hashCode()));
    float[] scores = random(4 * LABELS, 5);
    float[] later = random(4 * LABELS, 6);
    int[] best = decoder.best(scores);
    DecodedSequence decoded = decoder.decode(scores);
    System.arraycopy(later, 0, scores, 0, scores.length);
    assertThat(decoded.labels()).isEqualTo(best);
    List<Float> expected = values(decoder.distributions(later));
    assertThat(values(decoded.distributions())).isEqualTo(expected);
    System.arraycopy(random(scores.length, 7), 0, scores, 0, scores.length);
    assertThat(values(decoded.distributions())).as("computed once").isEqualTo(expected);
  }

  @Test
  void probabilitiesAreThoseOfTheChainAndComputedOnceForAllThreads() {
    float[] scores = random(50 * LABELS, 8);
    LinearChain.Posterior expected = chain().posterior(scores);
    AtomicInteger computed = new AtomicInteger();
    DecodedSequence lazy =
        new DecodedSequence(
            new int[50],
            LABELS,
            () -> {
              computed.incrementAndGet();
              return chain().probabilities(scores);
            });
    IntStream.range(0, 64).parallel().forEach(k -> lazy.distributions());
    assertThat(computed).hasValue(1);
    assertThat(values(lazy.distributions()))
        .isEqualTo(values(new LabelDistributions(expected.marginals(), LABELS)));
    assertThat(lazy.probabilityOf(3, 0, 1, 2)).isEqualTo(expected.probabilityOf(3, 0, 1, 2));
  }
}

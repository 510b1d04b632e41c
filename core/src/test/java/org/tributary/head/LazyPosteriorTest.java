package org.tributary.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  /** A decoder that counts how often its probabilities are computed. */
  private static final class Counting implements HeadDecoder {
    private final AtomicInteger computed = new AtomicInteger();

    @Override
    public int[] best(float[] logits) {
      return chain().viterbi(logits);
    }

    @Override
    public LabelDistributions distributions(float[] logits) {
      computed.incrementAndGet();
      return chain().posterior(logits).distributions();
    }
  }

  @Test
  void labelsAreReadWithoutProbabilities() {
    Counting counting = new Counting();
    float[] scores = random(LABELS, 4);
    DecodedSequence decoded = DecodedSequence.of(counting, scores, 1, LABELS);
    assertThat(decoded.labels()).isEqualTo(chain().viterbi(scores));
    assertThat(decoded.label(0)).isEqualTo(decoded.labels()[0]);
    assertThat(decoded.steps()).isEqualTo(1);
    assertThat(decoded.labelCount()).isEqualTo(LABELS);
    assertThat(counting.computed).hasValue(0);
    assertThat(decoded.probability(0))
        .isEqualTo(counting.distributions(scores).probability(0, decoded.label(0)));
    assertThat(counting.computed).hasValue(2);
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
    DecodedSequence decoded = DecodedSequence.of(decoder, scores, 4, LABELS);
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
    Counting counting = new Counting();
    DecodedSequence lazy = DecodedSequence.of(counting, scores, 50, LABELS);
    IntStream.range(0, 64).parallel().forEach(k -> lazy.distributions());
    assertThat(counting.computed).hasValue(1);
    assertThat(values(lazy.distributions())).isEqualTo(values(expected.distributions()));
    assertThat(lazy.probabilityOf(3, 0, 1, 2)).isEqualTo(expected.probabilityOf(3, 0, 1, 2));
  }
}

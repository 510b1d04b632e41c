package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;

class BatchPlannerTest {
  private static final List<LabelledSequence> SEQUENCES = sequences(200);

  private static List<LabelledSequence> sequences(int count) {
    Random random = new Random(2);
    return IntStream.range(0, count)
        .map(k -> k == 17 ? 90 : 1 + random.nextInt(30))
        .mapToObj(n -> new LabelledSequence(FeatureSequence.ofWords(new int[n]), new int[n]))
        .toList();
  }

  @Test
  void wordBatchesAreFilledToTheLimit() {
    BatchPlanner<LabelledSequence> planner =
        BatchPlanner.of(SEQUENCES, SmallTraining.options().batchWords(80));
    List<List<LabelledSequence>> first = planner.epoch(1);
    assertThat(first).isEqualTo(planner.epoch(1)).isNotEqualTo(planner.epoch(2));
    assertThat(first.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(SEQUENCES);
    for (List<LabelledSequence> batch : first) {
      assertThat(words(batch) <= 80 || batch.size() == 1).isTrue();
      assertThat(batch.get(batch.size() - 1).steps() - batch.get(0).steps())
          .as("lengths in a batch")
          .isBetween(0, 12);
    }
    assertThat(first).anySatisfy(batch -> assertThat(words(batch)).isEqualTo(90));
    long full = first.stream().filter(batch -> words(batch) > 80 - 30).count();
    assertThat(full).isGreaterThanOrEqualTo(first.size() - 1);
    for (int epoch = 2; epoch < 30; epoch++) {
      assertThat(planner.epoch(epoch)).as("epoch %d", epoch).hasSameSizeAs(first);
    }
  }

  /**
   * The place of one of 200 sequences of equal length in the order of an epoch. Between independent
   * draws the difference of two places, on a circle, is uniform, so that the mean of its points on
   * the unit circle is about 1/√299; it is about 1 if one draw follows from the draw before.
   */
  @Test
  void drawsOfAdjacentEpochsAndSeedsAreIndependent() {
    List<LabelledSequence> equal =
        IntStream.range(0, 200)
            .mapToObj(k -> new LabelledSequence(FeatureSequence.ofWords(new int[5]), new int[5]))
            .toList();
    TrainingOptions options = SmallTraining.options().batchSize(200);
    for (int k : new int[] {0, 1, 100}) {
      BatchPlanner<LabelledSequence> planner = BatchPlanner.of(equal, options.seed(7));
      assertThat(following(epoch -> place(planner, epoch, equal.get(k))))
          .as("sequence %d in adjacent epochs", k)
          .isLessThan(0.25);
      assertThat(
              following(seed -> place(BatchPlanner.of(equal, options.seed(seed)), 1, equal.get(k))))
          .as("sequence %d with adjacent seeds", k)
          .isLessThan(0.25);
    }
  }

  /** Returns the place of a sequence, which is its own object, from 0 to below 1. */
  private static double place(
      BatchPlanner<LabelledSequence> planner, int epoch, LabelledSequence sequence) {
    List<LabelledSequence> order = planner.epoch(epoch).get(0);
    return IntStream.range(0, order.size())
            .filter(k -> order.get(k) == sequence)
            .findFirst()
            .orElseThrow()
        / (double) order.size();
  }

  /** Returns how far a place follows from the place before, from 0 for not at all to 1. */
  private static double following(IntToDoubleFunction place) {
    double[] places = IntStream.rangeClosed(1, 300).mapToDouble(place).toArray();
    double x = 0;
    double y = 0;
    for (int k = 1; k < places.length; k++) {
      x += Math.cos(2 * Math.PI * (places[k] - places[k - 1]));
      y += Math.sin(2 * Math.PI * (places[k] - places[k - 1]));
    }
    return Math.hypot(x, y) / (places.length - 1);
  }

  @Test
  void wordBatchesKeepTheGivenOrder() {
    BatchPlanner<LabelledSequence> planner =
        BatchPlanner.of(
            SEQUENCES, SmallTraining.options().batchWords(50).order(BatchOrder.AS_GIVEN));
    assertThat(planner.epoch(1).stream().flatMap(List::stream))
        .containsExactlyElementsOf(SEQUENCES);
    assertThat(planner.epoch(1)).isEqualTo(planner.epoch(5));
  }

  @Test
  void batchSizeBelowOneIsRefused() {
    assertThatThrownBy(() -> SmallTraining.options().batchWords(0))
        .hasMessage("training: expected a batch size of at least 1, got 0");
    assertThatThrownBy(() -> SmallTraining.options().batchSize(0))
        .hasMessage("training: expected a batch size of at least 1, got 0");
  }

  private static int words(List<LabelledSequence> batch) {
    return batch.stream().mapToInt(LabelledSequence::steps).sum();
  }
}

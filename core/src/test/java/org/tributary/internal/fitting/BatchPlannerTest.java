package org.tributary.internal.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.training.SmallTraining;

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
    BatchPlanner planner = new BatchPlanner(SEQUENCES, SmallTraining.options().batchWords(80));
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

  @Test
  void wordBatchesKeepTheGivenOrder() {
    BatchPlanner planner =
        new BatchPlanner(
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

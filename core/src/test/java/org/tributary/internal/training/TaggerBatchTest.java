package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.UnkReplacement;
import org.tributary.sequence.BatchShape;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.testing.PlainSgd;
import org.tributary.train.tagger.SmallTraining;

class TaggerBatchTest {
  private static final FeatureSequence SHORT =
      FeatureSequence.of(FeatureColumn.builder().step().feature(7, 0.5f).feature(8, 2f).build());
  private static final FeatureSequence LONG = FeatureSequence.ofWords(3, 4, 5);

  @Test
  void positionsAreTimeMajorAndTokensAreRowMajor() {
    TaggerBatch batch = TaggerBatch.of(List.of(SHORT, LONG));
    assertThat(batch.shape).isEqualTo(BatchShape.sequenceFirst(3, 2));
    assertThat(batch.lengths).containsExactly(1, 3);
    assertThat(batch.tokens).isEqualTo(4);
    assertThat(batch.positions).containsExactly(0, 1, 3, 5);
    assertThat(batch.targets()).isEmpty();
  }

  @Test
  void labelsAndWeightsAreInTokenOrder() {
    TaggerBatch batch =
        TaggerBatch.of(
            List.of(
                new LabelledSequence(SHORT, new int[] {1}, 3f),
                new LabelledSequence(LONG, 0, 2, LabelledSequence.NONE)),
            List.of(UnkReplacement.none()));
    TaggerBatch.Targets targets = batch.targets().orElseThrow();
    assertThat(targets.labels[0]).containsExactly(1, 0, 2, -1);
    assertThat(targets.labelWeights).containsExactly(3f, 1f, 1f, 1f);
    assertThat(targets.rowWeights).containsExactly(3f, 1f);
  }

  @Test
  void lengthBatchesContainEverySequenceOnceAndDifferBetweenEpochs() {
    List<LabelledSequence> sequences =
        IntStream.rangeClosed(1, 40)
            .mapToObj(n -> new LabelledSequence(FeatureSequence.ofWords(new int[n]), new int[n]))
            .toList();
    BatchPlanner<LabelledSequence> planner =
        BatchPlanner.of(sequences, SmallTraining.options().batchSize(7));
    List<List<LabelledSequence>> first = planner.epoch(1);
    assertThat(first).hasSize(6).isEqualTo(planner.epoch(1)).isNotEqualTo(planner.epoch(2));
    Set<LabelledSequence> seen = new HashSet<>();
    for (List<LabelledSequence> batch : first) {
      seen.addAll(batch);
      assertThat(batch.get(batch.size() - 1).steps() - batch.get(0).steps()).isLessThan(13);
    }
    assertThat(seen).hasSize(40);
  }

  @Test
  void asGivenOrderIsKept() {
    List<LabelledSequence> sequences =
        IntStream.of(5, 1, 3)
            .mapToObj(n -> new LabelledSequence(FeatureSequence.ofWords(n), 0))
            .toList();
    BatchPlanner<LabelledSequence> planner =
        BatchPlanner.of(sequences, PlainSgd.options(0.1).batchSize(2));
    assertThat(planner.epoch(1)).containsExactly(sequences.subList(0, 2), sequences.subList(2, 3));
  }

  @Test
  void mismatchedLabelsAndInvalidFeaturesAreRefused() {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    assertThatThrownBy(() -> builder.feature(1, 1f))
        .hasMessage("feature column: expected step() before the first feature(), got none");
    assertThatThrownBy(() -> FeatureSequence.of(builder.build()))
        .hasMessage(
            "feature sequence: expected at least one step, got none; leave out empty sequences");
    assertThatThrownBy(() -> builder.step().feature(-1, 1f))
        .hasMessage("feature column: expected an index of at least 0 at step 0, got -1");
    assertThatThrownBy(() -> builder.feature(2, Float.NaN))
        .hasMessage("feature column: expected a finite weight for feature 2 at step 0, got NaN");
    assertThatThrownBy(() -> FeatureSequence.of())
        .hasMessage("feature sequence: expected a column for each input, got none");
    assertThatThrownBy(
            () -> FeatureSequence.of(FeatureColumn.ofWords(1, 2), FeatureColumn.ofWords(1)))
        .hasMessage("feature sequence: expected columns with the same number of steps, got [2, 1]");
    assertThatThrownBy(() -> new LabelledSequence(LONG, 1, 2))
        .hasMessage("labelled sequence: expected 3 labels, one per step, got 2");
    assertThatThrownBy(() -> new LabelledSequence(SHORT, new int[] {0}, 0f))
        .hasMessage("labelled sequence: expected a finite weight above 0, got 0.0");
    assertThatThrownBy(() -> new LabelledSequence(SHORT, -3))
        .hasMessage("labelled sequence: expected labels from 0, NONE or UNSEEN, got -3");
  }
}

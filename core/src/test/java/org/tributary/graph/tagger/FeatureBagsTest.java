package org.tributary.graph.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.UnkReplacement;
import org.tributary.sequence.BatchShape;

class FeatureBagsTest {
  private static final FeatureColumn SHORT =
      FeatureColumn.builder().step().feature(7, 0.5f).feature(8, 2f).build();
  private static final FeatureColumn LONG = FeatureColumn.ofWords(3, 4, 5);
  private static final FeatureColumn EMPTY = FeatureColumn.builder().step().step().build();
  private static final BatchShape SHAPE = BatchShape.sequenceFirst(3, 2);

  @Test
  void featuresHaveTimeMajorPositions() {
    FedEmbeddings.FeatureBags bags =
        FedEmbeddings.FeatureBags.of(List.of(SHORT, LONG), SHAPE, UnkReplacement.none());
    assertThat(bags.features()).containsExactly(7, 8, 3, 4, 5);
    assertThat(bags.weights()).containsExactly(0.5f, 2f, 1f, 1f, 1f);
    assertThat(bags.positions()).containsExactly(0, 0, 1, 3, 5);
  }

  @Test
  void stepIsUnknownIfEveryFeatureIsReplacedAndEmptyWithoutFeatures() {
    FedEmbeddings.FeatureBags bags =
        FedEmbeddings.FeatureBags.of(List.of(SHORT, LONG), SHAPE, replacing(8, 4));
    assertThat(bags.features()).containsExactly(7, 3, 9, 5);
    assertThat(bags.weights()).containsExactly(0.5f, 1f, 1f, 1f);
    assertThat(
            FedEmbeddings.FeatureBags.of(List.of(EMPTY, SHORT), SHAPE, replacing(7, 8)).positions())
        .containsExactly(1);
  }

  @Test
  void capacityGrowsWithTheFeatures() {
    FeatureColumn.Builder builder = FeatureColumn.builder().step();
    for (int k = 0; k < 50; k++) {
      builder.feature(k, k);
    }
    FedEmbeddings.FeatureBags bags =
        FedEmbeddings.FeatureBags.of(
            List.of(builder.build()), BatchShape.sequenceFirst(1, 1), UnkReplacement.none());
    assertThat(bags.features()).hasSize(50).endsWith(48, 49);
    assertThat(bags.weights()).hasSize(50).endsWith(48f, 49f);
  }

  @Test
  void rareEntriesAreReplacedMoreOften() {
    UnkReplacement replacement =
        Frequencies.of(new int[] {0, 1, 9}, 0)
            .unkReplacement(1, draws(), position -> 1, position -> false);
    assertThat(replacement.unknown()).isZero();
    assertThat(share(replacement, 1)).isBetween(0.47, 0.53); // 1 / (1 + 1)
    assertThat(share(replacement, 2)).isBetween(0.08, 0.12); // 1 / (1 + 9)
    assertThat(
            share(
                Frequencies.neverReplaced()
                    .unkReplacement(1, draws(), position -> 1, position -> false),
                1))
        .isZero();
    assertThat(
            share(
                Frequencies.of(new int[] {0, 1}, 0)
                    .unkReplacement(0, draws(), position -> 1, position -> false),
                1))
        .isZero();
  }

  @Test
  void everyFeatureAtAReplacedPositionIsUnknown() {
    UnkReplacement replacement =
        Frequencies.of(new int[10], 9)
            .unkReplacement(0, draws(), position -> 1, position -> position % 3 == 0);
    FedEmbeddings.FeatureBags bags =
        FedEmbeddings.FeatureBags.of(
            List.of(FeatureColumn.ofWords(4, 3), FeatureColumn.ofWords(5, 6, 7)),
            BatchShape.sequenceFirst(3, 2),
            replacement);
    assertThat(bags.positions()).containsExactly(0, 2, 1, 3, 5);
    assertThat(bags.features()).containsExactly(9, 3, 5, 9, 7);
    assertThat(bags.weights()).containsOnly(1f);
  }

  private static IntToDoubleFunction draws() {
    double[] drawn = new Random(3).doubles(5000).toArray();
    return position -> drawn[position];
  }

  private static double share(UnkReplacement replacement, int entry) {
    int replaced = 0;
    for (int k = 0; k < 5000; k++) {
      replaced += replacement.replaces(entry, k) ? 1 : 0;
    }
    return replaced / 5000.0;
  }

  private static UnkReplacement replacing(int... replaced) {
    Set<Integer> all = new HashSet<>();
    for (int entry : replaced) {
      all.add(entry);
    }
    return new UnkReplacement() {
      @Override
      public boolean replaces(int entry, int position) {
        return all.contains(entry);
      }

      @Override
      public int unknown() {
        return 9;
      }
    };
  }
}

package org.tributary.graph.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.feature.UnkReplacement;
import org.tributary.sequence.BatchShape;

class CharacterBatchTest {
  private static final List<Integer> CAT = List.of(3, 1, 20);

  private static final List<Integer> A = List.of(1);
  private static final List<Integer> NONE = List.of();

  @Test
  void distinctWordsAreEncodedOnceAndIndexedByPosition() {
    UniqueIndex<List<Integer>> distinct =
        UniqueIndex.of(
            List.of(List.of(A, CAT, List.of(1)), List.of(NONE, List.of(3, 1, 20))),
            BatchShape.sequenceFirst(3, 2));
    assertThat(distinct.items()).containsExactly(A, CAT, NONE);
    assertThat(distinct.numbers()).containsExactly(0, 2, 1, 1, 0, 0);
    assertThat(distinct.first(1)).isEqualTo(2);
    FedCharacters.CharacterBatch batch =
        FedCharacters.CharacterBatch.of(distinct, UnkReplacement.none());
    assertThat(batch.maxLength()).isEqualTo(3);
    assertThat(batch.lengths()).containsExactly(1, 3, 0);
    assertThat(batch.characters()).containsExactly(1, 3, 1, 20);
    assertThat(batch.positions()).containsExactly(0, 1, 4, 7);
  }

  @Test
  void batchWithoutWordsHasAnEmptyOne() {
    FedCharacters.CharacterBatch batch = batch(UnkReplacement.none(), List.of());
    assertThat(batch.lengths()).containsExactly(0);
    assertThat(batch.maxLength()).isEqualTo(1);
  }

  @Test
  void onlyTheEndsOfALongWordAreRead() {
    FedCharacters.CharacterBatch batch =
        batch(UnkReplacement.none(), List.of(IntStream.range(0, 100).boxed().toList()));
    assertThat(batch.maxLength()).isEqualTo(64);
    assertThat(batch.characters()).startsWith(0, 1).contains(31, 68).doesNotContain(32, 67);
    assertThat(batch.characters()).endsWith(98, 99);
  }

  @Test
  void replacedCharactersBecomeUnknown() {
    UnkReplacement replacement =
        new UnkReplacement() {
          @Override
          public boolean replaces(int entry, int position) {
            return entry == 1;
          }

          @Override
          public int unknown() {
            return 21;
          }
        };
    FedCharacters.CharacterBatch batch = batch(replacement, List.of(CAT));
    assertThat(batch.characters()).containsExactly(3, 21, 20);
  }

  private static FedCharacters.CharacterBatch batch(
      UnkReplacement replacement, List<List<Integer>> words) {
    return FedCharacters.CharacterBatch.of(
        UniqueIndex.of(List.of(words), BatchShape.sequenceFirst(words.size(), 1)), replacement);
  }
}

package org.tributary.tagger.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.tagger.RandomColumns;

/** Equality of step keys. */
class FeatureKeyTest {
  private static final FeatureColumn FEATURES =
      FeatureColumn.builder()
          .step()
          .feature(4, 1f)
          .step()
          .step()
          .feature(4, 1f)
          .feature(5, 1f)
          .step()
          .feature(4, 2f)
          .step()
          .feature(4, 1f)
          .build();
  private static final CharacterColumn WORDS =
      new CharacterColumn(
          List.of(List.of(7, 8), List.of(7), List.of(), List.of(7, 8), List.of(7, 8)));
  private static final NumberColumn NUMBERS =
      new NumberColumn(
          FloatTensor.of(TensorShape.of(5, 2), new float[] {0, 1, 2, 3, 0, 1, 0, 1, 0, 1}));

  @Test
  void keysAreEqualForEqualData() {
    List<InputColumn> columns = List.of(FEATURES, WORDS, NUMBERS);
    assertThat(key(columns, 4)).isEqualTo(key(columns, 0));
    assertThat(key(columns, 4)).hasSameHashCodeAs(key(columns, 0));
    for (int step = 1; step < 4; step++) {
      assertThat(key(columns, step)).isNotEqualTo(key(columns, 0));
    }
    assertThat(key(List.of(FEATURES), 3)).isNotEqualTo(key(List.of(FEATURES), 0));
    assertThat(key(List.of(NUMBERS), 1)).isNotEqualTo(key(List.of(NUMBERS), 0));
    assertThat(key(List.of(NUMBERS), 2)).isEqualTo(key(List.of(NUMBERS), 0));
  }

  /** Feature 1 with characters 2 and 3 differs from features 1 and 2 with character 3. */
  @Test
  void columnBoundariesArePartOfTheKey() {
    FeatureColumn one = FeatureColumn.ofWords(1);
    FeatureColumn none = FeatureColumn.builder().step().build();
    assertThat(key(List.of(one, none), 0)).isNotEqualTo(key(List.of(none, one), 0));
    CharacterColumn ab = new CharacterColumn(List.of(List.of(0, 0)));
    CharacterColumn empty = new CharacterColumn(List.of(List.of()));
    assertThat(key(List.of(ab, empty), 0)).isNotEqualTo(key(List.of(empty, ab), 0));
  }

  @Test
  void singleStepColumnHasTheSameKey() {
    for (InputColumn column : List.of(FEATURES, WORDS, NUMBERS)) {
      for (int step = 0; step < 5; step++) {
        InputColumn alone = RandomColumns.step(column, step);
        assertThat(alone.steps()).isEqualTo(1);
        assertThat(key(List.of(alone), 0)).isEqualTo(key(List.of(column), step));
      }
    }
  }

  @Test
  void keySizeGrowsWithTheWord() {
    List<InputColumn> columns = List.of(WORDS);
    assertThat(key(columns, 0).size()).isGreaterThan(key(columns, 1).size());
    FeatureSequence.Key large =
        key(List.of(new CharacterColumn(List.of(Collections.nCopies(500, 0)))), 0);
    assertThat(large.size()).isEqualTo(501);
  }

  private static FeatureSequence.Key key(List<InputColumn> columns, int step) {
    return FeatureSequence.of(columns).key(step);
  }
}

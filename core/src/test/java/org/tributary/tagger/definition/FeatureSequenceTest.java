package org.tributary.tagger.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.tagger.RandomColumns;
import org.tributary.train.tagger.SmallTraining;

/** Equivalence of column-wise and stepwise sequences. */
public class FeatureSequenceTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(4)
          .features("suffix", 3)
          .characters(c -> c.size(2).lstm(2))
          .input(NumberInput.of("sensor", 3))
          .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional());

  @Test
  void stepwiseSequenceEqualsItsColumns() {
    Random random = new Random(11);
    TaggerSizes sizes =
        new TaggerSizes(Collections.nCopies(DEFINITION.inputs().all().size(), 50), 3);
    for (int steps = 1; steps < 20; steps++) {
      FeatureSequence whole = RandomColumns.sequence(DEFINITION, sizes, steps, random);
      FeatureSequence stepwise = stepwise(whole);
      assertThat(stepwise.steps()).isEqualTo(steps);
      assertThat(stepwise.inputCount()).isEqualTo(whole.inputCount());
      for (int k = 0; k < whole.inputCount(); k++) {
        assertThat(numbers(stepwise.columns().get(k))).isEqualTo(numbers(whole.columns().get(k)));
      }
      for (int step = 0; step < steps; step++) {
        assertThat(stepwise.key(step)).isEqualTo(whole.key(step));
        for (int k = 0; k < whole.inputCount(); k++) {
          assertThat(numbers(stepwise.at(step).columns().get(k)))
              .isEqualTo(numbers(RandomColumns.step(whole.columns().get(k), step)));
        }
      }
    }
  }

  @Test
  void mismatchedStepsAreRefused() {
    FeatureSequence one = FeatureSequence.of(List.of(FeatureColumn.ofWords(1)));
    FeatureSequence two =
        FeatureSequence.of(List.of(FeatureColumn.ofWords(1), FeatureColumn.ofWords(2)));
    assertThatThrownBy(() -> FeatureSequence.ofSteps(List.of(one, two)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "feature sequence: expected steps with the same number of columns, got 1 and 2");
    assertThatThrownBy(() -> FeatureSequence.ofSteps(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least one step, got none");
    FeatureSequence characters =
        FeatureSequence.of(List.of(new CharacterColumn(List.of(List.of(3)))));
    assertThatThrownBy(() -> FeatureSequence.ofSteps(List.of(one, characters)).columns())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "one column type per input at every step, got [FeatureColumn, CharacterColumn]");
    assertThatThrownBy(() -> FeatureSequence.ofSteps(List.of(sensor(2), sensor(3))).columns())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number column: expected columns of 2 values per step, got one of 3");
    FeatureSequence ofTwo = FeatureSequence.ofWords(1, 2);
    assertThatThrownBy(() -> FeatureSequence.ofSteps(List.of(one, ofTwo)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature sequence: expected parts of one step, got one of 2");
    assertThatThrownBy(() -> FeatureSequence.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature sequence: expected a column for each input, got none");
    assertThatThrownBy(() -> one.key(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ofTwo.key(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static FeatureSequence sensor(int size) {
    return FeatureSequence.of(
        List.of(new NumberColumn(FloatTensor.of(TensorShape.of(1, size), new float[size]))));
  }

  public static FeatureSequence stepwise(FeatureSequence whole) {
    return FeatureSequence.ofSteps(
        IntStream.range(0, whole.steps())
            .mapToObj(
                t ->
                    FeatureSequence.of(
                        whole.columns().stream().map(c -> RandomColumns.step(c, t)).toList()))
            .toList());
  }

  private static List<Integer> numbers(InputColumn column) {
    List<Integer> numbers = new ArrayList<>(List.of(column.steps()));
    column.forEachNumber(numbers::add);
    return numbers;
  }
}

package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.train.OutsideBias;

class OutsideBiasSearchTest {
  private static final LabelColumn COLUMN = new LabelColumn(LabelColumn.MAIN, 1, Head.crf());
  private static final LabelSet LABELS = LabelSet.of(List.of("B-X", "O", "I-X"));
  private static final String BIAS = COLUMN.linearName() + ".bias";
  private static final ParameterValues TRAINED =
      ParameterValues.builder()
          .add("other", TensorShape.of(2), new float[] {7, 8})
          .add(BIAS, TensorShape.of(3), new float[] {1, 2, 3})
          .build();

  private final List<Double> tried = new ArrayList<>();

  private OutsideBiasSearch search(DoubleUnaryOperator score) {
    return OutsideBiasSearch.of(
            TRAINED,
            COLUMN,
            LABELS,
            values -> {
              assertThat(values.values("other")).containsExactly(7, 8);
              assertThat(values.values(BIAS)[0]).isEqualTo(1);
              assertThat(values.values(BIAS)[2]).isEqualTo(3);
              double shift = values.values(BIAS)[1] - 2;
              tried.add(shift);
              return score.applyAsDouble(shift);
            })
        .orElseThrow();
  }

  @Test
  void bestShiftIsFoundWithinAQuarter() {
    OutsideBias bias = search(shift -> 1 - Math.abs(shift + 2.2)).best();
    assertThat(bias.shift()).isEqualTo(-2.25);
    assertThat(bias.scoreBefore()).isEqualTo(1 - 2.2);
    assertThat(bias.score()).isEqualTo(1 - Math.abs(-2.25 + 2.2));
    assertThat(search(shift -> -Math.abs(shift - 1.3)).best().shift()).isEqualTo(1.25);
  }

  @Test
  void noShiftIsKeptWhereNoneIsBetter() {
    assertThat(search(shift -> 0.5).best()).isEqualTo(new OutsideBias(0, 0.5, 0.5));
    assertThat(tried).containsExactlyInAnyOrder(0.0, 0.5, 1.0, 1.5, -0.5, -1.0, -1.5, 0.25, -0.25);
    assertThat(search(shift -> Double.NaN).best().shift()).isZero();
  }

  @Test
  void shiftsBeyondShortDescentsAreFound() {
    OutsideBias bias = search(shift -> shift == -2 ? 0.9 : shift == -0.5 ? 0.6 : 0.5).best();
    assertThat(bias.shift()).isEqualTo(-2);
  }

  @Test
  void biasOfOutsideAloneIsShifted() {
    ParameterValues shifted = search(shift -> 0).shifted(-1.5);
    assertThat(shifted.values(BIAS)).containsExactly(1, 0.5f, 3);
    assertThat(TRAINED.values(BIAS)).containsExactly(1, 2, 3);
  }

  @Test
  void labelsWithoutOutsideHaveNoSearch() {
    assertThat(
            OutsideBiasSearch.of(
                TRAINED, COLUMN, LabelSet.of(List.of("B-X", "I-X", "o")), values -> 0))
        .isEmpty();
    assertThat(OutsideBiasSearch.of(TRAINED, COLUMN, LabelSet.ofSize(3), values -> 0)).isEmpty();
  }
}

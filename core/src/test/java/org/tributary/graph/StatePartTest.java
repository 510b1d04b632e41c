package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.StatePart;
import org.tributary.testing.Eval;

/** Tests of states with any number of named parts. */
class StatePartTest {

  @Test
  void stateKeepsItsPartsInOrder() {
    try (Eval eval = new Eval()) {
      Operand<TFloat32> h = eval.floats(new float[] {1}, 1, 1);
      Operand<TFloat32> n = eval.floats(new float[] {2}, 1, 1);
      Operand<TFloat32> c = eval.floats(new float[] {3}, 1, 1);
      CellState<TFloat32> state = CellState.of(h).with("n", n).with("c", c);
      assertThat(state.parts()).containsExactly(h, n, c);
      assertThat(state.get("n")).isSameAs(n);
      assertThat(state.with("h", c).parts()).containsExactly(c, n, c);
      assertThat(state.map(part -> part.equals(n) ? h : part).parts()).containsExactly(h, h, c);
      assertThatThrownBy(() -> state.with("m", null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("state m: expected an operand, got null");
      assertThatThrownBy(() -> new CellState<>(Map.of("c", c)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("state: expected h as the first part, got [c]");
    }
  }

  @Test
  void mistakenPartIsRejected() {
    assertThatThrownBy(() -> new StatePart("n", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("state n: expected a positive size, got 0");
    assertThatThrownBy(() -> new StatePart(null, 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name: expected a part's name, got null");
  }
}

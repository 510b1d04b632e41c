package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.SizeCheck.Size;
import org.tributary.testing.Eval;

class SizeCheckTest {
  private static Operand<TFloat32> unknown(Ops tf, int size) {
    return tf.placeholderWithDefault(tf.constant(new float[size]), Shape.of(-1));
  }

  /** "x" is part of "rows of x", and a size of its own. */
  @Test
  void messagesHaveANameForEachNumber() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      SizeCheck check =
          new SizeCheck(tf, "sum", "are they of one batch?")
              .equal(
                  new Size("rows of x", unknown(tf, 2), 0),
                  new Size("rows of y", unknown(tf, 2), 0))
              .equal(new Size("x", unknown(tf, 3), 0), new Size("y", unknown(tf, 4), 0));
      assertThatThrownBy(() -> eval.values(check.guard(tf.constant(1f))))
          .hasMessageContaining(
              "sum: expected equal numbers; are they of one batch? Got rows of x, rows of y, x, y:] [2] [2] [3]");
    }
  }
}

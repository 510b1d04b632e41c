package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.SequenceLengths;
import org.tributary.testing.Eval;

/** Tests of batches without padding: 3 steps of 2 rows with one feature, row 0 counting from 10. */
class UnpaddedPackingTest {
  private static final float[] BATCH = {10, 20, 11, 21, 12, 22};
  private static final float[] INITIAL = {1, 2};
  private static final float[] TO_LAST = {5, 6};

  @ParameterizedTest
  @CsvSource({
    "FORWARD, NEEDED, false",
    "FORWARD, BUCKETED, false",
    "REVERSE, NEEDED, true",
    "REVERSE, BUCKETED, false"
  })
  void onlyReverseLoopsReadBackward(Packing.Order order, Packing.Rows rows, boolean readsBackward) {
    try (Eval eval = new Eval()) {
      Packing packing = packing(eval, order, rows);
      assertThat(packing.readsBackward()).isEqualTo(readsBackward);
      assertThat(packing.unpadded()).isTrue();
      assertThat(packing.dense()).isTrue();
    }
  }

  @Test
  void backwardReadStepsAreNotMoved() {
    List<float[]> values = values(Packing.Order.REVERSE, Packing.Rows.NEEDED, BATCH);
    // the state before a step is the one after the next step of the batch
    assertThat(values.get(0)).as("before").containsExactly(11, 21, 12, 22, 1, 2);
    assertThat(values.get(1)).as("last").containsExactly(10, 20);
    assertThat(values.get(2)).as("to the last").containsExactly(5, 6, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void bucketedReverseOrderReversesSteps() {
    List<float[]> values =
        values(Packing.Order.REVERSE, Packing.Rows.BUCKETED, 12, 22, 11, 21, 10, 20);
    assertThat(values.get(0)).as("before").containsExactly(1, 2, 12, 22, 11, 21);
    assertThat(values.get(1)).as("last").containsExactly(10, 20);
    assertThat(values.get(2)).as("to the last").containsExactly(0, 0, 0, 0, 0, 0, 5, 6);
  }

  @Test
  void forwardOrderKeepsSteps() {
    List<float[]> values = values(Packing.Order.FORWARD, Packing.Rows.NEEDED, BATCH);
    assertThat(values.get(0)).as("before").containsExactly(1, 2, 10, 20, 11, 21);
    assertThat(values.get(1)).as("last").containsExactly(12, 22);
    assertThat(values.get(2)).as("to the last").containsExactly(0, 0, 0, 0, 0, 0, 5, 6);
  }

  private static Packing packing(Eval eval, Packing.Order order, Packing.Rows rows) {
    return SequenceLengths.full(eval.tf(), eval.tf().constant(3), eval.tf().constant(2))
        .packing(order, rows);
  }

  /**
   * Returns the states before the steps, the states after the last step, and the gradient of the
   * latter.
   *
   * @param packed the expected packed values, and packed gradients
   */
  private static List<float[]> values(Packing.Order order, Packing.Rows rows, float... packed) {
    try (Eval eval = new Eval()) {
      Packing packing = packing(eval, order, rows);
      Operand<TFloat32> in = packing.pack(eval.floats(BATCH, 3, 2, 1));
      Operand<TFloat32> initial = eval.floats(INITIAL, 2, 1);
      Operand<TFloat32> extended = packing.extend(initial, List.of(in));
      List<float[]> values =
          eval.values(
              List.of(
                  in,
                  packing.packGradient(eval.floats(BATCH, 3, 2, 1)),
                  packing.unpack(List.of(in)),
                  packing.unpack(List.of(in)),
                  packing.afterSteps(extended),
                  packing.before(extended),
                  packing.last(extended),
                  packing.lastGradient(eval.floats(TO_LAST, 2, 1))));
      assertThat(values.get(0)).as("packed").containsExactly(packed);
      assertThat(values.get(1)).as("gradient").containsExactly(packed);
      assertThat(values.get(2)).as("unpacked").containsExactly(BATCH);
      assertThat(values.get(3)).as("unpacked gradient").containsExactly(BATCH);
      assertThat(values.get(4)).as("after steps").containsExactly(packed);
      return values.subList(5, 8);
    }
  }
}

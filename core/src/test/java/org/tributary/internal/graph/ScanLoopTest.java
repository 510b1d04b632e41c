package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.SequenceLengths;
import org.tributary.testing.Eval;

/** Tests a scan by running sums, and that slots belong to one loop. */
class ScanLoopTest {
  private static final int[] LENGTHS = {2, 10, 0, 9};
  private static final int STEPS = 10;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void runningSumsMatchPlainLoops(boolean forwards) {
    int rows = LENGTHS.length;
    float[] x = new float[STEPS * rows];
    float[] expected = new float[x.length];
    for (int row = 0; row < rows; row++) {
      float sum = 100; // the initial carry; a backward loop starts from zeros
      float factor = forwards ? 1 : 0;
      for (int n = 0; n < LENGTHS[row]; n++) {
        int at = (forwards ? n : LENGTHS[row] - 1 - n) * rows + row;
        x[at] = at + 1;
        sum = factor * sum + 2 * x[at];
        factor = 1;
        expected[at] = sum;
      }
    }
    try (Eval eval = new Eval()) {
      Packing packing = packing(eval);
      ScanLoop scan = new ScanLoop(eval.tf(), packing);
      int first = forwards ? rows : 0;
      ScanLoop.Carry sum =
          scan.carry(eval.tf().fill(eval.tf().array(first, 1), eval.tf().constant(100f)));
      ScanLoop.Constant two = scan.constant(eval.tf().constant(2f));
      Operand<TFloat32> padded = eval.floats(x, STEPS, rows, 1);
      // a surplus row must not add to the state that a backward loop carries to valid steps
      ScanLoop.Xs in = scan.xs(forwards ? packing.pack(padded) : packing.packGradient(padded));
      ScanLoop.Ys doubled = scan.ys(1);
      ScanLoop.Ys sums = scan.ys(1);
      ScanLoop.Body body =
          (ops, step) -> {
            Operand<TFloat32> twice = ops.math.mul(step.get(in), step.get(two));
            Operand<TFloat32> next = ops.math.add(step.get(sum), twice);
            step.replace(sum, next);
            step.write(sums, next);
            step.write(doubled, twice);
          };
      ScanLoop.Result result = forwards ? scan.scan(body) : scan.scanReverse(body);
      List<float[]> values =
          eval.values(
              List.of(
                  packing.unpack(List.of(result.get(sums))),
                  packing.unpack(List.of(result.get(doubled)))));
      assertThat(values.get(0)).isEqualTo(expected);
      for (int k = 0; k < x.length; k++) {
        assertThat(values.get(1)[k]).isEqualTo(2 * x[k]);
      }
    }
  }

  @Test
  void missingResultsAreRejected() {
    try (Eval eval = new Eval()) {
      ScanLoop scan = new ScanLoop(eval.tf(), packing(eval));
      ScanLoop.Carry h = scan.carry(eval.floats(new float[4], 4, 1));
      scan.ys(1);
      assertThatThrownBy(() -> scan.scan((ops, step) -> step.replace(h, step.get(h))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "scan: expected the body to replace every carry and to write all ys of its loop, 2 slots, got 1; is one missing, or of another loop?");
    }
  }

  @Test
  void slotsOfOtherLoopsAreRejected() {
    try (Eval eval = new Eval()) {
      ScanLoop.Carry foreign =
          new ScanLoop(eval.tf(), packing(eval)).carry(eval.floats(new float[4], 4, 1));
      ScanLoop scan = new ScanLoop(eval.tf(), packing(eval));
      scan.carry(eval.floats(new float[4], 4, 1));
      assertThatThrownBy(() -> scan.scan((ops, step) -> step.get(foreign)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "scan: expected a slot of this loop, got a Carry slot of another; each loop adds its own");
    }
  }

  private static Packing packing(Eval eval) {
    FedSequenceLengths fed = new FedSequenceLengths(eval.tf(), eval.tf().constant(STEPS));
    eval.beforeRuns(() -> fed.feed(LENGTHS, STEPS, eval::feed));
    SequenceLengths lengths = fed.lengths();
    return lengths.packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
  }
}
